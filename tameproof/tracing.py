"""Plain Python functions of scalars as objectives: the function is called once on symbolic scalars.

Soundness-critical: yes (function in, statement out).  A Python float in the function is read as the decimal number that
it prints as, if it plainly is a decimal: 0.1 is 1/10.  A float with more than 12 significant digits that is not itself
that decimal is refused, because it is the rounded value of something else (1/3, math.pi, numpy.exp(2)).
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any, NoReturn

from tameproof.proofs.kernel.codes import printable, refusal
from tameproof.proofs.kernel.construct import Built, TreeBuilder
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.limits import DEFAULT_LIMITS, ParserLimits, check_limits
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.printer import to_text

FLOAT_DIGITS = 12  # significant digits up to which a float is taken for a decimal number that somebody wrote


def trace(
    function: Callable[..., object], *, limits: ParserLimits = DEFAULT_LIMITS
) -> tuple[Expression, tuple[str, ...]]:
    """Return the expression that a function computes, and the names of its variables.

    Args:
        function: a function of named scalars such as ``lambda x, y: (x*y - 1)**2``; parameters with default values are
            constants.  Allowed on the scalars: + - * / **, abs, and exp, log, sqrt, tanh, maximum, minimum of numpy or
            tameproof, and sigmoid and relu of tameproof.
        limits: as for texts.

    Returns:
        The tree in normal form, and the parameters without default in their order (also those that do not occur).
        The function is called once; that it does the same at every point follows only because comparisons and
        conversions of its arguments are refused.

    Raises:
        InputError: E131 to E136, E140, E141, E113 and the codes of the parser; also where numpy fails on symbolic
            values with an exception of its own.  Exceptions of the function itself are passed on.
    """
    names = _parameter_names(function)
    builder = TreeBuilder(limits)
    scalars = [TracedScalar(builder, builder.variable(name)) for name in names]
    try:
        result = function(*scalars)
    except InputError:
        raise
    except Exception as error:
        from tameproof.tracing_errors import explain

        meaning = explain(error, lambda value: isinstance(value, TracedScalar))
        if meaning is None:
            raise
        raise meaning from error
    if getattr(result, "shape", None) == () and hasattr(result, "item") and not isinstance(result, TracedScalar):
        result = result.item()  # a zero-dimensional array
    built = result._built if isinstance(result, TracedScalar) else _constant(builder, result)
    if built is None:
        if inspect.iscoroutine(result):
            result.close()  # else Python warns that nobody awaited it
        raise refusal("E136", f"the function returned an object of class {_class_name(result)}, not a scalar")
    check_limits(built.expression, limits)
    return parse(to_text(built.expression), limits=limits), names


def _parameter_names(function: Callable[..., object]) -> tuple[str, ...]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise refusal("E135", "the arguments of this function cannot be read") from None
    names = []
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise refusal("E135", f"the function takes a variable number of arguments (*{printable(parameter.name)})")
        if parameter.default is not parameter.empty:
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            raise refusal("E135", f"the argument '{printable(parameter.name)}' can only be given by keyword")
        names.append(parameter.name)
    if not names:
        raise refusal("E135", "the function has no arguments without default values")
    return tuple(names)


def _class_name(value: object) -> str:
    return printable(type(value).__name__)[:60]


def _constant(builder: TreeBuilder, value: object) -> Built | None:
    """Return a number as a constant; None if it is not a number."""
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return None
    if isinstance(value, float):  # also numpy.float64
        return builder.constant(exact_decimal(value))
    if isinstance(value, Rational):  # int, Fraction and the integers of numpy
        if isinstance(value, Integral):
            return builder.constant(int(value))
        return builder.constant(Fraction(int(value.numerator), int(value.denominator)))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise refusal("E141", f"the function contains the number {value}")
        if abs(value.adjusted()) > builder.limits.digits:
            raise refusal("E126", f"a number has more than {builder.limits.digits} digits")
        return builder.constant(Fraction(value))
    if isinstance(value, complex):
        raise refusal("E141", "the function contains a complex number")
    if type(value).__module__ == "numpy" and type(value).__name__ in ("float16", "float32", "longdouble"):
        message = f"the function contains a number of class numpy.{type(value).__name__}"
        raise refusal("E140", message, "use float64, int or fractions.Fraction")
    return None


def exact_decimal(value: float) -> Fraction:
    """Return the decimal number that a float prints as.

    Args:
        value: a binary float with at most 12 significant decimal digits, or with an exact decimal form.

    Returns:
        ``Fraction(repr(value))``, for example 1/10 for 0.1.

    Raises:
        InputError: E141 for nan and infinities; E140 for a float that is visibly rounded, such as 1/3.
    """
    if not math.isfinite(value):
        raise refusal("E141", f"the function contains the number {float.__repr__(value)}")
    text = float.__repr__(value)
    decimal = Fraction(text)
    digits = len(text.lower().partition("e")[0].replace(".", "").replace("-", "").strip("0"))
    if digits > FLOAT_DIGITS and decimal != Fraction(value):
        hint = "write an exact number (fractions.Fraction(1, 3)), or at most 12 digits; 1/3 and math.pi are rounded"
        raise refusal("E140", f"the function contains the rounded float {text}", hint)
    return decimal


_COMPARISONS = frozenset(("less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "sign", "heaviside"))
_CALLS = {
    "absolute": "abs",
    "fabs": "abs",
    "exp": "exp",
    "log": "log",
    "sqrt": "sqrt",
    "tanh": "tanh",
    "maximum": "max",
    "fmax": "max",
    "minimum": "min",
    "fmin": "min",
}


class TracedScalar:
    """A real number that is not known yet: arithmetic on it builds an expression tree."""

    __slots__ = ("_builder", "_built")

    def __init__(self, builder: TreeBuilder, built: Built) -> None:
        self._builder = builder
        self._built = built

    # -- building ----------------------------------------------------------------------------------------------------
    def _operand(self, value: object) -> Built:
        if isinstance(value, TracedScalar):
            return value._built
        built = _constant(self._builder, value)
        if built is None:
            raise refusal("E134", f"an operand of class {_class_name(value)} is not a real number")
        return built

    def _new(self, built: Built) -> TracedScalar:
        return TracedScalar(self._builder, built)

    def _sum(self, left: object, right: object) -> Any:
        if _is_array(left) or _is_array(right):
            return NotImplemented
        return self._new(self._builder.sum_of((self._operand(left), self._operand(right))))

    def _difference(self, left: object, right: object) -> Any:
        if _is_array(left) or _is_array(right):
            return NotImplemented
        minus = self._builder.negative(self._operand(right))
        return self._new(self._builder.sum_of((self._operand(left), minus)))

    def _product(self, left: object, right: object) -> Any:
        if _is_array(left) or _is_array(right):
            return NotImplemented
        return self._new(self._builder.product_of((self._operand(left), self._operand(right))))

    def _quotient(self, left: object, right: object) -> Any:
        if _is_array(left) or _is_array(right):
            return NotImplemented
        return self._new(self._builder.quotient(self._operand(left), self._operand(right)))

    def _power(self, left: object, right: object) -> Any:
        if _is_array(left) or _is_array(right):
            return NotImplemented
        return self._new(self._builder.power(self._operand(left), self._operand(right)))

    def apply(self, name: str, *arguments: object) -> TracedScalar:
        """Return the value of a function of the language, for example ``x.apply("max", x, 0)``."""
        return self._new(self._builder.call(name, [self._operand(argument) for argument in arguments]))

    # -- arithmetic --------------------------------------------------------------------------------------------------
    def __add__(self, other: object) -> Any:
        return self._sum(self, other)

    def __radd__(self, other: object) -> Any:
        return self._sum(other, self)

    def __sub__(self, other: object) -> Any:
        return self._difference(self, other)

    def __rsub__(self, other: object) -> Any:
        return self._difference(other, self)

    def __mul__(self, other: object) -> Any:
        return self._product(self, other)

    def __rmul__(self, other: object) -> Any:
        return self._product(other, self)

    def __truediv__(self, other: object) -> Any:
        return self._quotient(self, other)

    def __rtruediv__(self, other: object) -> Any:
        return self._quotient(other, self)

    def __pow__(self, other: object) -> Any:
        return self._power(self, other)

    def __rpow__(self, other: object) -> Any:
        return self._power(other, self)

    def __neg__(self) -> TracedScalar:
        return self._new(self._builder.negative(self._built))

    def __pos__(self) -> TracedScalar:
        return self

    def __abs__(self) -> TracedScalar:
        return self.apply("abs", self)

    # numpy calls these methods for arrays of objects
    def exp(self) -> TracedScalar:
        """Return the exponential."""
        return self.apply("exp", self)

    def log(self) -> TracedScalar:
        """Return the natural logarithm."""
        return self.apply("log", self)

    def sqrt(self) -> TracedScalar:
        """Return the square root."""
        return self.apply("sqrt", self)

    def tanh(self) -> TracedScalar:
        """Return the hyperbolic tangent."""
        return self.apply("tanh", self)

    def conjugate(self) -> TracedScalar:
        """Return the number itself: it is real."""
        return self

    def clip(self, low: object, high: object, *, out: None = None) -> TracedScalar:
        """Return the number clipped to an interval; numpy.clip passes ``out``."""
        return self.apply("min", self.apply("max", self, low), high)

    # -- numpy -------------------------------------------------------------------------------------------------------
    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: object, **options: object) -> Any:
        """Answer numpy's universal functions for scalars, and elementwise for arrays that contain numbers."""
        if method != "__call__" or options:
            raise refusal("E133", f"numpy.{ufunc.__name__}.{method} has no symbolic form for these arguments")
        if not any(_is_array(value) for value in inputs):
            return self._apply_ufunc(ufunc.__name__, inputs)
        import numpy as np

        boxed = [np.asarray(value, dtype=object) for value in inputs]
        return np.frompyfunc(lambda *row: self._apply_ufunc(ufunc.__name__, row), len(inputs), 1)(*boxed)

    def _apply_ufunc(self, name: str, inputs: Sequence[object]) -> Any:
        if name in _CALLS:
            return self.apply(_CALLS[name], *inputs)
        match name, inputs:
            case "add", (left, right):
                return self._sum(left, right)
            case "subtract", (left, right):
                return self._difference(left, right)
            case "multiply", (left, right):
                return self._product(left, right)
            case "divide" | "true_divide", (left, right):
                return self._quotient(left, right)
            case "power" | "float_power", (left, right):
                return self._power(left, right)
            case "square", (argument,):
                return self._power(argument, 2)
            case "reciprocal", (argument,):
                return self._quotient(1, argument)
            case "negative", (argument,):
                return self._new(self._builder.negative(self._operand(argument)))
            case "positive" | "conjugate", (argument,):
                return self._new(self._operand(argument))
            case _:
                pass
        if name in _COMPARISONS:
            raise refusal("E131", f"numpy.{name} compares a symbolic value")
        from tameproof.tracing_errors import refuse_function

        raise refuse_function(name)

    # -- refusals ----------------------------------------------------------------------------------------------------
    def _refuse_comparison(self, other: object) -> NoReturn:
        raise refusal("E131", "a symbolic value was compared")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _refuse_comparison
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise refusal("E131", "a symbolic value was used as a truth value")

    def __float__(self) -> float:
        raise refusal("E132", "a symbolic value was converted to a float")

    def __int__(self) -> int:
        raise refusal("E132", "a symbolic value was converted to an int")

    def __index__(self) -> int:
        raise refusal("E132", "a symbolic value was used as an index")

    def __complex__(self) -> complex:
        raise refusal("E132", "a symbolic value was converted to a complex number")

    def _refuse_rounding(self, *_: object) -> NoReturn:
        raise refusal("E113", "rounding and remainders are not definable in an o-minimal structure on the whole line")

    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __divmod__ = __rdivmod__ = _refuse_rounding
    __round__ = __floor__ = __ceil__ = __trunc__ = _refuse_rounding

    def _refuse_operator(self, *_: object) -> NoReturn:
        raise refusal("E133", "@, ^, |, &, ~, << and >> have no symbolic form", "powers are written x**2")

    __matmul__ = __rmatmul__ = __xor__ = __rxor__ = __or__ = __ror__ = __and__ = __rand__ = _refuse_operator
    __invert__ = __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = _refuse_operator

    def __format__(self, form: str) -> str:
        if form:
            raise refusal("E132", "a symbolic value was formatted as a number")
        return repr(self)

    def __getitem__(self, index: object) -> NoReturn:
        raise refusal("E135", "an argument was indexed: the arguments are scalars")

    def __iter__(self) -> NoReturn:
        raise refusal("E135", "an argument was iterated over: the arguments are scalars")

    def __len__(self) -> int:
        raise refusal("E135", "the length of an argument was asked for: the arguments are scalars")

    def __repr__(self) -> str:
        text = to_text(self._built.expression)
        return f"TracedScalar({text if len(text) <= 200 else text[:200] + '...'})"


def _is_array(value: object) -> bool:
    return type(value).__module__ == "numpy" and type(value).__name__ == "ndarray"
