"""Functions for objectives that are written as Python functions.  Soundness-critical: no.

Each works on traced scalars (and then builds the node of the expression tree), on numbers (and then returns a float,
so that the same function can be evaluated and plotted) and elementwise on numpy arrays of either.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tameproof.proofs.kernel.codes import printable, refusal
from tameproof.tracing import TracedScalar


def _apply(name: str, evaluate_float: Callable[..., float], *arguments: Any) -> Any:
    for argument in arguments:
        if isinstance(argument, TracedScalar):
            if not any(hasattr(other, "ndim") and other.ndim for other in arguments):
                return argument.apply(name, *arguments)
    if any(hasattr(argument, "ndim") for argument in arguments):
        import numpy as np

        boxed = [np.asarray(argument, dtype=object) for argument in arguments]
        values = np.frompyfunc(lambda *row: _apply(name, evaluate_float, *row), len(boxed), 1)(*boxed)
        if isinstance(values, np.ndarray) and all(isinstance(value, float) for value in values.flat):
            return values.astype(float)
        return values
    if any(isinstance(argument, (str, bytes)) or not hasattr(argument, "__float__") for argument in arguments):
        classes = ", ".join(printable(type(argument).__name__)[:60] for argument in arguments)
        raise refusal("E134", f"{name} cannot be applied to objects of class {classes}")
    return evaluate_float(*(float(argument) for argument in arguments))


def _sigmoid_float(value: float) -> float:
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    weight = math.exp(value)  # no overflow on this side
    return weight / (1.0 + weight)


def exp(u: Any) -> Any:
    """Return the exponential of u."""
    return _apply("exp", math.exp, u)


def log(u: Any) -> Any:
    """Return the natural logarithm of u; a traced u must be positive everywhere, which is proved later."""
    return _apply("log", math.log, u)


def sqrt(u: Any) -> Any:
    """Return the square root of u; a traced u must be positive everywhere, which is proved later."""
    return _apply("sqrt", math.sqrt, u)


def sigmoid(u: Any) -> Any:
    """Return the logistic function ``1 / (1 + exp(-u))``."""
    return _apply("sigmoid", _sigmoid_float, u)


def tanh(u: Any) -> Any:
    """Return the hyperbolic tangent of u."""
    return _apply("tanh", math.tanh, u)


def relu(u: Any) -> Any:
    """Return ``max(u, 0)``."""
    return _apply("relu", lambda value: max(value, 0.0), u)


def maximum(u: Any, v: Any, *more: Any) -> Any:
    """Return the largest of two or more values."""
    return _apply("max", max, u, v, *more)


def minimum(u: Any, v: Any, *more: Any) -> Any:
    """Return the smallest of two or more values."""
    return _apply("min", min, u, v, *more)
