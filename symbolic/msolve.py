"""msolve as an external program: Groebner and elimination bases of large ideals.  Soundness-critical: no (hints).

msolve works modulo several primes and reconstructs; its answers are hints.  Every function returns None when the
program is missing, fails, or needs longer than the deadline.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic._flint import primitive_part
from tameproof.symbolic.backends import Completed, format_polynomial, parse_polynomial, run_program
from tameproof.symbolic.budget import Deadline

__all__ = ["find_elimination_ideal", "parse_basis"]

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
    names = ",".join(f"v{i}" for i in (*gone, *kept))
    text = f"{names}\n0\n" + ",\n".join(format_polynomial(g) for g in rows) + "\n"
    with tempfile.TemporaryDirectory(prefix="tameproof-") as folder:
        path = Path(folder) / "system.ms"
        path.write_text(text, encoding="ascii")
        arguments = ("-g", "2", *(("-e", str(len(gone))) if gone else ()), "-f", str(path))
        outcome = run_program("msolve", arguments, "", deadline)
    return parse_basis(outcome.text) if isinstance(outcome, Completed) else None
