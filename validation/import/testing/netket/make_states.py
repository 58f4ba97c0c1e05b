"""Makes states.h5 beside this file: samples of a NetKet t-VMC quench of the 3x3 torus, paramagnet to h = hc, with ln psi,
local energies and d ln psi/dt at a few times, as validation/certify/STATES.md describes them; and amplitudes.h5, all
amplitudes at the same times.

    python3 -m venv venv && venv/bin/pip install netket h5py && venv/bin/python make_states.py"""
import h5py
import jax
import netket as nk
import netket.experimental as nkx
import numpy as np

h, t_end, apart = 3.04438, 0.1, 0.025
lattice = nk.graph.Square(3)
hilbert = nk.hilbert.Spin(0.5, lattice.n_nodes)
hamiltonian = (sum(-nk.operator.spin.sigmaz(hilbert, i) @ nk.operator.spin.sigmaz(hilbert, j) for i, j in lattice.edges())
               - h * sum(nk.operator.spin.sigmax(hilbert, i) for i in range(lattice.n_nodes)))
network = nk.models.RBM(alpha=2, param_dtype=complex, use_visible_bias=False, use_hidden_bias=False,
                        kernel_init=jax.nn.initializers.normal(0.01))
state = nk.vqs.MCState(nk.sampler.ExactSampler(hilbert), network, n_samples=2048, seed=7, sampler_seed=8)
qgt = nk.optimizer.qgt.QGTJacobianDense(holomorphic=True, diag_shift=1e-6)
solver = nk.optimizer.solver.pinv_smooth
driver = nkx.TDVP(hamiltonian, state, nkx.dynamics.RK4(dt=0.005), qgt=qgt, linear_solver=solver)


# begin of the snippet
def states_of(state, hamiltonian, qgt, solver, samples=256):
    _, forces = state.expect_and_forces(hamiltonian)
    velocity, _ = state.quantum_geometric_tensor(qgt).solve(solver, jax.tree.map(lambda f: -1j * f, forces))
    state.reset()                                            # fresh samples: the old ones know the velocity
    s = np.asarray(state.samples).reshape(-1, state.hilbert.size)[:samples]
    energies = np.asarray(state.local_estimators(hamiltonian).data).reshape(-1)[:samples]
    log_psi, rate = jax.jvp(lambda w: state._apply_fun({"params": w}, s), (state.parameters,), (velocity,))
    return dict(samples=s.astype("i1"), log_psi=log_psi, local_energy=energies, log_psi_rate=rate)


def write_states(path, times, rows):
    with h5py.File(path, "w") as file:
        file.attrs["schema"] = "quenchmark.states/1"
        file["time"] = times
        for name in rows[0]:
            file[name] = np.stack([np.asarray(row[name]) for row in rows])
# end of the snippet


def write_amplitudes(path, times, amplitudes):
    with h5py.File(path, "w") as file:
        file.attrs["schema"] = "quenchmark.states/1"
        file.attrs["order"], file.attrs["bit0"] = "site0_slowest", "up"   # as hilbert.all_states() lists them
        file["time"], file["amplitudes"] = times, np.stack(amplitudes)


times, rows, amplitudes = [], [], []
for segment in range(round(t_end / apart) + 1):
    if segment > 0:
        driver.run(apart, show_progress=False)
    times.append(float(driver.t))                            # not segment * apart: a run may take a step more
    rows.append(states_of(state, hamiltonian, qgt, solver))
    amplitudes.append(np.asarray(state.to_array()))
write_states("states.h5", times, rows)
write_amplitudes("amplitudes.h5", times, amplitudes)
