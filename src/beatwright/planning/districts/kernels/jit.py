"""How the kernels are compiled: as those of the solvers are."""

from beatwright.solver.jit import inner, plain

__all__ = ["inner", "plain"]
