"""Conservation laws of random linear and ReLU networks, counted and proved complete.

The experiment of Marcotte, Gribonval and Peyre (2023): 50 random linear networks (depth 2-4, widths 2-5) and 50 random
ReLU networks (depth 2-4, widths 2-9).  A count is proved by laws with independent gradients (exact identities) on one
side and by the rank of the Lie algebra of the gradients of all outputs, at an integer point, on the other side.

Each count of a linear network is also given to the checker as one step, with explicit brackets, and checked again in
pure Python.  Then: laws of single objectives with many variables, with the proof that there are no more of that degree.

Run with: python benchmarks/laws.py [--write]   (--write: docs/benchmarks-laws.md)
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import LawsOfAllLosses, PolynomialLaws
from tameproof.proofs.kernel.evidence import LieRank, ModularRank
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.limits import ParserLimits
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.sos.conserved_quantities import find_laws, is_law
from tameproof.sos.lie_rank import Completeness, compute_completeness, find_lie_words, independent_laws
from tameproof.sos.linear_networks import balancedness
from tameproof.symbolic._flint_modular import compute_rank_modular

Layers = list[tuple[tuple[int, ...], ...]]
KNOWN = {(2, 2, 5, 2, 4): 20, (5, 5, 4, 4, 5): 35, (1, 2, 2, 1): 7}
PRIME = 2_147_483_647


def network(widths: tuple[int, ...]) -> tuple[int, Layers, list[Polynomial]]:
    """Return the number of parameters, the layers and the entries of W_L ... W_1."""
    total, layers = 0, []
    for inputs, outputs in pairwise(widths):
        layers.append(tuple(tuple(total + i * inputs + j for j in range(inputs)) for i in range(outputs)))
        total += inputs * outputs
    product = [[Polynomial.variable(i) for i in row] for row in layers[0]]
    for w in layers[1:]:
        product = [
            [
                sum_of_products([(Polynomial.variable(row[k]), product[k][j]) for k in range(len(row))])
                for j in range(widths[0])
            ]
            for row in w
        ]
    return total, layers, [p for row in product for p in row]


@dataclass(frozen=True)
class Count:
    """One linear network: the count, and the seconds of the search and of the checker."""

    found: Completeness
    expected: int | None
    search: float
    check: float


def expected_count(widths: tuple[int, ...]) -> int | None:
    """Return the count in the literature: the published cases, and the formula for two layers."""
    if len(widths) != 3:
        return KNOWN.get(widths)
    m, r, n = widths
    return r * (r + 1) // 2 if n + m >= r else (n + m) * r - (n + m) * (n + m - 1) // 2


def count_linear(widths: tuple[int, ...]) -> Count:
    """Return the proved count for a linear network; every law is checked for every output, by both programs."""
    start = time.process_time()
    total, layers, outputs = network(widths)
    fields = [[p.derivative(i) for i in range(total)] for p in outputs]
    laws = [h for h in balancedness(layers) if is_law(h, fields)]
    found = compute_completeness(outputs, laws, total)
    middle = time.process_time()
    independent = independent_laws(laws, total)
    evidence, most = find_lie_words(outputs, independent, total)
    if (most, len(independent)) != (total - found.lie_dimension, found.laws):
        raise SystemExit(f"{widths}: the two searches differ")
    ready = time.process_time()
    check_step(_any_objective(total), LawsOfAllLosses(tuple(outputs), tuple(independent), most), evidence, (), "step")
    return Count(found, expected_count(widths), middle - start, time.process_time() - ready)


def _any_objective(total: int) -> Lift:
    """Return the lift of a function of so many variables (the laws of all losses do not depend on it)."""
    return lift(parse(" + ".join(f"x{i}" for i in range(total)), limits=ParserLimits(variables=max(200, total))))


def count_relu(widths: tuple[int, ...]) -> tuple[int, int, float]:
    """Return (proved number of laws, hidden units, seconds of the checker) of a ReLU network with biases.

    Near a generic point the network is a function of the products of parameters along paths (from an input or a bias to
    an output).  A diagonal law sum s_e x_e^2 belongs to a vector s with sum of s_e over every path equal to 0; the
    gradient of a path monomial is (monomial / x_e) on the path, so the fields span as many dimensions as the incidence
    vectors of the paths.  Lower bound of that rank: some paths.  Upper bound: potentials on the hidden units.

    The checker gets one step: for the products along these paths and every loss the diagonal laws are all laws.  More
    paths have no further laws, and a diagonal law holds for every path, as the potentials telescope.
    """
    edges: dict[tuple[tuple[int, int], tuple[int, int]], int] = {}
    for layer, (inputs, outputs) in enumerate(pairwise(widths)):
        for b in range(outputs):
            for a in range(inputs):
                edges[(layer, a), (layer + 1, b)] = len(edges)
            if layer + 2 < len(widths):
                edges[(-1, 0), (layer + 1, b)] = len(edges)
    last = len(widths) - 1
    # every edge extended by the first unit of each later and earlier layer, and the variations of one unit
    rows = []
    for (start, end), number in edges.items():
        for turn in range(2):
            path = [number]
            unit = end
            while unit[0] < last:
                following = (unit[0] + 1, min(turn, widths[unit[0] + 1] - 1))
                path.append(edges[unit, following])
                unit = following
            unit = start
            while unit[0] > 0:
                before = (unit[0] - 1, min(turn, widths[unit[0] - 1] - 1))
                path.append(edges[before, unit])
                unit = before
            row = [0] * len(edges)
            for e in path:
                row[e] = 1
            rows.append(row)
    paths = compute_rank_modular(rows, PRIME)
    hidden = sum(widths[1:-1])
    # s = potential(end) - potential(start), potential 0 at inputs, biases and outputs: the sum telescopes on every path
    potentials = []
    for layer in range(1, last):
        for unit_number in range(widths[layer]):
            row = [0] * len(edges)
            for (start, end), number in edges.items():
                row[number] = (int(end == (layer, unit_number)) - int(start == (layer, unit_number))) % PRIME
            potentials.append(row)
    laws = compute_rank_modular(potentials, PRIME)
    if laws + paths != len(edges):
        raise SystemExit(f"{widths}: {laws} laws, {paths} independent paths, {len(edges)} parameters")
    start = time.process_time()
    outputs = tuple(Polynomial.from_terms([(row, 1)]) for row in dict.fromkeys(map(tuple, rows)))
    squares = [
        [(tuple(2 if i == e else 0 for i in range(e + 1)), 1 if c == 1 else -1) for e, c in enumerate(row) if c]
        for row in potentials
    ]
    claim = LawsOfAllLosses(outputs, tuple(map(Polynomial.from_terms, squares)), laws)
    point = tuple(2 + (7 * i) % 97 for i in range(len(edges)))
    words = tuple((k,) for k in range(len(outputs)))
    check_step(_any_objective(len(edges)), claim, LieRank(PRIME, point, words), (), "step")
    return laws, hidden, time.process_time() - start


def main() -> None:
    """Run the experiments and print (or write) the counts and times."""
    lines = [*networks(), "", *single()]
    if "--write" in sys.argv:
        path = Path(__file__).resolve().parents[1] / "docs" / "benchmarks-laws.md"
        path.write_text("\n".join([*HEADER, *lines, ""]), encoding="utf-8")


HEADER = [
    "# Benchmarks: conservation laws",
    "",
    "Written by `python benchmarks/laws.py --write`. Seconds are CPU time on one core. All counts are proved: laws",
    "with independent gradients below, the Lie algebra of the gradients of all outputs (for ReLU networks, of products",
    "along paths) above. Every count is also one step of the checker.",
    "",
]


def networks() -> list[str]:
    """Run the published experiment and return its table."""
    random = Random(2023)
    proved, agree, search, check = 0, 0, 0.0, 0.0
    for _ in range(50):
        widths = tuple(random.randint(2, 5) for _ in range(random.randint(2, 4) + 1))
        one = count_linear(widths)
        proved += one.found.is_complete
        search, check = search + one.search, check + one.check
        if not one.found.is_complete or one.expected not in (None, one.found.count):
            say(f"linear {widths}: {one}")
    out = [
        "| networks | counts proved | seconds | checker, seconds | published, floating point |",
        "| --- | ---: | ---: | ---: | --- |",
        f"| 50 linear, depth 2-4, widths 2-5 | {proved} | {search:.1f} | {check:.1f} | 34 min on 64 threads |",
    ]
    start, checked = time.process_time(), 0.0
    for _ in range(50):
        widths = tuple(random.randint(2, 9) for _ in range(random.randint(2, 4) + 1))
        laws, hidden, seconds = count_relu(widths)
        agree += laws == hidden
        checked += seconds
    seconds = time.process_time() - start - checked
    out.append(
        f"| 50 ReLU with biases, widths 2-9, one law per hidden unit | {agree} | {seconds:.1f} | {checked:.1f} |"
        " 113 min on 64 threads |"
    )
    out += ["", "| widths | laws | listed by balancedness | published |", "| --- | ---: | ---: | ---: |"]
    for widths, expected in KNOWN.items():
        found = count_linear(widths).found
        out.append(f"| {widths} | {found.count} | {found.laws} | {expected} |")
    say(*out)
    return out


def say(*lines: str) -> None:
    """Print lines at once."""
    print(*lines, sep="\n", flush=True)


def single() -> list[str]:
    """Find the laws of single objectives: 100 variables in degree 2, 12 variables in degree 4."""
    parts = []
    for i in range(10):
        for j in range(10):
            parts.append("(" + " + ".join(f"x{i}_{k}*y{j}_{k}" for k in range(5)) + f" - {i + j})^2")
    a = [[f"a{i}{j}" for j in range(2)] for i in range(2)]
    b = [["(" + " + ".join(f"b{i}{k}*{a[k][j]}" for k in range(2)) + ")" for j in range(2)] for i in range(2)]
    c = [["(" + " + ".join(f"c{i}{k}*{b[k][j]}" for k in range(2)) + ")" for j in range(2)] for i in range(2)]
    deep = " + ".join(f"({c[i][j]} - {2 * i + j + 1})^2" for i in range(2) for j in range(2))
    out = [
        "| objective | variables | monomials | degree | generators | laws | seconds | checker, seconds |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, text, degree in (("matrix factorisation", " + ".join(parts), 2), ("network 2-2-2-2", deep, 4)):
        lifted = lift(parse(text))
        start = time.process_time()
        laws = find_laws(
            (lifted.gradient,), lifted.dimension, max_degree=degree, max_unknowns=10_000, max_work=50_000_000
        )
        middle = time.process_time()
        check_step(lifted, PolynomialLaws(degree, laws.generators), ModularRank(PRIME), (), "step")
        end = time.process_time()
        out.append(
            f"| {name} | {lifted.dimension} | {len(lifted.objective)} | {laws.degree} | {len(laws.generators)} |"
            f" {laws.dimensions[-1]} | {middle - start:.1f} | {end - middle:.1f} |"
        )
    say(*out)
    return out


if __name__ == "__main__":
    main()
