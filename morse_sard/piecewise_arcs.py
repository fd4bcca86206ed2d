"""Escape arcs of piecewise objectives on a branch with a fixed pattern of kinks.  Soundness-critical: no (checked).

A pattern says for every abs node whether its argument is positive, zero or negative, and for every max node which
arguments are equal to it.  Along an arc one piece of every node is active; the arc must keep it active: its gaps to
the other pieces (u for abs with active piece +u, u_a - u_b for max) vanish or become positive.  Arcs are straight
lines and curves along which the vanishing gaps g_j follow prescribed powers of t: if the Jacobian of g in some
coordinates C is invertible modulo the equations, the other coordinates move freely and C follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any, TypeAlias

from tameproof.morse_sard.branch import Branch, find_inverse
from tameproof.morse_sard.escape_arcs import LeadingTerm, Path, constant_row, integer_directions
from tameproof.morse_sard.exact_proofs import find_exact_positivity
from tameproof.morse_sard.lyapunov_schmidt import invert
from tameproof.morse_sard.proving import find_positivity
from tameproof.morse_sard.samples import FloatPolynomial
from tameproof.morse_sard.settings import MorseSardSettings
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Combination, EscapeArc, Gap, Kink, NotLocalMinimum, Psatz
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, LiftedVariable, NodeKind
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.series import Series, compose, objective_along
from tameproof.symbolic.budget import Deadline

Pattern: TypeAlias = tuple[tuple[int, ...], ...]  # per node: (sign,) for abs, the active pieces for max
SIZE_FLOAT = 1e-7  # numerically zero
MAX_CHOICES = 32
MAX_DIRECTIONS = 40
FOLLOW_ORDER = 4


@dataclass(frozen=True, slots=True)
class PiecewiseTerm:
    """A leading term along an arc for one choice of active pieces, with the series of all gaps."""

    term: LeadingTerm
    active: tuple[int, ...]
    gaps: tuple[tuple[Series, ...], ...]


def kink_nodes(lift: Lift) -> tuple[LiftedVariable, ...]:
    """Return the abs and max nodes in the order of the lift."""
    return tuple(v for v in lift.lifted if v.kind in (NodeKind.SIGN, NodeKind.MAXIMUM))


def choices(lift: Lift, pattern: Pattern) -> Iterator[tuple[int, ...]]:
    """Yield the possible active pieces of all nodes."""
    rows: list[tuple[int, ...]] = []
    for node, own in zip(kink_nodes(lift), pattern, strict=True):
        if node.kind is NodeKind.MAXIMUM:
            rows.append(own)
        else:
            rows.append((0,) if own == (1,) else (1,) if own == (-1,) else (0, 1))
    yield from product(*rows)


def vanishing_gaps(lift: Lift, pattern: Pattern, active: tuple[int, ...]) -> list[Polynomial]:
    """Return the gaps that are zero on the branch; they must not become negative along an arc."""
    out = []
    for node, own, piece in zip(kink_nodes(lift), pattern, active, strict=True):
        u = node.arguments
        if node.kind is NodeKind.MAXIMUM:
            out += [u[piece] - u[k] for k in own if k != piece]
        elif own == (0,):
            out.append(u[0] if piece == 0 else -u[0])
    return out


def find_piecewise_term(
    branch: Branch, path: Path, active: tuple[int, ...], max_order: int, deadline: Deadline
) -> PiecewiseTerm | None:
    """Return the first coefficient along the arc that is nonzero modulo the equations, or None up to the order."""
    last = -1
    vanishing: list[Combination] = []
    kinks = tuple(Kink(piece, ()) for piece in active)
    for order in (2, 4, 6, 8, max_order):
        if order <= last or order > max_order:
            continue
        try:
            series, gaps = objective_along(branch.lift, path, order, kinks, "arc")
        except RejectedStep:
            return None
        for j in range(last + 1, order + 1):
            deadline.check()
            form = branch.normal_form(series[j], deadline)
            if not form.is_zero:
                if j == 0:
                    return None
                term = LeadingTerm(path, j, series[j], form, tuple(vanishing))
                return PiecewiseTerm(term, active, tuple(tuple(row) for row in gaps))
            combination = branch.combination(series[j], deadline)
            if combination is None:
                return None
            vanishing.append(combination)
        last = order
    return None


def is_hopeful(found: PiecewiseTerm, branch: Branch, samples_float: list[Any]) -> bool:
    """Return whether at some sample the arc descends and keeps its pieces active (a hint)."""
    n = branch.context.variables
    value = FloatPolynomial(found.term.normal_form, n)
    rows = [[FloatPolynomial(c, n) for c in s[: found.term.order + 1]] for node in found.gaps for s in node]
    for x in samples_float:
        if value(x) >= -SIZE_FLOAT:
            continue
        signs = [next((v for p in row if abs(v := p(x)) > SIZE_FLOAT), 0.0) for row in rows]
        if all(v >= 0 for v in signs):
            return True
    return not samples_float


def find_piecewise_escape(
    branch: Branch, found: PiecewiseTerm, settings: MorseSardSettings, deadline: Deadline, *, quick: bool
) -> NotLocalMinimum | None:
    """Return the leaf for one arc if it descends and keeps its pieces active everywhere on the branch."""

    def prove(q: Polynomial) -> Psatz | None:
        if quick:
            return find_exact_positivity(q, branch, deadline)
        return find_positivity(q, branch, settings, deadline)

    term = found.term
    kinks = []
    for piece, rows in zip(found.active, found.gaps, strict=True):
        gaps = [_find_gap(branch, s, term.order, prove, deadline) for s in rows]
        own = tuple(g for g in gaps if g is not None)
        if len(own) < len(gaps):
            return None
        kinks.append(Kink(piece, own))
    psatz = prove(-term.coefficient)
    if psatz is None:
        return None
    arc = EscapeArc(Fraction(1), term.path)
    return NotLocalMinimum(term.order, (arc,), (term.vanishing,), psatz, False, (tuple(kinks),))


def _find_gap(branch: Branch, series: Series, order: int, prove: Any, deadline: Deadline) -> Gap | None:
    """Return evidence that a gap vanishes or becomes positive along the arc, or None."""
    vanishing: list[Combination] = []
    for j, c in enumerate(series[: order + 1]):
        if not branch.normal_form(c, deadline).is_zero:
            psatz = (_strict_fact(c, branch, deadline) if j == 0 else None) or prove(c)
            return None if psatz is None else Gap(j, tuple(vanishing), psatz)
        combination = branch.combination(c, deadline)
        if combination is None:
            return None
        vanishing.append(combination)
    return Gap(order + 1, tuple(vanishing), None)


def _strict_fact(q: Polynomial, branch: Branch, deadline: Deadline) -> Psatz | None:
    """Return evidence for q > 0 if q is a strict fact modulo the equations."""
    for i, fact in branch.inequalities():
        if fact.kind is FactKind.POSITIVE:
            combination = branch.combination(q - fact.polynomial, deadline)
            if combination is not None:
                return Psatz(Fraction(1), combination=combination, unit=(i,))
    return None


# -- candidates ------------------------------------------------------------------------------------------------------
def _directions(indices: tuple[int, ...], n: int, settings: MorseSardSettings) -> list[tuple[Polynomial, ...]]:
    """Return directions of some coordinates: both signs of integer vectors, then multiples of the base point."""
    rows: list[tuple[Polynomial, ...]] = []
    own = sorted(
        integer_directions(len(indices), 1 if len(indices) > 2 else settings.max_multiple),
        key=lambda v: (max(map(abs, v)), -sum(1 for c in v if c)),
    )
    for v in islice(own, MAX_DIRECTIONS):
        for sign in (1, -1):
            row = [ZERO] * n
            for i, c in zip(indices, v, strict=True):
                row[i] = Polynomial.constant(sign * c)
            rows.append(tuple(row))
    x = [Polynomial.variable(i) for i in range(n)]
    for i in indices:
        for j in range(n):
            for sign in (1, -1):
                rows.append(tuple(x[j].scale(sign) if k == i else ZERO for k in range(n)))
    return rows


def straight_paths(lift: Lift, settings: MorseSardSettings) -> Iterator[Path]:
    """Yield straight arcs in both directions."""
    n = lift.dimension
    for row in _directions(tuple(range(n)), n, settings):
        yield (row,)
    for i in range(n):
        for j in range(i + 1, n):
            for a, b in ((i, j), (j, i)):
                for s in (1, -1):
                    entries = [ZERO] * n
                    entries[i], entries[j] = Polynomial.variable(a), Polynomial.variable(b).scale(s)
                    yield (tuple(entries),)
                    yield (tuple(-p for p in entries),)
    yield (constant_row((0,) * n),)


def following_paths(
    branch: Branch, gaps: list[Polynomial], settings: MorseSardSettings, deadline: Deadline
) -> Iterator[Path]:
    """Yield arcs along which vanishing gaps are 0 or powers of t, up to FOLLOW_ORDER."""
    n = branch.lift.dimension
    if not gaps or any(v >= n for g in gaps for v in g.variables()):
        return
    rows, columns = _pivots(branch, gaps, deadline)
    if not rows:
        return
    own = [gaps[r] for r in rows]
    inverse = invert([[g.derivative(c) for c in columns] for g in own], branch, deadline)
    if inverse is None:
        return
    free = tuple(i for i in range(n) if i not in columns)
    still = tuple(ZERO for _ in range(n))
    motions = _directions(free, n, settings) if free else []
    targets: list[tuple[int, ...]] = [(0,) * len(own)]
    for power in (1, 2):
        targets += [tuple(power * (k == j) for k in range(len(own))) for j in range(len(own))]
    if len(own) > 1:
        targets.append((1,) * len(own))
    for target in targets:
        for motion in [still, *motions] if any(target) else motions:
            deadline.check()
            yield _follow(branch, own, columns, inverse, motion, target, deadline)


def _pivots(branch: Branch, gaps: list[Polynomial], deadline: Deadline) -> tuple[list[int], list[int]]:
    """Return rows and columns of the Jacobian with an invertible block (elimination with invertible pivots)."""
    n = branch.lift.dimension
    work = [[branch.normal_form(g.derivative(i), deadline) for i in range(n)] for g in gaps]
    rows: list[int] = []
    columns: list[int] = []
    for r, row in enumerate(work):
        for c in range(n):
            if c in columns or row[c].is_zero:
                continue
            pivot = find_inverse(row[c], branch, deadline)
            if pivot is None:
                continue
            rows.append(r)
            columns.append(c)
            for later in range(r + 1, len(work)):
                factor = branch.normal_form(work[later][c] * pivot, deadline)
                if not factor.is_zero:
                    work[later] = [
                        branch.normal_form(a - factor * b, deadline) for a, b in zip(work[later], row, strict=True)
                    ]
            break
    return rows, columns


def _follow(
    branch: Branch,
    gaps: list[Polynomial],
    columns: list[int],
    inverse: tuple[tuple[Polynomial, ...], ...],
    motion: tuple[Polynomial, ...],
    target: tuple[int, ...],
    deadline: Deadline,
) -> Path:
    """Return the arc with the given first-order motion along which gap j is t^target_j (0 for target 0)."""
    n = branch.lift.dimension
    rows = [list(motion)] + [[ZERO] * n for _ in range(FOLLOW_ORDER - 1)]
    for k in range(1, FOLLOW_ORDER + 1):
        moving: dict[int, Series] = {
            i: [Polynomial.variable(i), *(rows[j][i] for j in range(k))]
            for i in range(n)
            if any(not rows[j][i].is_zero for j in range(k))
        }
        defect = []
        for g, power in zip(gaps, target, strict=True):
            value = compose(g, moving, k)[k] - Polynomial.constant(int(power == k))
            defect.append(branch.normal_form(value, deadline))
        for a, i in enumerate(columns):
            value = sum_of_products([(-inverse[a][b], d) for b, d in enumerate(defect)])
            rows[k - 1][i] = branch.normal_form(value, deadline)
    while len(rows) > 1 and all(p.is_zero for p in rows[-1]):
        rows.pop()
    return tuple(tuple(row) for row in rows)
