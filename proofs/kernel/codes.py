"""The table of error codes for refused objectives.  Soundness-critical: no.

A code never changes its meaning; a new cause gets a new code.  E120 belongs to the expansion of a lifted polynomial,
E13x to functions that are traced, E14x to numbers and objects of other systems; all others to the text grammar.
"""

from __future__ import annotations

from dataclasses import dataclass

from .errors import InputError


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One cause of refusal.

    Attributes:
        code: stable code such as ``E101``.
        summary: what is wrong, one line.
        remedy: what to do about it, one line.
    """

    code: str
    summary: str
    remedy: str


INPUT_CODES: tuple[ErrorCode, ...] = (
    ErrorCode("E101", "two factors without a sign between them", "write the product with '*': 2*x, x*y, (x+1)*(x-1)"),
    ErrorCode("E102", "a variable is used as a function", "write the product with '*': x*(y+1)"),
    ErrorCode(
        "E103", "an operand is missing", "every operator needs a number, a variable or a parenthesis on its right"
    ),
    ErrorCode("E104", "a denominator is identically zero", "change the denominator: it must be nonzero at every point"),
    ErrorCode("E105", "a parenthesis is not closed", "add ')'"),
    ErrorCode("E106", "a closing parenthesis has no partner", "remove ')' or add '(' before it"),
    ErrorCode("E107", "the formula is empty", "write a formula, for example (x*y - 1)^2"),
    ErrorCode(
        "E108", "a character outside ASCII", "write formulas in ASCII: - for minus, * for times, ^2 for a square"
    ),
    ErrorCode("E109", "a character that has no meaning in formulas", "use letters, digits, + - * / ^ ( ) , and . only"),
    ErrorCode(
        "E110", "an equation or a comparison", "an objective is one expression: write (left - right)^2 or left - right"
    ),
    ErrorCode("E111", "absolute value bars", "write abs(...)"),
    ErrorCode("E112", "an unknown function", "use abs, max, min, relu, sqrt, exp, log, sigmoid or tanh"),
    ErrorCode(
        "E113",
        "a function that is not definable in an o-minimal structure on the whole line",
        "infinitely many oscillations or jumps are outside the theory; use a definable function instead",
    ),
    ErrorCode(
        "E114", "a wrong number of arguments", "max and min take at least two arguments, all other functions one"
    ),
    ErrorCode("E115", "a function without arguments", "give the argument in parentheses, for example exp(x)"),
    ErrorCode("E116", "a number that cannot be read", "write numbers like 2, 0.1, 1.5e-3 or 1/3"),
    ErrorCode(
        "E117", "a name that cannot be a variable", "use a letter, then letters, digits or '_', at most 64 characters"
    ),
    ErrorCode(
        "E118", "an exponent that is not an integer constant", "use an integer exponent, sqrt(u) or exp(v*log(u))"
    ),
    ErrorCode("E119", "a TeX command", "write the formula as plain text, for example (x_1*y_1 - 1)^2"),
    ErrorCode("E120", "the expansion has too many terms", "write a smaller or sparser objective"),
    ErrorCode("E121", "an exponent above the limit", "use an exponent of absolute value at most 10000"),
    ErrorCode("E122", "the text is too long", "write at most 1 MiB of text"),
    ErrorCode("E123", "too many numbers, names and signs in the text", "write at most 200000 of them"),
    ErrorCode("E124", "parentheses or exponents nested too deeply", "nest at most 1000 of them"),
    ErrorCode(
        "E125", "the expression is nested too deeply", "write sums and products flat; at most 200 levels are read"
    ),
    ErrorCode("E126", "a number with too many digits", "use numerators and denominators of at most 4000 digits"),
    ErrorCode("E127", "too many variables", "use at most 200 variables"),
    ErrorCode("E128", "zero to the power zero", "write 1 if that is what you mean"),
    ErrorCode(
        "E129",
        "the expression has too many nodes",
        "write a smaller objective; shared subexpressions are counted each time",
    ),
    ErrorCode(
        "E130",
        "a comma outside a function call",
        "write decimals with a point (1.5); only max and min take several arguments",
    ),
    ErrorCode(
        "E131",
        "a symbolic value was compared or used as a truth value",
        "use tameproof.maximum, minimum, relu or abs instead of if, max, min and comparisons",
    ),
    ErrorCode(
        "E132",
        "a symbolic value was converted to a number",
        "use tameproof.exp, log, sqrt, tanh or the numpy functions instead of those of math",
    ),
    ErrorCode(
        "E133",
        "an operation that has no symbolic form",
        "use + - * / **, abs and exp, log, sqrt, sigmoid, tanh, relu, maximum, minimum",
    ),
    ErrorCode(
        "E134", "an operand that is not a real number", "use int, fractions.Fraction, float or another traced scalar"
    ),
    ErrorCode(
        "E135",
        "a function whose arguments are not named scalars",
        "write a function of scalars: lambda x, y: (x*y - 1)**2",
    ),
    ErrorCode("E136", "the traced function does not return a scalar", "return one scalar expression"),
    ErrorCode(
        "E140",
        "a binary float that is not the number you wrote",
        "write an exact number: fractions.Fraction(1, 3), sympy.Rational('0.1'), or a formula as text",
    ),
    ErrorCode("E141", "a number that is not finite or not real", "use finite real numbers"),
    ErrorCode(
        "E142",
        "an object that is not part of the language of objectives",
        "use + - * /, integer powers, Abs, Max, Min, sqrt, exp, log and tanh",
    ),
    ErrorCode(
        "E143", "a symbol that cannot be a variable", "declare symbols as sympy.Symbol('x', real=True), one per name"
    ),
)

_BY_CODE = {entry.code: entry for entry in INPUT_CODES}


def describe(code: str) -> ErrorCode:
    """Return the table entry of a code.

    Args:
        code: for example ``E101``.

    Raises:
        KeyError: if there is no such code.
    """
    return _BY_CODE[code]


def printable(text: str) -> str:
    r"""Return the text with every character outside printable ASCII as an escape such as ``\x1b`` or ``\u2212``."""
    if text.isascii() and text.isprintable():
        return text
    out = []
    for char in text:
        if " " <= char <= "~":
            out.append(char)
        elif char == "\t":
            out.append(" ")
        elif ord(char) < 256:
            out.append(f"\\x{ord(char):02x}")
        elif ord(char) < 65536:
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(f"\\U{ord(char):08x}")
    return "".join(out)


def refusal(code: str, message: str = "", hint: str = "", text: str = "", position: int | None = None) -> InputError:
    """Return the error for one code; message and hint default to the table's summary and remedy."""
    entry = _BY_CODE[code]
    # All fields positional: exceptions are rebuilt from their positional arguments when they cross processes.
    return InputError(code, message or entry.summary, text, position, hint or entry.remedy)
