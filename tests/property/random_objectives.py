"""Seeded random sparse polynomials with small coefficients, and changes that must not change what is true of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

Monomial = tuple[int, ...]
NAMES = ("x", "y")


@dataclass(frozen=True)
class RandomObjective:
    """A polynomial with integer coefficients.

    Attributes:
        name: family and number.
        n: number of variables.
        terms: (exponents, coefficient), sorted, no zero coefficient; every variable occurs.
    """

    name: str
    n: int
    terms: tuple[tuple[Monomial, int], ...]

    def text(self, variables: tuple[str, ...] = NAMES) -> str:
        """Return the formula with the given texts in place of the variables."""
        out = []
        for exponents, c in self.terms:
            powers = [v if e == 1 else f"{v}^{e}" for v, e in zip(variables[: self.n], exponents, strict=True) if e]
            body = "*".join(([] if abs(c) == 1 and powers else [str(abs(c))]) + powers)
            out.append(("-" if c < 0 else "+" if out else "") + body)
        return "".join(out)


def _sparse(rng: random.Random, n: int, count: int, degree: int) -> dict[Monomial, int]:
    out: dict[Monomial, int] = {}
    while len(out) < min(count, degree + 1):  # so many monomials there are for n = 1
        exponents = tuple(rng.randint(0, degree) for _ in range(n))
        if sum(exponents) <= degree:
            out[exponents] = rng.choice((-3, -2, -1, -1, 1, 1, 2, 3))
    return out


def _product(p: dict[Monomial, int], q: dict[Monomial, int]) -> dict[Monomial, int]:
    out: dict[Monomial, int] = {}
    for a, c in p.items():
        for b, d in q.items():
            e = tuple(i + j for i, j in zip(a, b, strict=True))
            out[e] = out.get(e, 0) + c * d
    return out


def _plus(p: dict[Monomial, int], q: dict[Monomial, int]) -> dict[Monomial, int]:
    out = dict(p)
    for e, c in q.items():
        out[e] = out.get(e, 0) + c
    return out


def _raw(rng: random.Random, n: int) -> dict[Monomial, int]:
    return _sparse(rng, n, rng.randint(2, 4), rng.randint(2, 6 if n == 1 else 5))


def _even_top(rng: random.Random, n: int) -> dict[Monomial, int]:
    p = _sparse(rng, n, rng.randint(2, 4), 3)
    for i in range(n):
        p = _plus(p, {tuple(4 if j == i else 0 for j in range(n)): rng.choice((1, 1, 2))})
    return p


def _squares(rng: random.Random, n: int) -> dict[Monomial, int]:
    out: dict[Monomial, int] = {}
    for _ in range(rng.randint(1, 2)):
        q = _sparse(rng, n, rng.randint(1, 3), 3)
        out = _plus(out, _product(q, q))
    return out


FAMILIES: dict[str, Callable[[random.Random, int], dict[Monomial, int]]] = {
    "raw": _raw,
    "even top": _even_top,
    "squares": _squares,
}


def random_objectives(count: int, n: int, seed: int) -> list[RandomObjective]:
    """Return that many distinct objectives in n variables, the families in turn."""
    rng = random.Random(f"{seed}:{n}")
    found: list[RandomObjective] = []
    seen = set()
    while len(found) < count:
        family = list(FAMILIES)[len(found) % len(FAMILIES)]
        terms = tuple(sorted((e, c) for e, c in FAMILIES[family](rng, n).items() if c))
        if terms in seen or not all(any(e[i] for e, _ in terms) for i in range(n)):
            continue
        seen.add(terms)
        found.append(RandomObjective(f"{family} {len(found)}", n, terms))
    return found


def equivalent_texts(f: RandomObjective, seed: int) -> dict[str, str]:
    """Return formulas of functions that have a spurious setwise local minimum if and only if f has one."""
    rng = random.Random(f"{seed}:{f.name}:{f.terms}")
    scale = rng.choice(("2", "1/3", "5/7", "10"))
    shift = rng.choice(("+1", "-2", "+1/3", "-7/2"))
    out = {
        "scaled": f"{scale}*({f.text()})",
        "shifted": f"{f.text()}{shift}",
        "renamed": f.text(("z", "a")),
    }
    if f.n == 1:
        out["linear map"] = f.text((rng.choice(("(-x)", "(2*x)", "(-3*x)")),))
    else:
        out["permuted"] = RandomObjective(f.name, 2, tuple(sorted((e[::-1], c) for e, c in f.terms))).text()
        while True:
            a, b, c, d = (rng.randint(-2, 2) for _ in range(4))
            if a * d - b * c != 0 and (b or c):
                break
        out["linear map"] = f.text((_linear(a, b), _linear(c, d)))
    return out


def _linear(a: int, b: int) -> str:
    parts = [f"{c}*{v}" for c, v in zip((a, b), NAMES, strict=True) if c]
    return "(" + "+".join(parts).replace("+-", "-") + ")"
