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
    from tameproof.bound import EmptySetReport as EmptySetReport
    from tameproof.bound import UnboundedReport as UnboundedReport
    from tameproof.bound import lower_bound as lower_bound
    from tameproof.escape import BlowUp as BlowUp
    from tameproof.escape import Escape as Escape
    from tameproof.escape import blow_up as blow_up
    from tameproof.escape import unbounded_trajectory as unbounded_trajectory
    from tameproof.exploration import Exploration as Exploration
    from tameproof.exploration import explore as explore
    from tameproof.functions import exp as exp
    from tameproof.functions import log as log
    from tameproof.functions import maximum as maximum
    from tameproof.functions import minimum as minimum
    from tameproof.functions import relu as relu
    from tameproof.functions import sigmoid as sigmoid
    from tameproof.functions import sqrt as sqrt
    from tameproof.functions import tanh as tanh
    from tameproof.generalised import GeneralisedCriticalValues as GeneralisedCriticalValues
    from tameproof.generalised import generalised_critical_values as generalised_critical_values
    from tameproof.laws import LawsReport as LawsReport
    from tameproof.laws import conserved_quantities as conserved_quantities
    from tameproof.sums_of_squares import NotSumOfSquaresReport as NotSumOfSquaresReport
    from tameproof.sums_of_squares import not_sum_of_squares as not_sum_of_squares
    from tameproof.trajectories import TrajectoryBound as TrajectoryBound
    from tameproof.trajectories import trajectory_bound as trajectory_bound

__version__ = "0.1.0"

# public name -> module that defines it; the imports above tell static tools the same
_EXPORTS = {
    "BlowUp": "tameproof.escape",
    "BoundReport": "tameproof.bound",
    "EmptySetReport": "tameproof.bound",
    "Escape": "tameproof.escape",
    "Exploration": "tameproof.exploration",
    "GeneralisedCriticalValues": "tameproof.generalised",
    "LawsReport": "tameproof.laws",
    "NotSumOfSquaresReport": "tameproof.sums_of_squares",
    "Report": "tameproof.api",
    "TrajectoryBound": "tameproof.trajectories",
    "UnboundedReport": "tameproof.bound",
    "Verdict": "tameproof.api",
    "blow_up": "tameproof.escape",
    "certify": "tameproof.api",
    "check": "tameproof.api",
    "conserved_quantities": "tameproof.laws",
    "exp": "tameproof.functions",
    "explore": "tameproof.exploration",
    "log": "tameproof.functions",
    "generalised_critical_values": "tameproof.generalised",
    "lower_bound": "tameproof.bound",
    "maximum": "tameproof.functions",
    "minimum": "tameproof.functions",
    "not_sum_of_squares": "tameproof.sums_of_squares",
    "relu": "tameproof.functions",
    "sigmoid": "tameproof.functions",
    "sqrt": "tameproof.functions",
    "tanh": "tameproof.functions",
    "trajectory_bound": "tameproof.trajectories",
    "unbounded_trajectory": "tameproof.escape",
}

__all__ = [  # noqa: F822
    "BlowUp",
    "BoundReport",
    "EmptySetReport",
    "Escape",
    "Exploration",
    "GeneralisedCriticalValues",
    "LawsReport",
    "NotSumOfSquaresReport",
    "Report",
    "TrajectoryBound",
    "UnboundedReport",
    "Verdict",
    "__version__",
    "blow_up",
    "certify",
    "check",
    "conserved_quantities",
    "exp",
    "explore",
    "generalised_critical_values",
    "log",
    "lower_bound",
    "maximum",
    "minimum",
    "not_sum_of_squares",
    "relu",
    "sigmoid",
    "sqrt",
    "tanh",
    "trajectory_bound",
    "unbounded_trajectory",
]


def __getattr__(name: str) -> object:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'tameproof' has no attribute {name!r}; it has {', '.join(sorted(_EXPORTS))}")
    value: object = getattr(import_module(_EXPORTS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
