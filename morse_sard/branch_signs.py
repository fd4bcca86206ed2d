"""Branches at infinity of a plane curve of the tangency set, and which of them matter.  Soundness-critical: no.

Far out the real curve consists of graphs over a coordinate.  A branch is harmless for a candidate if F increases
along it, if F stays below the candidate or clearly above it, or if the curvature along the level sets of rho is
negative.  The functions that decide this have no zero far out, which Bezout identities with the curve show.
Source: Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, section 5.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational, refine
from tameproof.proofs.kernel.evidence import BranchSigns, Combination, End, Separation, Tangency
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, NodeKind, radial_function
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rational_function import RationalFunction
from tameproof.proofs.kernel.rules.branches import (
    ENDS,
    branch_points,
    has_one_sign_beyond,
    sign_at_branch,
    slope_polynomial,
)
from tameproof.proofs.kernel.rules.tangency import saddle_polynomial
from tameproof.symbolic.budget import Deadline

TESTS = ("slope", "curvature", "below", "above")
MAX_RADIUS = 2**40
MAX_DEGREE = 40


@dataclass(frozen=True, slots=True)
class OpenBranch:
    """A branch along which F seems to decrease to a candidate, along minima on the level sets of rho.

    Attributes:
        near_float: a point of the branch.
        far_float: a point further out.
    """

    near_float: tuple[float, ...]
    far_float: tuple[float, ...]


@dataclass
class BranchSearch:
    """The far branches of one irreducible curve m = 0.

    Attributes:
        lift: a polynomial or rational objective in two variables.
        frame: the radial function.
        curve: m, in the two variables.
        deadline: when to give up (raises BudgetExceeded).
    """

    lift: Lift
    frame: Tangency
    curve: Polynomial
    deadline: Deadline
    _known: dict[tuple[Polynomial, int], Separation | None] = field(default_factory=dict)
    _clear: dict[Polynomial, tuple[Polynomial, Polynomial, tuple[tuple[int, Polynomial], ...]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        rho = radial_function(self.lift, self.frame.weights, self.frame.powers)
        normal = [rho.derivative(0), rho.derivative(1)]
        self.slope = slope_polynomial(self.lift, normal)
        self.curvature = saddle_polynomial(self.lift, rho, (-normal[1], normal[0]))

    def exclude(self, value: AlgebraicNumber, width: Fraction, curve: int) -> BranchSigns | list[OpenBranch]:
        """Return evidence that the candidate is not approached from above along minima, or branches where it may be.

        Args:
            value: the candidate; its isolating interval is the window if it is irrational.
            width: width of the window for a rational candidate.
            curve: number of the fact m = 0.

        Returns:
            Evidence, to be checked; or the branches that look dangerous (none: the degrees are too high).
        """
        exact = as_rational(value)
        low = value.low if exact is None else exact
        high = value.high if exact is None else exact + width
        f = self.lift.objective
        functions = (self.slope, self.curvature, Polynomial.constant(low) - f, f - Polynomial.constant(high))
        ends = []
        dangerous: list[OpenBranch] = []
        for i, sign in ENDS:
            found = self._end(i, sign, functions)
            if isinstance(found, End):
                ends.append(found)
            elif found is None:
                return []
            else:
                dangerous += found
        return dangerous or BranchSigns(curve, tuple(ends))

    def _end(self, i: int, sign: int, functions: tuple[Polynomial, ...]) -> End | list[OpenBranch] | None:
        j = 1 - i
        degree = self.curve.degree_in(j)
        leading = self.curve.coefficients_in(j)[degree]
        row = leading.scale(leading.denominator)
        zeros = (0,) * i
        lead = tuple(int(row.coefficient((*zeros, k))) for k in range(row.degree_in(i) + 1))
        radius = self._radius(lead, sign, Fraction(1))
        if degree == 0 or radius is None:
            return None if radius is None else End(radius, None)
        simple = self._separate(self.curve.derivative(j), i)
        if simple is None:
            return None
        radius = self._radius(simple.polynomial, sign, radius)
        chosen: dict[str, Separation] = {}
        used: list[Polynomial] = []
        for name, q in zip(TESTS, functions, strict=True):
            if radius is None:
                return None
            rest = self._undecided(i, sign * (radius + 1), used)
            if not rest:
                break
            far = self._undecided(i, sign * (1000 * radius + 1000), used)
            if not any(sign_at_branch(q, root, values, "branch") > 0 for root, values in far):
                continue
            found = self._separate(q, i)
            if found is None:
                continue
            chosen[name] = found
            used.append(q)
            radius = self._radius(found.polynomial, sign, radius)
        if radius is None:
            return None
        if self._undecided(i, sign * (radius + 1), used):
            return self._open_branches(i, sign, radius, used)
        return End(radius, simple, **chosen)

    def _undecided(
        self, i: int, at: Fraction, used: list[Polynomial]
    ) -> list[tuple[AlgebraicNumber, dict[int, RationalFunction]]]:
        """Return the points of the curve with x_i = at where none of the functions is positive."""
        self.deadline.check()
        rows = branch_points(self.lift, self.curve, i, at, "branch")
        return [row for row in rows if not any(sign_at_branch(q, *row, "branch") > 0 for q in used)]

    def _open_branches(self, i: int, sign: int, radius: Fraction, used: list[Polynomial]) -> list[OpenBranch]:
        points = []
        for at in (sign * (4 * radius + 40), sign * (400 * radius + 4000)):
            row = []
            for root, _ in self._undecided(i, at, used):
                close = refine(root, Fraction(1, 10**20))
                other = float((close.low + close.high) / 2)
                row.append((float(at), other) if i == 0 else (other, float(at)))
            points.append(row)
        return [OpenBranch(near, far) for near, far in zip(*points, strict=False)]

    def far_points(self) -> list[tuple[float, ...]]:
        """Return points of all real branches far out (hints)."""
        out: list[tuple[float, ...]] = []
        for i, sign in ENDS:
            for size in (10**3, 10**5):
                at = Fraction(sign * size)
                if self.curve.substitute({i: Polynomial.constant(at)}).as_constant() is not None:
                    continue
                for root, _ in self._undecided(i, at, []):
                    close = refine(root, Fraction(1, 10**20))
                    other = float((close.low + close.high) / 2)
                    out.append((float(at), other) if i == 0 else (other, float(at)))
        return out

    # -- identities --------------------------------------------------------------------------
    def _radius(self, p: tuple[int, ...], sign: int, start: Fraction) -> Fraction | None:
        """Return an integer >= start beyond which p has no root in this direction."""
        flipped = p if sign > 0 else tuple(-c if k % 2 else c for k, c in enumerate(p))
        radius = start
        while radius <= MAX_RADIUS:
            self.deadline.check()
            if has_one_sign_beyond(flipped, radius):
                return radius
            radius = 2 * radius
        return None

    def _separate(self, q: Polynomial, i: int) -> Separation | None:
        """Return the identity that q and m vanish together only at finitely many x_i."""
        from tameproof.symbolic._flint_bezout import find_bezout_identity

        key = (q, i)
        if key in self._known:
            return self._known[key]
        cleared, multiplier, cofactors = self._cleared(q)
        found = None
        if not cleared.is_zero and cleared.degree <= MAX_DEGREE:
            identity = find_bezout_identity(self.curve, cleared, i, self.deadline)
            if identity is not None:
                r, a, b = identity
                count = len(self.lift.facts)
                rows: dict[int, Polynomial] = {count: a, count + 1: b * multiplier}
                for k, c in cofactors:
                    rows[k] = rows.get(k, Polynomial.constant(0)) - b * c
                combination: Combination = tuple((k, p) for k, p in sorted(rows.items()) if not p.is_zero)
                found = Separation(r, combination)
        self._known[key] = found
        return found

    def _cleared(self, q: Polynomial) -> tuple[Polynomial, Polynomial, tuple[tuple[int, Polynomial], ...]]:
        """Return (p, M, c) with p = M q - sum c_k e_k in the two variables, e_k the equations of the inverses."""
        if q in self._clear:
            return self._clear[q]
        p, multiplier = q, ONE
        cofactors: dict[int, Polynomial] = {}
        index = {}
        for k, fact in enumerate(self.lift.facts):
            if fact.kind is FactKind.EQUATION:
                index[max(fact.polynomial.variables())] = k
        for node in reversed(self.lift.lifted):
            if node.kind is not NodeKind.INVERSE or node.index not in p.variables():
                continue
            v = node.arguments[0]
            r = Polynomial.variable(node.index)
            parts = p.coefficients_in(node.index)
            top = max(parts)
            p = Polynomial.constant(0)
            own = Polynomial.constant(0)
            for e, part in parts.items():
                scaled = part * v ** (top - e)
                p = p + scaled
                # v^e r^e - 1 = (v r - 1) (1 + v r + ... + (v r)^(e-1))
                for k in range(e):
                    own = own + scaled * (v * r) ** k
            power = v**top
            cofactors = {k: c * power for k, c in cofactors.items()}
            cofactors[index[node.index]] = own
            multiplier = multiplier * power
        answer = (p, multiplier, tuple(sorted(cofactors.items())))
        self._clear[q] = answer
        return answer
