"""The problems of the sums-of-squares benchmark: classical forms, published families, constrained bounds.

Every problem asks for ``polynomial >= 0`` (or > 0 if ``strict``) on the set where the ``where`` polynomials are >= 0.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Problem:
    """One question.

    Attributes:
        name: unique.
        group: which table.
        variables: names in order.
        text: the polynomial as a formula.
        where: formulas of polynomials that are >= 0 on the set.
        strict: whether > 0 is asked.
    """

    name: str
    group: str
    variables: tuple[str, ...]
    text: str
    where: tuple[str, ...] = ()
    strict: bool = False


def read(text: str, variables: tuple[str, ...]) -> Polynomial:
    """Return the polynomial of a formula, with ``variables[i]`` as variable number i."""
    lifted = lift(parse(text))
    places = {k: Polynomial.variable(variables.index(name)) for k, name in enumerate(lifted.variables)}
    return lifted.objective.substitute(places)


def _forms() -> list[Problem]:
    harris = (
        "16*(x^10+y^10+z^10)"
        "-36*(x^8*y^2+x^2*y^8+x^8*z^2+x^2*z^8+y^8*z^2+y^2*z^8)"
        "+20*(x^6*y^4+x^4*y^6+x^6*z^4+x^4*z^6+y^6*z^4+y^4*z^6)"
        "+57*(x^6*y^2*z^2+x^2*y^6*z^2+x^2*y^2*z^6)"
        "-38*(x^4*y^4*z^2+x^4*y^2*z^4+x^2*y^4*z^4)"
    )
    lax = "x*(x-y)*(x-z)*(x-w)+y*(y-x)*(y-z)*(y-w)+z*(z-x)*(z-y)*(z-w)+w*(w-x)*(w-y)*(w-z)+x*y*z*w"
    squares = [f"x{i}^2" for i in range(1, 6)]
    horn = "+".join(f"x{i}^4" for i in range(1, 6))
    for i in range(5):
        horn += f"-2*{squares[i]}*{squares[(i + 1) % 5]}+2*{squares[i]}*{squares[(i + 2) % 5]}"
    texts = (
        ("Motzkin, affine", "x y", "x^4*y^2+x^2*y^4+1-3*x^2*y^2"),
        ("Motzkin", "x y z", "x^4*y^2+x^2*y^4+z^6-3*x^2*y^2*z^2"),
        ("Choi-Lam S", "x y z", "x^4*y^2+y^4*z^2+z^4*x^2-3*x^2*y^2*z^2"),
        ("Choi-Lam Q", "x y z w", "w^4+x^2*y^2+y^2*z^2+z^2*x^2-4*x*y*z*w"),
        (
            "Robinson",
            "x y z",
            "x^6+y^6+z^6-(x^4*y^2+x^2*y^4+x^4*z^2+x^2*z^4+y^4*z^2+y^2*z^4)+3*x^2*y^2*z^2",
        ),
        (
            "Schmuedgen",
            "x y z",
            "200*(x^3-4*x*z^2)^2+200*(y^3-4*y*z^2)^2+(y^2-x^2)*x*(x+2*z)*(x^2-2*x*z+2*y^2-8*z^2)",
        ),
        ("Scheiderer", "x y z", "x^4+x*y^3+y^4-3*x^2*y*z-4*x*y^2*z+2*x^2*z^2+x*z^3+y*z^3+z^4"),
        ("Harris", "x y z", harris),
        ("Lax-Lax", "x y z w", lax),
        ("Delzell", "x y z w", "x^4*y^2*w^2+y^4*z^2*w^2+x^2*z^4*w^2-3*x^2*y^2*z^2*w^2+z^8"),
        ("Horn", "x1 x2 x3 x4 x5", horn),
    )
    return [Problem(name, "forms", tuple(v.split()), text) for name, v, text in texts]


def _multivsos() -> list[Problem]:
    data = json.loads((DATA / "multivsos.json").read_text())
    out = []
    for name, entry in data["polynomials"].items():
        variables = tuple(entry["variables"])
        terms = []
        for exponents, c in entry["terms"]:
            factors = [f"{v}^{e}" for v, e in zip(variables, exponents, strict=True) if e]
            terms.append("*".join([f"({c})", *factors]))
        out.append(Problem(name, "multivsos", variables, "+".join(terms)))
    return out


def _constrained() -> list[Problem]:
    data = json.loads((DATA / "validsdp.json").read_text())
    out = []
    for name, entry in data["problems"].items():
        variables, where = tuple(entry["variables"]), tuple(entry["where"])
        first, *others = entry["polynomials"]
        if entry["kind"] == "alternative":  # p > 0 or p' > 0: then p > 0 where p' <= 0
            negated = tuple(f"0 - ({p})" for p in others)
            out.append(Problem(name, "constrained", variables, first, (*where, *negated), strict=True))
            continue
        if entry["lower"] is None:
            out.append(Problem(name, "constrained", variables, first, where))
            continue
        out.append(Problem(f"{name}, lower", "constrained", variables, f"{first} - ({entry['lower']})", where))
        if entry["upper"] is not None:
            out.append(Problem(f"{name}, upper", "constrained", variables, f"({entry['upper']}) - ({first})", where))
    return out


def _univariate() -> list[Problem]:
    out = []
    for n in (10, 20, 40, 60, 100, 200):
        text = "+".join(["1", *(f"x^{j}" for j in range(1, n + 1))])
        out.append(Problem(f"sum of x^j, j <= {n}", "univariate", ("x",), text))
    for n in (4, 8, 12, 16, 20):
        text = "1+" + "*".join(f"(x-{j})^2" for j in range(1, n // 2 + 1))
        out.append(Problem(f"1 + prod (x-j)^2, degree {n}", "univariate", ("x",), text))
    return out


def problems() -> list[Problem]:
    """Return all problems in the order of the tables."""
    return [*_forms(), *_multivsos(), *_univariate(), *_constrained()]


def growth() -> list[Problem]:
    """Return families of growing size, deterministic."""
    out = []
    for n in range(4, 15, 2):
        names = tuple(f"x{i}" for i in range(1, n + 1))
        monomials = [f"{a}*{b}" for i, a in enumerate(names) for b in names[i:]]
        state, squares = 1, [f"{a}^4" for a in names]
        for _ in range(n):
            parts = []
            for m in monomials:
                state = (1103515245 * state + 12345) % 2**31
                parts.append(f"({(state >> 16) % 19 - 9})*{m}")
            squares.append(f"({'+'.join(parts)})^2")
        out.append(Problem(f"dense quartic form, n = {n}", "growth", names, "+".join(squares)))
    for n in (10, 20, 40, 60, 80, 100):
        names = tuple(f"x{i}" for i in range(1, n + 1))
        text = "+".join(f"({a}^2-{b})^2+({a}*{b}-1)^2+({b}-1)^2" for a, b in pairwise(names))
        out.append(Problem(f"chained quartic, n = {n}", "growth", names, text))
    for degree, n in ((4, 6), (4, 8), (4, 10), (6, 4), (6, 5), (6, 6)):
        names = tuple(f"x{i}" for i in range(1, n + 1))
        first, second, third = ("+".join(f"{a}^{k}" for a in names) for k in (1, 2, 3))
        gaps = "+".join(f"({a}-{b})^{2 if degree == 4 else 6}" for a, b in combinations(names, 2))
        if degree == 4:
            text = f"({second}-{n})^2+({first}-{n})^2*({second})+{gaps}"
        else:
            text = f"({third}-({first}))^2+({second}-{n})^2*(({first})^2+1)+{gaps}"
        out.append(Problem(f"symmetric polynomial of degree {degree} with a zero, n = {n}", "growth", names, text))
    return out
