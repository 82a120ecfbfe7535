"""muster: who goes where. The assignment engine; arrays in, arrays out.

Importing it is quick: the kernels (and numba) are loaded by the first call that needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from muster.explain import Explainer
from muster.files import load, save
from muster.marginal import marginal_values
from muster.plan import Plan
from muster.problem import BadProblem, Mask, Problem

if TYPE_CHECKING:
    from muster.additions import Addition as Addition
    from muster.repair import Muster as Muster
    from muster.solving import certify as certify
    from muster.solving import solve as solve

__all__ = [
    "Addition",
    "BadProblem",
    "Explainer",
    "Mask",
    "Muster",
    "Plan",
    "Problem",
    "certify",
    "load",
    "marginal_values",
    "save",
    "solve",
]

_LATER = {
    "Addition": "muster.additions",
    "Muster": "muster.repair",
    "certify": "muster.solving",
    "solve": "muster.solving",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'muster' has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
