"""Formulas in plain ASCII text, in the grammar of objectives.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.export.formula import Writer, decimal
from tameproof.proofs.kernel.algebraic import AlgebraicNumber

WIDTH = 100  # characters of one line
MAX_DIGITS = 18  # of one rational number


class PlainWriter(Writer):
    """Writes plain text."""

    def number(self, value: Fraction) -> str:
        """Write a nonnegative rational."""
        text = str(value)
        return text if len(text) <= MAX_DIGITS else self.described(f"{len(text)}-digit number")

    def raised(self, base: str, exponent: int) -> str:
        """Write a power."""
        return base if exponent == 1 else f"{base}^{exponent}"

    def product(self, parts: Sequence[str]) -> str:
        """Write a product."""
        return "*".join(parts)

    def brackets(self) -> tuple[str, str]:
        """Return the parentheses."""
        return "(", ")"

    def described(self, what: str) -> str:
        """Write a stand-in for long data."""
        return f"[{what}]"

    def root(self, radicand: int) -> str:
        """Write a square root."""
        return f"sqrt({radicand})"

    def quotient(self, numerator: str, denominator: int) -> str:
        """Write a sum divided by a positive integer."""
        return numerator if denominator == 1 else f"({numerator})/{denominator}"

    def value(self, number: AlgebraicNumber) -> str:
        """Write an algebraic number: exactly up to degree two, else approximately."""
        return self.surd(number) or f"{decimal(number)}..."


def fitted(pieces: Sequence[str], tail: str = "", width: int = WIDTH) -> str:
    """Join pieces and a tail in at most ``width`` characters; what does not fit becomes ``...``."""
    whole = "".join(pieces)
    if len(whole) + len(tail) <= width:
        return whole + tail
    room = width - len(tail) - 4
    out = ""
    for piece in pieces:
        if len(out) + len(piece) > room:
            break
        out += piece
    if not out:
        out = whole[: max(room, 0)]
    return f"{out.rstrip()} ...{tail}"[:width]
