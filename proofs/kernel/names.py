"""The names of the language of objectives: functions, near misses and reserved words.  Soundness-critical: yes.

``FUNCTIONS`` gives the meaning of every function name; the other tables only choose the text of a refusal.
"""

from __future__ import annotations

import difflib
import re

from .codes import printable, refusal
from .errors import InputError
from .expression import Abs, Exp, Log, Max, Min, Relu, Sigmoid, Sqrt, Tanh

FUNCTIONS: dict[str, type[Abs | Relu | Sqrt | Exp | Log | Sigmoid | Tanh] | type[Max | Min]] = {
    "abs": Abs,
    "exp": Exp,
    "log": Log,
    "max": Max,
    "min": Min,
    "relu": Relu,
    "sigmoid": Sigmoid,
    "sqrt": Sqrt,
    "tanh": Tanh,
}

# Oscillation or jumps without end: the zero set of sin, the steps of floor are infinite and discrete.
NOT_DEFINABLE = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "sec",
        "csc",
        "cot",
        "sinc",
        "sind",
        "cosd",
        "tand",
        "cis",
        "floor",
        "ceil",
        "ceiling",
        "round",
        "trunc",
        "frac",
        "fract",
        "mod",
        "fmod",
        "remainder",
    ]
)

# Functions with a known equivalent or a known obstacle.
ADVICE = {
    "absolute": "write abs(u)",
    "fabs": "write abs(u)",
    "ln": "write log(u)",
    "log2": "write log(u)/log(2)",
    "log10": "write log(u)/log(10)",
    "log1p": "write log(1 + u)",
    "lg": "write log(u)/log(10) or log(u)/log(2)",
    "expm1": "write exp(u) - 1",
    "exp2": "write exp(u*log(2))",
    "pow": "write u^n",
    "power": "write u^n",
    "square": "write u^2",
    "sqr": "write u^2",
    "cbrt": "only square roots are available",
    "sinh": "write (exp(u) - exp(-u))/2",
    "cosh": "write (exp(u) + exp(-u))/2",
    "softplus": "write log(1 + exp(u))",
    "silu": "write u*sigmoid(u)",
    "swish": "write u*sigmoid(u)",
    "relu6": "write min(relu(u), 6)",
    "leakyrelu": "write max(u, u/100)",
    "leaky_relu": "write max(u, u/100)",
    "logistic": "write sigmoid(u)",
    "expit": "write sigmoid(u)",
    "maximum": "write max(u, v)",
    "minimum": "write min(u, v)",
    "norm": "write the sum of squares, or its sqrt if it is positive everywhere",
    "sign": "sign is not continuous; objectives must be locally Lipschitz",
    "sgn": "sign is not continuous; objectives must be locally Lipschitz",
    "heaviside": "a step is not continuous; objectives must be locally Lipschitz",
    "atan": "atan is definable but not available",
    "arctan": "arctan is definable but not available",
    "asin": "asin is not defined on the whole line",
    "acos": "acos is not defined on the whole line",
    "erf": "erf is definable but not available",
    "gamma": "gamma is not defined on the whole line",
}

RESERVED = {
    "pi": "pi is irrational and not available; use a rational number or a variable with another name",
    "inf": "infinity is not a number",
    "infinity": "infinity is not a number",
    "nan": "nan is not a number",
    "oo": "infinity is not a number",
    "zoo": "infinity is not a number",
}

MAX_NAME_LENGTH = 64
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


def shortened(name: str) -> str:
    """Return the name quoted for a message: printable, at most 24 characters."""
    safe = printable(name if len(name) <= 24 else name[:21] + "...")
    return f"'{safe}'"


def name_refusal(name: str) -> InputError | None:
    """Return why the name cannot be a variable, or None if it can."""
    if not _IDENTIFIER.fullmatch(name):
        return refusal("E117", f"{shortened(name)} cannot be a variable name")
    if len(name) > MAX_NAME_LENGTH:
        return refusal("E117", f"the name {shortened(name)} has {len(name)} characters, the limit is {MAX_NAME_LENGTH}")
    if name in FUNCTIONS or name in NOT_DEFINABLE:
        return refusal("E115", f"'{name}' is the name of a function", f"write {name}(...), or rename the variable")
    if name.lower() in RESERVED:
        return refusal("E117", f"'{name}' cannot be a variable name", RESERVED[name.lower()])
    return None


def function_refusal(name: str) -> InputError:
    """Return why the name is not a function of the language."""
    lower = name.lower()
    if lower in NOT_DEFINABLE:
        return refusal("E113", f"{name} is not definable in an o-minimal structure on the whole line")
    if lower in ADVICE:
        return refusal("E112", f"unknown function {shortened(name)}", ADVICE[lower])
    close = difflib.get_close_matches(lower[:MAX_NAME_LENGTH], sorted(FUNCTIONS), n=1)
    hint = f"did you mean {close[0]}?" if close else ""
    return refusal("E112", f"unknown function {shortened(name)}", hint)
