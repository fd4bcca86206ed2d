"""Refutations in one variable as Coq theorems: a valley or a flat piece of the graph.  Soundness-critical: no.

The interval is cut until every sign is visible in the coefficients of the rational functions along its parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from tameproof.proofs.export.coq_objective import CoqObjective
from tameproof.proofs.export.coq_refutation import AT_INFINITY, Statement, arc_is_visible, side_conditions
from tameproof.proofs.export.coq_terms import CannotExport, Leaf, Node, Tree, listing, rational, tree_of_polynomial
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, refine
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.evidence import RationalPoint, SpuriousValley
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.rules.monotone_pieces import cut_line, piece_at, samples_between
from tameproof.proofs.kernel.rules.points import value_at

WHAT = "SpuriousValley"
MAX_PARTS = 400
MAX_STEPS = 60
End: TypeAlias = Fraction | None
Function: TypeAlias = Callable[[Fraction], Fraction]


@dataclass(frozen=True, slots=True)
class _Interval:
    """An open interval around a valley: f is above f(inside) at its ends, or constant on it (``flat``)."""

    start: End
    stop: End
    flat: bool
    inside: Fraction


def export_valley(
    certificate: Certificate, lift: Lift, view: CoqObjective, index: int, evidence: SpuriousValley, at_infinity: bool
) -> Statement:
    """Return the theorem of a SpuriousValley step."""

    def f(x: Fraction) -> Fraction:
        return value_at(lift, RationalPoint((x,)), WHAT)

    roots = cut_line(evidence.breakpoints, WHAT)
    place = _interval(lift, f, roots, evidence.valley)
    right = place.stop is None
    body = view.tree or tree_of_polynomial(view.lift.objective)
    if at_infinity:
        place = _with_tail(view, f, body, place, right, index)
    level = f(place.inside)
    lower = level if place.flat else evidence.level
    above = Node("+", body, Leaf(-level))
    goals: list[Tree] = [Node("+", body, Leaf(-lower))]
    if place.flat:
        goals += [above, _opposite(above)]
    inner = [r.low for r in roots if r.low == r.high and _is_inside(place, r.low)]
    cuts = _cuts(view, place, sorted({*inner, place.inside}), goals, index)
    text = (
        f"Definition evidence : valley := Valley\n  {side_conditions(certificate, view.lift, view)}\n"
        f"  {_end(place.start)} {listing(rational(c) for c in cuts)} {_end(place.stop)}\n"
        f"  {'true' if place.flat else 'false'} {rational(level)} {rational(lower)}\n"
        f"  {rational(place.inside)} {rational(_below(f, roots, lower, index))}.\n"
    )
    if not at_infinity:
        return Statement(text, "exists S, spurious_setwise_minimum f S", "refuted_by_valley _ _ evidence")
    side = "true" if right else "false"
    return Statement(text, AT_INFINITY, f"refuted_by_valley_at_infinity _ _ evidence {side}")


def _opposite(tree: Tree) -> Tree:
    return Node("*", Leaf(Fraction(-1)), tree)


def _end(end: End) -> str:
    return "None" if end is None else f"(Some {rational(end)})"


def _is_inside(place: _Interval, x: Fraction) -> bool:
    return (place.start is None or place.start < x) and (place.stop is None or x < place.stop)


def _interval(lift: Lift, f: Function, roots: tuple[AlgebraicNumber, ...], number: int) -> _Interval:
    """Return an interval around a valley; the valleys are counted as the kernel does."""
    directions = [piece_at(lift, x, WHAT).direction for x in samples_between(roots)]
    last = len(directions) - 1
    valleys: list[tuple[str, int]] = [("left", 0)] if directions[0] > 0 else []
    for k, d in enumerate(directions):
        if d == 0:
            valleys.append(("flat", k))
        elif d < 0 and k < last and directions[k + 1] > 0:
            valleys.append(("between", k))
    if directions[last] < 0:
        valleys.append(("right", last))
    kind, k = valleys[number]
    low = roots[k - 1].high if k else None
    high = roots[k].low if k < last else None
    if kind == "flat":
        return _Interval(low, high, True, _middle(low, high))
    if kind == "right":
        start = Fraction(1) if low is None else low + 1
        return _Interval(start, None, False, start + 1)
    if kind == "left":
        stop = Fraction(-1) if high is None else high - 1
        return _Interval(None, stop, False, stop - 1)
    c = roots[k]
    after = roots[k + 1].low if k + 1 < last else None
    start, stop = _middle(low, c.low), _middle(c.high, after)
    inside = (c.high + stop) / 2 if f(start) >= f(stop) else (start + c.low) / 2
    return _Interval(start, stop, False, c.low if c.low == c.high else inside)


def _middle(low: End, high: End) -> Fraction:
    if low is None:
        return Fraction(0) if high is None else high - 1
    return low + 1 if high is None else (low + high) / 2


def _with_tail(view: CoqObjective, f: Function, body: Tree, place: _Interval, right: bool, index: int) -> _Interval:
    """Move the inner point until f is visibly at most its value from there on."""
    if (place.stop if right else place.start) is not None:
        raise CannotExport(index, WHAT, "the valley is not unbounded")
    sign = 1 if right else -1
    x = place.inside
    for _ in range(MAX_STEPS):
        goal = _opposite(Node("+", body, Leaf(-f(x))))
        if arc_is_visible(view.lift, [], [goal], [([x, Fraction(sign)], [Fraction(1)])]):
            return _Interval(place.start, place.stop, place.flat, x)
        x += max(abs(x), Fraction(1)) * sign
    raise CannotExport(index, WHAT, "the signs along the ray are not visible in coefficients")


def _cuts(view: CoqObjective, place: _Interval, cuts: list[Fraction], goals: list[Tree], index: int) -> list[Fraction]:
    """Return interior points between which all signs are visible."""
    one = Fraction(1)
    out: list[Fraction] = []
    todo = [(a, b) for a, b in zip([place.start, *cuts], [*cuts, place.stop], strict=True)]
    todo.reverse()
    for _ in range(MAX_PARTS):
        if not todo:
            return out[1:] if place.start is not None else out
        a, b = todo.pop()
        if a is None and b is not None:
            row, middle = ([b, -one], [one]), b - max(abs(b), one)
        elif a is not None and b is None:
            row, middle = ([a, one], [one]), a + max(abs(a), one)
        elif a is not None and b is not None:
            row, middle = ([a, b], [one, one]), (a + b) / 2
        else:
            break
        if arc_is_visible(view.lift, [], goals, [row]):
            if a is not None:
                out.append(a)
        else:
            todo += [(middle, b), (a, middle)]
    raise CannotExport(index, WHAT, "the signs on the interval are not visible in coefficients (an irrational kink?)")


def _below(f: Function, roots: tuple[AlgebraicNumber, ...], lower: Fraction, index: int) -> Fraction:
    """Return a rational number at which f is smaller."""
    width = Fraction(1)
    for k in range(MAX_STEPS):
        near = [x for r in roots for x in (refine(r, width).low, refine(r, width).high)]
        for x in (*near, Fraction(2**k), -Fraction(2**k)):
            if f(x) < lower:
                return x
        width /= 4
    raise CannotExport(index, WHAT, "no rational point with a smaller value was found")
