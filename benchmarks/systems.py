"""The systems of the algebra benchmark: critical equations of loss functions, and classical polynomial systems.

Data matrices are pseudorandom integers from a fixed seed, so that every run sees the same systems.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, NodeKind, critical_facts, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ONE, Polynomial

CLAIMS = Path(__file__).resolve().parents[1] / "claims"
Matrix = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class System:
    """One system of polynomial equations.

    Attributes:
        name: unique.
        group: which table.
        nvars: number of variables.
        equations: polynomials whose common zeros are meant.
        objective: the lifted objective if the equations are its critical equations, else None.
    """

    name: str
    group: str
    nvars: int
    equations: tuple[Polynomial, ...]
    objective: Lift | None = None


def of_objective(name: str, group: str, text: str) -> System:
    """Return the critical equations of an objective given as text."""
    lifted = lift(parse(text))
    equations = tuple(f.polynomial for f in critical_facts(lifted) if f.kind is FactKind.EQUATION)
    return System(name, group, len(lifted.names), equations, lifted)


def is_rational_function(text: str) -> bool:
    """Return whether an objective is a polynomial or a quotient of polynomials."""
    return all(node.kind is NodeKind.INVERSE for node in lift(parse(text)).lifted)


def random_matrix(rows: int, columns: int, seed: str) -> Matrix:
    """Return a matrix of integers between -5 and 5, the same in every run."""
    rng = random.Random(seed)
    return [[rng.randint(-5, 5) for _ in range(columns)] for _ in range(rows)]


def squared_loss(entries: Sequence[Sequence[str]], target: Matrix) -> str:
    """Return the text of the sum of squared differences of two matrices."""
    return "+".join(
        f"({entry}-({value}))^2"
        for row, data in zip(entries, target, strict=True)
        for entry, value in zip(row, data, strict=True)
    )


def linear_network(sizes: Sequence[int], target: Matrix) -> str:
    """Return |W_L ... W_1 - M|^2 for layers of the given sizes, input first."""
    product: list[list[str]] | None = None
    for layer in range(1, len(sizes)):
        rows, columns = sizes[layer], sizes[layer - 1]
        W = [[f"w{layer}_{i}_{j}" for j in range(columns)] for i in range(rows)]
        if product is None:
            product = W
        else:
            inner = range(len(product))
            product = [
                ["(" + "+".join(f"{W[i][k]}*{product[k][j]}" for k in inner) + ")" for j in range(len(product[0]))]
                for i in range(rows)
            ]
    return squared_loss(product or [], target)


def factorisation(rows: int, columns: int, rank: int) -> str:
    """Return |X Y' - M|^2 with random data."""
    M = random_matrix(rows, columns, f"{rows}x{columns} rank {rank}")
    entries = [
        ["(" + "+".join(f"x{i}_{k}*y{j}_{k}" for k in range(rank)) + ")" for j in range(columns)] for i in range(rows)
    ]
    return squared_loss(entries, M)


def chain(depth: int) -> str:
    """Return (w1 ... wd - 1)^2."""
    return "(" + "*".join(f"w{i}" for i in range(depth)) + "-1)^2"


def katsura(n: int) -> tuple[Polynomial, ...]:
    """Return the n + 1 equations of Katsura's magnetism problem in u_0, ..., u_n."""

    def u(i: int) -> Polynomial:
        return Polynomial.variable(abs(i)) if abs(i) <= n else Polynomial({})

    rows = []
    for m in range(n):
        total = -u(m)
        for i in range(-n, n + 1):
            total = total + u(i) * u(m - i)
        rows.append(total)
    total = u(0) - ONE
    for i in range(1, n + 1):
        total = total + u(i).scale(2)
    return (*rows, total)


def cyclic(n: int) -> tuple[Polynomial, ...]:
    """Return the equations of the cyclic n-roots."""
    rows = []
    for length in range(1, n):
        total = Polynomial({})
        for start in range(n):
            term = ONE
            for k in range(length):
                term = term * Polynomial.variable((start + k) % n)
            total = total + term
        rows.append(total)
    term = ONE
    for i in range(n):
        term = term * Polynomial.variable(i)
    return (*rows, term - ONE)


def noon(n: int) -> tuple[Polynomial, ...]:
    """Return Noonburg's neural network equations: 10 x_i sum_{j != i} x_j^2 - 11 x_i + 10 = 0."""
    x = [Polynomial.variable(i) for i in range(n)]
    rows = []
    for i in range(n):
        total = Polynomial({})
        for j in range(n):
            if j != i:
                total = total + x[j] * x[j]
        rows.append((x[i] * total).scale(10) - x[i].scale(11) + ONE.scale(10))
    return tuple(rows)


def eco(n: int) -> tuple[Polynomial, ...]:
    """Return Morgan's economics equations in n variables."""
    x = [Polynomial.variable(i) for i in range(n)]
    rows = []
    for k in range(n - 1):
        total = x[k]
        for i in range(n - 2 - k):
            total = total + x[i] * x[i + k + 1]
        rows.append(total * x[n - 1] - Polynomial.constant(k + 1))
    total = ONE
    for i in range(n - 1):
        total = total + x[i]
    return (*rows, total)


def all_systems() -> list[System]:
    """Return every system of the benchmark, small ones first within each group."""
    out = []
    seen = set()
    for path in sorted(CLAIMS.glob("*.claim.toml"), reverse=True):
        with path.open("rb") as file:
            for claim in tomllib.load(file)["claim"]:
                text = claim["objective"]
                if claim["expect"] != "input-error" and text not in seen and is_rational_function(text):
                    seen.add(text)
                    out.append(of_objective(claim["name"], "claims", text))
    for n in range(2, 7):
        out.append(of_objective(f"PCA {n}x{n}, rank 1", "losses", factorisation(n, n, 1)))
    for rows, columns in ((2, 2), (3, 2), (3, 3)):
        out.append(of_objective(f"PCA {rows}x{columns}, rank 2", "losses", factorisation(rows, columns, 2)))
    for sizes in ((2, 1, 2), (2, 2, 2), (2, 2, 2, 2)):
        name = "-".join(map(str, sizes))
        data = random_matrix(sizes[-1], sizes[0], name)
        out.append(of_objective(f"linear network {name}", "losses", linear_network(sizes, data)))
    for depth in range(3, 7):
        out.append(of_objective(f"chain of depth {depth}", "losses", chain(depth)))
    for n in (4, 5, 6):
        out.append(System(f"katsura {n}", "classical", n + 1, katsura(n)))
    out.append(System("cyclic 5", "classical", 5, cyclic(5)))
    out.append(System("noon 4", "classical", 4, noon(4)))
    out.append(System("eco 7", "classical", 7, eco(7)))
    return out
