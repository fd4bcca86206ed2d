"""Seeded random functions of one variable: polynomials, quotients, and nested absolute values, maxima and minima."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction

Row = list[Fraction]


def text_of(row: Sequence[Fraction | int], x: str = "x") -> str:
    """Return a polynomial, constant term first, as a formula."""
    out = ""
    for k in reversed(range(len(row))):
        c = Fraction(row[k])
        if not c:
            continue
        power = "" if k == 0 else x if k == 1 else f"{x}^{k}"
        factor = "" if abs(c) == 1 and power else str(abs(c)) + ("*" if power else "")
        out += ("-" if c < 0 else "+" if out else "") + factor + power
    return out or "0"


def _coefficient(rng: random.Random) -> Fraction:
    kind = rng.random()
    if kind < 0.6:
        return Fraction(rng.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)))
    if kind < 0.8:
        return Fraction(rng.randint(-1000, 1000))
    return Fraction(rng.randint(-60, 60), rng.randint(1, 30))


def _row(rng: random.Random, degree: int, density: float = 0.6) -> Row:
    row = [_coefficient(rng) if rng.random() < density else Fraction(0) for _ in range(degree)]
    return [*row, _coefficient(rng) or Fraction(1)]


def _even_top(rng: random.Random, degree: int) -> Row:
    row = _row(rng, degree)
    row[-1] = abs(row[-1])
    return row


def _polynomial(rng: random.Random) -> str:
    return text_of(_row(rng, rng.randint(1, 12), rng.choice((0.3, 0.6, 1.0))))


def _bounded_polynomial(rng: random.Random) -> str:
    return text_of(_even_top(rng, 2 * rng.randint(1, 6)))


def _factors(rng: random.Random) -> str:
    """Products with repeated roots, rational and irrational, some of them close to each other."""
    near = Fraction(rng.randint(-3, 3)) + Fraction(1, rng.choice((10, 1000, 10**6)))
    pool = [
        f"({text_of([-rng.randint(-3, 3), 1])})",
        f"({text_of([-near, 1])})",
        f"({text_of([-rng.randint(1, 7), 0, 1])})",
        f"({text_of([rng.randint(1, 5), rng.randint(-2, 2), 1])})",
        f"({text_of([rng.randint(-3, 3), rng.randint(-3, 3), 0, 1])})",
    ]
    out = [f"{rng.choice(pool)}^{rng.randint(1, 4)}" for _ in range(rng.randint(1, 3))]
    tail = rng.choice(("", "", f"+{_coefficient(rng)}".replace("+-", "-"), "+x/1000"))
    return "*".join(out) + tail


def _denominator(rng: random.Random) -> str:
    kind = rng.randrange(6)
    if kind == 0:
        return f"(1+{rng.choice(('x^2', 'x^4', 'x^6', '2*x^2+x^4', 'abs(x)', 'max(x,0)', 'x^2/1000'))})"
    if kind == 1:
        return f"({text_of([rng.randint(1, 9), rng.randint(-1, 1), 1])})^{rng.randint(1, 3)}"
    if kind == 2:
        return f"(({text_of(_row(rng, rng.randint(1, 4)))})^2+{rng.choice(('1', '1/100', '(x-1)^2'))})"
    if kind == 3:
        return f"(abs({text_of(_row(rng, rng.randint(1, 3)))})+{rng.choice(('1', 'abs(x-1)', 'x^2'))})"
    if kind == 4:
        return f"max({text_of(_row(rng, rng.randint(1, 3)))},{rng.choice(('1', '1/7', '1+x^2'))})"
    return f"({text_of(_row(rng, rng.randint(1, 4)))})"  # often with real zeros: no function on the line


def _quotient(rng: random.Random) -> str:
    return f"({text_of(_row(rng, rng.randint(0, 6)))})/{_denominator(rng)}"


def _limit_is_minimum(rng: random.Random) -> str:
    """Quotients whose limit at infinity is, or may be, the least value."""
    q = text_of(_row(rng, rng.randint(1, 3)))
    c = rng.choice(("", "+1", "-2", "+1/3"))
    return rng.choice(
        (
            f"({q})^2/(1+({q})^2){c}",
            f"({q})^2/(1+x^{rng.choice((4, 6, 8))}){c}",
            f"-1/(1+({q})^2){c}",
            f"1/(1+({q})^2)+max({q},0){c}",
            f"min(({q})^2,1/(1+x^2)){c}",
        )
    )


def _nested(rng: random.Random, depth: int, degree: int) -> str:
    kind = rng.randrange(7) if depth else 6
    if kind in (0, 1):
        return f"{rng.choice(('max', 'min'))}({_nested(rng, depth - 1, degree)},{_nested(rng, depth - 1, degree)})"
    if kind == 2:
        return f"abs({_nested(rng, depth - 1, degree)})"
    if kind == 3:
        inner = f"{_nested(rng, depth - 1, degree)}{rng.choice('+-')}({_nested(rng, depth - 1, degree)})"
        return f"{rng.choice(('abs', 'relu'))}({inner})"
    if kind == 4:
        head = rng.choice(("2*", "-", "1/2*", "(x-1)*", "-x*"))
        return f"{head}{rng.choice(('abs', 'relu'))}({_nested(rng, depth - 1, degree)})"
    if kind == 5:
        return f"({_nested(rng, depth - 1, degree)})/(1+{rng.choice(('x^2', 'abs(x)', 'max(x,-x^3,0)'))})"
    return text_of(_row(rng, rng.randint(0, degree)))


def _kinks(rng: random.Random) -> str:
    return _nested(rng, rng.randint(1, 3), 4)


def _large_kinks(rng: random.Random) -> str:
    """Nested maxima and minima of pieces of degree six."""
    a, b, c, d = (text_of(_row(rng, rng.randint(4, 6))) for _ in range(4))
    e = text_of(_row(rng, rng.randint(0, 2)))
    return rng.choice(
        (
            f"max(min({a},{b}),min({c},{d}))",
            f"abs(max({a},{b})-abs({c}))",
            f"max(abs({a}),abs({b}),{e})",
            f"abs({a})+abs({b})+relu({e})",
            f"min(max({a},{e}),max({b},{e}))",
        )
    )


def _plateau(rng: random.Random) -> str:
    p = text_of(_even_top(rng, 2 * rng.randint(1, 3)))
    low, high = sorted((rng.randint(-3, 3), rng.randint(-3, 3)))
    return rng.choice(
        (
            f"max({p},{low})",
            f"min(max({p},{low}),{high})",
            f"max({p},{low})+max({text_of(_row(rng, 2))},0)",
            f"abs(x-{low % 5})-abs(x+{high % 5})+max({p},0)/100",
            f"relu(x-{low % 5})*relu({high % 5}-x)",
            f"max(x-{low % 3},0)+max(-x-{high % 4},0)+min(x^2,0)",
        )
    )


def _equal_minima(rng: random.Random) -> str:
    """Functions with minima of one value at different algebraic numbers, and small disturbances of them."""
    q = text_of(_row(rng, rng.randint(2, 3)))
    k = rng.randint(1, 5)
    p = text_of(_row(rng, rng.randint(1, 4)))
    mirrored = p.replace("x", "(-x)")
    tail = rng.choice(("", "", "", f"+x/{rng.choice((10, 10**4, 10**8))}"))
    return (
        rng.choice(
            (
                f"(({q})^2-{k})^2",
                f"abs(({q})^2-{k})",
                f"({q})^4-{k}*({q})^2+({q})",
                f"({p})^2+({mirrored})^2",
                f"max({p},{mirrored})",
                f"(({q})^2-{k})^2/(1+({q})^2)",
            )
        )
        + tail
    )


def _constant(rng: random.Random) -> str:
    q = text_of(_row(rng, rng.randint(1, 4)))
    return rng.choice(
        (
            f"({q})-({q})+x-x+{rng.randint(-5, 5)}",
            f"max({q},-({q}))-abs({q})",
            f"({q})^2/(1+({q})^2)+1/(1+({q})^2)",
            f"max({q},{q})",
            f"min(abs({q}),0)-1/3",
            f"relu({q})-relu(-({q}))",
        )
    )


FAMILIES: dict[str, Callable[[random.Random], str]] = {
    "polynomial": _polynomial,
    "bounded polynomial": _bounded_polynomial,
    "factors": _factors,
    "quotient": _quotient,
    "limit": _limit_is_minimum,
    "kinks": _kinks,
    "large kinks": _large_kinks,
    "plateau": _plateau,
    "equal minima": _equal_minima,
    "constant": _constant,
}


def random_line_functions(count: int, seed: int) -> list[tuple[str, str]]:
    """Return that many different pairs (family, formula in x), the families in turn."""
    rng = random.Random(f"line:{seed}")
    found: list[tuple[str, str]] = []
    seen = set()
    while len(found) < count:
        family = list(FAMILIES)[len(found) % len(FAMILIES)]
        text = FAMILIES[family](rng)
        if text not in seen and "x" in text.replace("max", ""):
            seen.add(text)
            found.append((family, text))
    return found
