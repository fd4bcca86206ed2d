"""tameproof: exact certificates about spurious local minima, finite and at infinity.

    >>> import tameproof as tp
    >>> report = tp.certify("(x*y - 1)^2")       # doctest: +SKIP
    >>> report.verdict                           # doctest: +SKIP
    <Verdict.CERTIFIED: 'certified'>

Public names are loaded when they are first used, so that ``import tameproof`` stays cheap.
Soundness-critical: no.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tameproof.api import Report as Report
    from tameproof.api import Verdict as Verdict
    from tameproof.api import certify as certify
    from tameproof.api import check as check
    from tameproof.bound import BoundReport as BoundReport
    from tameproof.bound import lower_bound as lower_bound
    from tameproof.laws import LawsReport as LawsReport
    from tameproof.laws import conserved_quantities as conserved_quantities
    from tameproof.trajectories import TrajectoryBound as TrajectoryBound
    from tameproof.trajectories import trajectory_bound as trajectory_bound

__version__ = "0.1.0"

# public name -> module that defines it; the imports above tell static tools the same
_EXPORTS = {
    "BoundReport": "tameproof.bound",
    "LawsReport": "tameproof.laws",
    "Report": "tameproof.api",
    "TrajectoryBound": "tameproof.trajectories",
    "Verdict": "tameproof.api",
    "certify": "tameproof.api",
    "check": "tameproof.api",
    "conserved_quantities": "tameproof.laws",
    "lower_bound": "tameproof.bound",
    "trajectory_bound": "tameproof.trajectories",
}

__all__ = [  # noqa: F822
    "BoundReport",
    "LawsReport",
    "Report",
    "TrajectoryBound",
    "Verdict",
    "__version__",
    "certify",
    "check",
    "conserved_quantities",
    "lower_bound",
    "trajectory_bound",
]


def __getattr__(name: str) -> object:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'tameproof' has no attribute {name!r}; it has {', '.join(sorted(_EXPORTS))}")
    value: object = getattr(import_module(_EXPORTS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_EXPORTS})
