"""Linear changes of variables for claims without facts, and the way back.  Soundness-critical: no."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tameproof.proofs.kernel.evidence import FieldSquares, Multiplier, Psatz, Squares, SumOfSquares
from tameproof.proofs.kernel.polynomial import Polynomial


@dataclass(frozen=True, slots=True)
class LinearChange:
    """x as linear forms in y (``forward``) and y as linear forms in x (``backward``): the variables that change."""

    forward: tuple[tuple[int, Polynomial], ...]
    backward: tuple[tuple[int, Polynomial], ...]

    def apply(self, q: Polynomial) -> Polynomial:
        """Return the polynomial in y."""
        return q.substitute(dict(self.forward))

    def evidence(self, psatz: Psatz) -> Psatz:
        """Return evidence in y (without facts) as evidence in x."""
        m = psatz.multiplier
        multiplier = Multiplier(m.constant, self._squares(m.squares))
        return Psatz(psatz.epsilon, self._squares(psatz.squares), multiplier=multiplier)

    def _squares(self, squares: SumOfSquares) -> SumOfSquares:
        forms = dict(self.backward)
        if isinstance(squares, Squares):
            return Squares(tuple((w, p.substitute(forms)) for w, p in squares.terms))
        if isinstance(squares, FieldSquares):
            terms = tuple((w, tuple(p.substitute(forms) for p in parts)) for w, parts in squares.terms)
            return FieldSquares(squares.theta, terms)
        return replace(squares, basis=tuple(p.substitute(forms) for p in squares.basis))
