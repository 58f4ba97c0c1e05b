"""Makes states.h5 beside this file: samples of a jVMC t-VMC quench of a ring of 8 sites, paramagnet to h = 1, with ln psi,
local energies and d ln psi/dt at a few times, as validation/certify/STATES.md describes them.

    python3 -m venv venv && venv/bin/pip install jVMC && venv/bin/python make_states.py"""
import h5py
import jax
jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import jVMC
import jVMC.operator as op
import numpy as np

L, J, h, dt, steps, every = 8, 1.0, 1.0, 4e-3, 50, 10
psi = jVMC.vqs.NQS(jVMC.nets.CpxRBM(numHidden=16, bias=False), seed=1234)
exact = jVMC.sampler.ExactSampler(psi, (L,))
psi(jnp.array([[[0] * L]]))                                      # makes the parameters
psi.set_parameters(1e-2 * jax.random.normal(jax.random.PRNGKey(5), psi.get_parameters().shape))
hamiltonian = op.BranchFreeOperator()
for i in range(L):
    hamiltonian.add(op.scal_opstr(-J, (op.Sz(i), op.Sz((i + 1) % L))))
    hamiltonian.add(op.scal_opstr(-h, (op.Sx(i),)))
tdvp = jVMC.util.tdvp.TDVP(exact, rhsPrefactor=1.0j, makeReal="imag", pinvTol=1e-8)
stepper = jVMC.util.stepper.Euler(timeStep=dt)
sampler = jVMC.sampler.MCSampler(psi, (L,), jax.random.PRNGKey(3), numChains=16, sweepSteps=L, numSamples=256,
                                 updateProposer=jVMC.sampler.propose_spin_flip_Z2, thermalizationSweeps=25)


# begin of the snippet
def states_of(psi, sampler, hamiltonian, tdvp, t):
    velocity = tdvp(psi.get_parameters(), t, psi=psi, hamiltonian=hamiltonian, intStep=0)
    s, log_psi, _ = sampler.sample()
    energies = hamiltonian.get_O_loc(s, psi, log_psi, t)
    rate = psi.gradients(s) @ velocity
    flat = lambda values: np.asarray(values).reshape(-1)
    return dict(samples=(2 * np.asarray(s).reshape(-1, s.shape[-1]) - 1).astype("i1"), log_psi=flat(log_psi),
                local_energy=flat(energies), log_psi_rate=flat(rate))


def write_states(path, times, rows):
    with h5py.File(path, "w") as file:
        file.attrs["schema"] = "quenchmark.states/1"
        file["time"] = times
        for name in rows[0]:
            file[name] = np.stack([row[name] for row in rows])
# end of the snippet


times, rows = [], []
for step in range(steps + 1):
    if step % every == 0:
        times.append(step * dt)
        rows.append(states_of(psi, sampler, hamiltonian, tdvp, step * dt))
    parameters, _ = stepper.step(step * dt, tdvp, psi.get_parameters(), hamiltonian=hamiltonian, psi=psi)
    psi.set_parameters(parameters)
write_states("states.h5", times, rows)
