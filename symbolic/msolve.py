"""msolve as an external program: bases, elimination, solutions of large systems.  Soundness-critical: no (hints).

msolve works modulo several primes and reconstructs; its answers are hints.  Every function returns None when the
program is missing, fails, or needs longer than the deadline.
"""

from __future__ import annotations

import re
import tempfile
from ast import literal_eval
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic._flint import primitive_part
from tameproof.symbolic.backends import (
    Completed,
    Outcome,
    find_program,
    format_polynomial,
    parse_polynomial,
    run_program,
)
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.records import recorded

__all__ = ["Parametrisation", "find_elimination_ideal", "find_parametrisation", "parse_basis", "parse_parametrisation"]

_BASIS = re.compile(r"\[([^\[\]]*)\]:\s*\Z")


def parse_basis(text: str) -> tuple[Polynomial, ...] | None:
    """Return the basis in msolve's output ``[p, q, ...]:`` (comment lines start with #), or None if unreadable."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    found = _BASIS.search(body)
    if found is None:
        return None
    out = []
    for part in found.group(1).split(","):
        p = parse_polynomial(part)
        if p is None:
            return None
        if not p.is_zero:
            out.append(primitive_part(p))
    return tuple(out)


@recorded("elimination ideal", "msolve", "degrevlex by blocks", if_present=find_program)
def find_elimination_ideal(
    generators: Sequence[Polynomial], nvars: int, eliminated: Sequence[int], *, deadline: Deadline
) -> tuple[Polynomial, ...] | None:
    """Return a degrevlex basis of the elimination ideal without the given variables, computed by msolve, or None.

    Args:
        generators: polynomials over Q in the variables 0, ..., nvars - 1.
        nvars: number of variables.
        eliminated: the variables to be eliminated; none: a Groebner basis of the ideal itself.
        deadline: when the program is killed.
    """
    rows = [primitive_part(g) for g in generators if not g.is_zero]
    if not rows:
        return ()
    if any(g.degree == 0 for g in rows):
        return (ONE,)
    gone = sorted(set(eliminated))
    kept = [i for i in range(max(nvars, 1)) if i not in gone]
    options = ("-g", "2", *(("-e", str(len(gone))) if gone else ()))
    outcome = _run(rows, [*gone, *kept], options, deadline)
    return parse_basis(outcome.text) if isinstance(outcome, Completed) else None


def _run(rows: Sequence[Polynomial], variables: Sequence[int], options: tuple[str, ...], deadline: Deadline) -> Outcome:
    """Run msolve on a system in the given variables, in this order."""
    names = ",".join(f"v{i}" for i in variables)
    text = f"{names}\n0\n" + ",\n".join(format_polynomial(g) for g in rows) + "\n"
    with tempfile.TemporaryDirectory(prefix="tameproof-") as folder:
        path = Path(folder) / "system.ms"
        path.write_text(text, encoding="ascii")
        return run_program("msolve", (*options, "-f", str(path)), "", deadline)


@dataclass(frozen=True, slots=True)
class Parametrisation:
    """A rational univariate representation: x_i = numerators[i](t) / (factors[i] w'(t)) at the roots t of w.

    Attributes:
        polynomial: w, squarefree, integer coefficients, constant first.
        numerators: one integer polynomial per variable.
        factors: one nonzero integer per variable.
    """

    polynomial: tuple[int, ...]
    numerators: tuple[tuple[int, ...], ...]
    factors: tuple[int, ...]


@recorded("rational univariate representation", "msolve", "degrevlex", if_present=find_program)
def find_parametrisation(generators: Sequence[Polynomial], nvars: int, *, deadline: Deadline) -> Parametrisation | None:
    """Return a rational univariate representation of the complex zeros of a zero-dimensional system, by msolve.

    None: the program is missing, failed or out of time, or there are no zeros or infinitely many.
    """
    rows = [primitive_part(g) for g in generators if not g.is_zero]
    if not rows or any(g.degree == 0 for g in rows):
        return None
    outcome = _run(rows, range(nvars), ("-P", "2"), deadline)
    return parse_parametrisation(outcome.text, nvars) if isinstance(outcome, Completed) else None


def parse_parametrisation(text: str, nvars: int) -> Parametrisation | None:
    """Return the representation in msolve's output for ``-P 2`` with variables v0, v1, ..., or None."""
    try:
        data: Any = literal_eval(text.strip().rstrip(":"))
        if data[0] != 0:
            return None
        _, _, _, names, _, (_, (whole, derivative, given)) = data[1]
        polynomial, lead = _row(whole), _row(derivative)
        rows: dict[str, tuple[tuple[int, ...], int]] = {}
        for name, (numerator, factor) in zip(names, given, strict=False):
            rows[name] = (tuple(-a for a in _row(numerator)), int(factor))
        # without a new letter the last variable is the parameter: t = t w' / w'
        rows.setdefault(names[-1], ((0, *lead), 1))
        chosen = [rows[f"v{i}"] for i in range(nvars)]
    except (ValueError, SyntaxError, TypeError, KeyError, IndexError, RecursionError, MemoryError):
        return None
    if len(polynomial) < 2 or any(factor == 0 for _, factor in chosen):
        return None
    return Parametrisation(polynomial, tuple(n for n, _ in chosen), tuple(f for _, f in chosen))


def _row(pair: Any) -> tuple[int, ...]:
    degree, coefficients = pair
    row = [int(a) for a in coefficients]
    if len(row) > degree + 1:
        raise ValueError("more coefficients than the degree allows")
    while row and row[-1] == 0:
        row.pop()
    return tuple(row)
