"""Makes the jVMC output beside this file: a t-VMC quench of a ring of 8 sites, paramagnet to h = 1, by jVMC itself.

    python3 -m venv venv && venv/bin/pip install jVMC && venv/bin/python make_output.py

Writes curve.h5 by jVMC's OutputManager: /observables/times and /observables/<name>/{mean, variance, MC_error}."""
import jax
jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import jVMC
import jVMC.operator as op

L, J, h, dt, steps, every = 8, 1.0, 1.0, 2e-3, 125, 25

net = jVMC.nets.CpxRBM(numHidden=16, bias=False)
psi = jVMC.vqs.NQS(net, seed=1234)
sampler = jVMC.sampler.ExactSampler(psi, (L,))
psi(jnp.array([[[0] * L]]))                                      # makes the parameters
psi.set_parameters(1e-2 * jax.random.normal(jax.random.PRNGKey(5), psi.get_parameters().shape))

hamiltonian = op.BranchFreeOperator()
sx, zz = op.BranchFreeOperator(), op.BranchFreeOperator()
for i in range(L):
    hamiltonian.add(op.scal_opstr(-J, (op.Sz(i), op.Sz((i + 1) % L))))
    hamiltonian.add(op.scal_opstr(-h, (op.Sx(i),)))
    sx.add(op.scal_opstr(1.0 / L, (op.Sx(i),)))
    zz.add(op.scal_opstr(1.0 / L, (op.Sz(i), op.Sz((i + 1) % L))))

tdvp = jVMC.util.tdvp.TDVP(sampler, rhsPrefactor=1.0j, makeReal="imag", pinvTol=1e-8)
stepper = jVMC.util.stepper.Euler(timeStep=dt)
output = jVMC.util.OutputManager("curve.h5", append=False)
for step in range(steps + 1):
    if step % every == 0:
        measured = jVMC.util.measure({"X": sx, "ZZ": zz, "energy": hamiltonian}, psi, sampler)
        output.write_observables(step * dt, **measured)
    parameters, _ = stepper.step(step * dt, tdvp, psi.get_parameters(), hamiltonian=hamiltonian, psi=psi)
    psi.set_parameters(parameters)
