"""Makes the NetKet logs beside this file: a sampled t-VMC quench of the 3x3 torus, paramagnet to h = hc, by NetKet itself.

    python3 -m venv venv && venv/bin/pip install netket h5py && venv/bin/python make_logs.py

Writes curve.log (JsonLog), curve.h5 (HDF5Log) and states.tar (StateLog, which holds parameters and no curve). Made with
NetKet 3.23; another version or machine draws other samples."""
import jax
import netket as nk
import netket.experimental as nkx

J, h, dt, apart, t_end = 1.0, 3.04438, 0.005, 0.025, 0.2

lattice = nk.graph.Square(3)
hilbert = nk.hilbert.Spin(0.5, lattice.n_nodes)
sx = [nk.operator.spin.sigmax(hilbert, i) for i in range(lattice.n_nodes)]
sz = [nk.operator.spin.sigmaz(hilbert, i) for i in range(lattice.n_nodes)]
bonds = sum(sz[i] @ sz[j] for i, j in lattice.edges())
hamiltonian = -J * bonds - h * sum(sx)
observables = {"mx": sum(sx) / lattice.n_nodes, "zz_1_0": bonds / lattice.n_edges, "energy": hamiltonian}

network = nk.models.RBM(alpha=2, param_dtype=complex, use_visible_bias=False, use_hidden_bias=False,
                        kernel_init=jax.nn.initializers.normal(0.01))
state = nk.vqs.MCState(nk.sampler.ExactSampler(hilbert), network, n_samples=2048, seed=7, sampler_seed=8)
driver = nkx.TDVP(hamiltonian, state, nkx.dynamics.Heun(dt=dt), linear_solver=nk.optimizer.solver.pinv_smooth,
                  qgt=nk.optimizer.qgt.QGTJacobianDense(holomorphic=True, diag_shift=1e-6))
parameters = nk.logging.StateLog("states", save_every=4, tar=True)
logs = (nk.logging.JsonLog("curve", save_params=False), nk.logging.HDF5Log("curve", chunk_size=16), parameters)
times = [k * apart for k in range(round(t_end / apart) + 1)]
driver.run(t_end, out=logs, obs=observables, tstops=times, show_progress=False)
parameters.close()
