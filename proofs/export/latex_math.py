"""Formulas in LaTeX: the writer, the expression tree, line breaking.  Soundness-critical: no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from tameproof.proofs.export.formula import Writer, decimal
from tameproof.proofs.export.names import latex_names
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.evidence import AlgebraicPoint, Point, RationalArc
from tameproof.proofs.kernel.expression import (
    Abs,
    Constant,
    Exp,
    Expression,
    Log,
    Max,
    Min,
    Power,
    Product,
    Quotient,
    Relu,
    Sigmoid,
    Sqrt,
    Sum,
    Tanh,
    Variable,
    children,
    variables_of,
    walk,
)
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.rational_function import RationalFunction

MAX_DIGITS = 24  # of one rational number
LINE = 64.0  # width of a displayed line, in average letters
RELATIONS = {FactKind.EQUATION: "=", FactKind.NONNEGATIVE: r"\ge", FactKind.POSITIVE: ">"}


class LatexWriter(Writer):
    """Writes LaTeX for math mode."""

    def number(self, value: Fraction) -> str:
        """Write a nonnegative rational."""
        a, b = str(value.numerator), str(value.denominator)
        if len(a) + len(b) > MAX_DIGITS:
            return self.described(f"rational of {len(a) + len(b)} digits")
        if b == "1":
            return a
        return rf"\tfrac{{{a}}}{{{b}}}"

    def raised(self, base: str, exponent: int) -> str:
        """Write a power."""
        return base if exponent == 1 else f"{base}^{{{exponent}}}"

    def product(self, parts: Sequence[str]) -> str:
        """Write a product; letters stand side by side, longer names and numbers are set apart."""
        out = parts[0]
        for left, right in pairwise(parts):
            apart = r"\mathit" in left or r"\mathit" in right or r"\mathtt" in left or r"\mathtt" in right
            apart = apart or (right.startswith(r"\partial") and not left[-1].isdigit()) or r"\langle" in left
            out += (r"\," if apart else " ") + right
        return out

    def brackets(self) -> tuple[str, str]:
        """Return the parentheses."""
        return "(", ")"

    def described(self, what: str) -> str:
        """Write a stand-in for long data."""
        return rf"\langle\text{{{what}, step {self.step}}}\rangle"

    def root(self, radicand: int) -> str:
        """Write a square root."""
        return rf"\sqrt{{{radicand}}}"

    def quotient(self, numerator: str, denominator: int) -> str:
        """Write a sum divided by a positive integer."""
        return numerator if denominator == 1 else rf"\tfrac{{{numerator}}}{{{denominator}}}"


def algebraic(w: LatexWriter, number: AlgebraicNumber, symbol: str = "t") -> str:
    """Return an algebraic number: exactly up to degree two, else by its polynomial and interval."""
    exact = w.surd(number)
    if exact is not None:
        return exact
    low, high = w.rational(number.low), w.rational(number.high)
    p = "".join(w.univariate(number.polynomial, symbol)) if len(number.polynomial) <= 8 else w.described("polynomial")
    where = rf"(\text{{the root of }}\allowbreak {p}\allowbreak\text{{ in }}[{low},{high}])"
    return rf"{decimal(number)}\ldots\ \allowbreak {where}"


def short_algebraic(w: LatexWriter, number: AlgebraicNumber) -> str:
    """Return an algebraic number in a few letters: exact up to degree two, else a decimal approximation."""
    return w.surd(number) or rf"{decimal(number)}\ldots"


def vector(parts: Sequence[str]) -> str:
    """Return a row vector."""
    return r"\bigl(" + r",\, \allowbreak ".join(parts) + r"\bigr)"


def point(w: LatexWriter, p: Point) -> str:
    """Return the coordinates of a point."""
    if isinstance(p, AlgebraicPoint):
        exact = as_rational(p.theta)
        if exact is None:
            where = algebraic(w, p.theta)
            coordinates = ["".join(w.univariate(c, r"\theta")) for c in p.coordinates]
            return rf"{vector(coordinates)},\quad \theta={where}"
        powers = [[exact**k for k in range(len(c))] for c in p.coordinates]
        sums = [
            sum((a * t for a, t in zip(c, ts, strict=True)), Fraction(0))
            for c, ts in zip(p.coordinates, powers, strict=True)
        ]
        return vector([w.rational(s) for s in sums])
    return vector([w.rational(c) for c in p.coordinates])


def arc(w: LatexWriter, a: RationalArc, symbol: str) -> str:
    """Return the coordinates of a rational arc."""
    out = []
    for k, (numerator, denominator) in enumerate(a.coordinates):
        shown = top = "".join(w.univariate(numerator, symbol))
        if list(denominator) != [1]:
            bottom = "".join(w.univariate(denominator, symbol))
            minus = sum(1 for c in numerator if c) == 1 and top.startswith("-")
            shown = rf"{'-' if minus else ''}\tfrac{{{top[1:] if minus else top}}}{{{bottom}}}"
        factor = a.logarithms[k] if a.logarithms else Fraction(0)
        if factor:
            front = {Fraction(1): "", Fraction(-1): "-"}.get(factor, w.rational(factor) + " ")
            shown = rf"{front}\log\left({shown}\right)"
        out.append(shown)
    return vector(out)


def rational_function(w: LatexWriter, r: RationalFunction, symbol: str) -> str:
    """Return a quotient of polynomials in one symbol."""
    top, bottom = ("".join(w.univariate(p, symbol)) for p in (r.numerator, r.denominator))
    return top if bottom == "1" else rf"\frac{{{top}}}{{{bottom}}}"


# -- the expression tree -----------------------------------------------------------------------------------------------
_FUNCTIONS = {
    Exp: r"\exp",
    Log: r"\log",
    Tanh: r"\tanh",
    Sigmoid: r"\operatorname{sigmoid}",
    Relu: r"\operatorname{relu}",
}
_SUM, _PRODUCT, _POWER, _ATOM = 0, 1, 2, 3


def expression(root: Expression) -> list[str]:
    """Return an objective as it was typed, in pieces between which a line may break."""
    names = dict(zip(variables_of(root), latex_names(variables_of(root)), strict=True))
    done: dict[int, tuple[str, int]] = {}
    for node in reversed(list(walk(root))):  # children before parents, without recursion
        done[id(node)] = _node(node, [done[id(c)] for c in children(node)], names)
    if isinstance(root, Sum):
        return _sum([done[id(t)] for t in root.terms])
    return [done[id(root)][0]]


def _node(node: Expression, parts: list[tuple[str, int]], names: dict[str, str]) -> tuple[str, int]:
    match node:
        case Constant(value):
            a, b = abs(value.numerator), value.denominator
            body = str(a) if b == 1 else rf"\tfrac{{{a}}}{{{b}}}"
            return (f"-{body}", _SUM) if value < 0 else (body, _ATOM if b == 1 else _PRODUCT)
        case Variable(name):
            return names[name], _ATOM
        case Sum():
            return "".join(_sum(parts)), _SUM
        case Product():
            return _product(parts)
        case Quotient():
            return rf"\frac{{{parts[0][0]}}}{{{parts[1][0]}}}", _PRODUCT
        case Power(_, exponent):
            return f"{_wrap(parts[0], _ATOM)}^{{{exponent}}}", _POWER
        case Abs():
            return rf"\lvert {parts[0][0]} \rvert", _ATOM
        case Max() | Min():
            function = r"\max" if isinstance(node, Max) else r"\min"
            return rf"{function}\{{" + ", ".join(p for p, _ in parts) + r"\}", _ATOM
        case Sqrt():
            return rf"\sqrt{{{parts[0][0]}}}", _ATOM
        case _:
            return rf"{_FUNCTIONS[type(node)]}({parts[0][0]})", _ATOM


def _wrap(part: tuple[str, int], level: int) -> str:
    return part[0] if part[1] >= level else f"({part[0]})"


def _sum(parts: list[tuple[str, int]]) -> list[str]:
    out: list[str] = []
    for text, _ in parts:
        if text.startswith("-"):
            out.append(f" - {text[1:]}" if out else text)
        else:
            out.append(f" + {text}" if out else text)
    return out


def _product(parts: list[tuple[str, int]]) -> tuple[str, int]:
    minus = False
    factors: list[str] = []
    for part in parts:
        text, level = part
        if text.startswith("-") and text[1:].isdigit():  # a negative integer: its sign moves to the front
            minus = not minus
            text, level = text[1:], _ATOM
            if text == "1":
                continue
        text = _wrap((text, level), _PRODUCT)
        numeric = text[0].isdigit() or text.startswith((r"\tfrac", r"\frac"))
        if factors:
            wide = r"\mathit" in text or r"\mathit" in factors[-1] or r"\mathtt" in text or r"\mathtt" in factors[-1]
            factors.append(r" \cdot " if numeric else (r"\," if wide else " "))
        factors.append(text)
    body = "".join(factors) or "1"
    return (f"-{body}", _SUM) if minus else (body, _PRODUCT)


# -- line breaking -----------------------------------------------------------------------------------------------------
def width(latex: str) -> float:
    """Estimate the printed width of a formula, in average letters."""
    s = re.sub(r"\\text\{([^{}]*)\}", lambda m: "a" * len(m[1]), latex)
    s = re.sub(r"\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}", lambda m: max(m[1], m[2], key=len), s)
    s = re.sub(r"\\(mathit|mathtt|mathrm|mathsf|operatorname)", "", s)
    s = re.sub(r"\\(allowbreak|,|!|;|quad|bigl|bigr|left|right)(?![a-z])", "", s)
    s = re.sub(r"\\[A-Za-z]+", "a", s)
    small = sum(len(m) * 0.3 for m in re.findall(r"[\^_]\{([^{}]*)\}", s))
    operators = len(re.findall(r"(?<=\S)\s*[-+=<>]\s+", s))
    return len(re.sub(r"[{}^_\\ ]", "", s)) - small + 1.3 * operators


def lines(pieces: Sequence[str], first: float, line: float, indent: float = 5.0) -> list[str]:
    """Pack pieces into lines; ``first`` is the room already taken on the first one, ``indent`` on the others."""
    out = [""]
    used = first
    for piece in pieces:
        size = width(piece)
        if out[-1] and used + size > line:
            out.append("")
            used = indent
        out[-1] += piece
        used += size
    return out


def display(left: Sequence[str], sign: str, right: Sequence[str], line: float = LINE, end: str = ".") -> str:
    """Return a displayed relation, broken over lines where needed.

    Args:
        left: pieces of the left-hand side.
        sign: the relation, e.g. "=".
        right: pieces of the right-hand side.
        line: width of a line in average letters.
        end: punctuation after the formula.
    """
    whole = width("".join(left)) + width("".join(right)) + 3
    if whole <= line:
        return "\\[\n  " + "".join(left) + f" {sign} " + "".join(right) + end + "\n\\]"
    rows: list[str] = []
    head = lines(left, 0, line)
    if len(head) == 1 and width(head[0]) <= 0.3 * line:
        body = lines(right, width(head[0]) + 3, line, width(head[0]) + 5)
        rows.append(f"{head[0]} &{sign} {body[0]}")
        rest = body[1:]
    else:
        rows.append(rf"&{head[0]}")
        rows += [rf"&\quad {h}" for h in head[1:]]
        body = lines(right, 8, line)
        rows.append(rf"&\quad {sign} {body[0]}")
        rest = body[1:]
    rows += [rf"&\qquad {b}" for b in rest]
    return "\\begin{align*}\n  " + " \\\\\n  ".join(rows) + end + "\n\\end{align*}"
