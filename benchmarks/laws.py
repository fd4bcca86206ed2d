"""Conservation laws of random linear and ReLU networks, counted and proved complete.

The experiment of Marcotte, Gribonval and Peyre (2023): 50 random linear networks (depth 2-4, widths 2-5) and 50 random
ReLU networks (depth 2-4, widths 2-9).  A count is proved by laws with independent gradients (exact identities) on one
side and by the rank of the Lie algebra of the gradients of all outputs, at an integer point, on the other side.

Run with: python benchmarks/laws.py [--single]   (the second part: laws of single objectives with many variables)
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from random import Random

from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.sos.conserved_quantities import find_laws, is_law
from tameproof.sos.lie_rank import Completeness, compute_completeness
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


def count_linear(widths: tuple[int, ...]) -> Completeness:
    """Return the proved count for a linear network; every law is checked for every output."""
    total, layers, outputs = network(widths)
    fields = [[p.derivative(i) for i in range(total)] for p in outputs]
    laws = [h for h in balancedness(layers) if is_law(h, fields)]
    return compute_completeness(outputs, laws, total)


def count_relu(widths: tuple[int, ...]) -> tuple[int, int, int]:
    """Return (parameters, proved number of laws, hidden units) of a ReLU network with biases.

    Near a generic point the network is a function of the products of parameters along paths (from an input or a bias to
    an output).  A diagonal law sum s_e x_e^2 belongs to a vector s with sum of s_e over every path equal to 0; the
    gradient of a path monomial is (monomial / x_e) on the path, so the fields span as many dimensions as the incidence
    vectors of the paths.  Lower bound of that rank: some paths.  Upper bound: potentials on the hidden units.
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
    return len(edges), laws, hidden


def main() -> None:
    """Run the experiment and print the counts and times."""
    random = Random(2023)
    start = time.perf_counter()
    proved = 0
    for _ in range(50):
        depth = random.randint(2, 4)
        widths = tuple(random.randint(2, 5) for _ in range(depth + 1))
        found = count_linear(widths)
        proved += found.is_complete
        if not found.is_complete:
            print(f"linear {widths}: {found}")
    linear = time.perf_counter() - start
    print(f"linear networks: {proved} of 50 counts proved complete in {linear:.1f} s")
    for widths, expected in KNOWN.items():
        found = count_linear(widths)
        print(f"  {widths}: {found.count} laws (published {expected}), of which {found.laws} from balancedness")
    start = time.perf_counter()
    agree = 0
    for _ in range(50):
        depth = random.randint(2, 4)
        widths = tuple(random.randint(2, 9) for _ in range(depth + 1))
        _, laws, hidden = count_relu(widths)
        agree += laws == hidden
    seconds = time.perf_counter() - start
    print(f"ReLU networks: {agree} of 50 counts proved, one law per hidden unit, in {seconds:.1f} s")
    if "--single" in sys.argv:
        single()


def single() -> None:
    """Find the laws of single objectives: 100 variables in degree 2, 12 variables in degree 4."""
    from tameproof.proofs.kernel.lift import lift
    from tameproof.proofs.kernel.parser import parse

    parts = []
    for i in range(10):
        for j in range(10):
            parts.append("(" + " + ".join(f"x{i}_{k}*y{j}_{k}" for k in range(5)) + f" - {i + j})^2")
    a = [[f"a{i}{j}" for j in range(2)] for i in range(2)]
    b = [["(" + " + ".join(f"b{i}{k}*{a[k][j]}" for k in range(2)) + ")" for j in range(2)] for i in range(2)]
    c = [["(" + " + ".join(f"c{i}{k}*{b[k][j]}" for k in range(2)) + ")" for j in range(2)] for i in range(2)]
    deep = " + ".join(f"({c[i][j]} - {2 * i + j + 1})^2" for i in range(2) for j in range(2))
    for name, text, degree in (("matrix factorisation", " + ".join(parts), 2), ("network 2-2-2-2", deep, 4)):
        lifted = lift(parse(text))
        start = time.perf_counter()
        laws = find_laws(
            (lifted.gradient,), lifted.dimension, max_degree=degree, max_unknowns=10_000, max_work=50_000_000
        )
        print(
            f"{name}: {lifted.dimension} variables, {len(lifted.objective)} monomials, degree {laws.degree}:"
            f" {len(laws.generators)} generators, {laws.dimensions[-1]} laws, {time.perf_counter() - start:.1f} s"
        )


if __name__ == "__main__":
    main()
