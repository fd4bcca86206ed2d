"""Escape arcs by Newton polygons, with square roots over the base point.  Soundness-critical: no (arcs are checked).

Let Z be coordinates that move off a branch.  Along x_i(t) = x_i + d_i t^(w_i), i in Z, the terms of smallest order of
the Taylor series of F in the Z-coordinates form a weighted homogeneous polynomial in d, a face of the Newton polytope
over the base point.  Where it is negative there is an arc of descent; along a direction in which it vanishes the next
coefficients d_i t^(w_i) + e_i t^(w_i + v_i) + ... are looked for in the same way, as in Puiseux's theorem.  Directions
are quotients of polynomials with square roots; t -> c t with the denominators in c makes them polynomials.
Source: Basu, Pollack, Roy, Algorithms in Real Algebraic Geometry, section 2.6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from math import gcd
from typing import Any, TypeAlias

from tameproof.morse_sard.adjoined_roots import MAX_ROOTS, RootTower, group_by, reduce_all
from tameproof.morse_sard.branch import Branch
from tameproof.morse_sard.escape_arcs import Path
from tameproof.morse_sard.moving_arcs import moving_pairs, moving_starts, taylor_groups
from tameproof.morse_sard.root_directions import Quotient, Values, find_directions, prod_polynomials
from tameproof.morse_sard.transversal_coordinates import find_transversal_coordinates
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.polynomial import ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.series import MAX_ORDER, objective_along
from tameproof.symbolic.budget import Deadline

MAX_FACES = 60
MAX_STEPS = 4  # coefficients that follow one another
MAX_STATES = 24
FIRST_ORDER = 12
LAST_ORDER = 24
MORE_ORDERS = 12
Exponents: TypeAlias = tuple[int, ...]
Groups: TypeAlias = dict[Exponents, Polynomial]
_Start: TypeAlias = tuple[Path, RootTower, int]
Rows: TypeAlias = tuple[dict[int, Polynomial], ...]  # per power of t: coordinate -> coefficient


@dataclass(frozen=True, slots=True)
class RootArc:
    """An arc whose coefficients may contain roots, and the order of its first coefficient that does not vanish.

    ``everywhere``: the coefficient is negative at the numerical points, up to few where it vanishes.
    """

    path: Path
    tower: RootTower
    order: int
    everywhere: bool


@dataclass(frozen=True, slots=True)
class _State:
    """The first coefficients of an arc along which F vanishes up to some order."""

    rows: Rows
    tower: RootTower
    free: tuple[tuple[int, int], ...]  # coordinate, power of t of its last coefficient
    order: int
    step: int


class RootArcSearch:
    """The search on one branch; ``stages`` yields the arcs, those that descend from all numerical points first."""

    def __init__(self, branch: Branch, samples_float: Sequence[Any], deadline: Deadline) -> None:
        """Prepare the search.

        Args:
            branch: critical points of a smooth objective.
            samples_float: numerical points of the branch; without any nothing is found.
            deadline: when to give up.
        """
        self.branch = branch
        self.samples_float = samples_float
        self.deadline = deadline
        self.n = branch.lift.dimension
        self.start = branch.context.variables
        self.symbols = tuple(self.start + MAX_ROOTS + i for i in range(self.n))
        self.queue: list[_State] = []
        self.partial: list[RootArc] = []
        self.degenerate = False
        self.seen: set[RootArc | _Start] = set()

    def stages(self) -> Iterator[Iterator[RootArc]]:
        """Yield groups of arcs to try; raises BudgetExceeded if the deadline passes.

        First arcs by the coordinates off the branch; where a leading form vanished along a direction, next those whose
        base point moves; last the arcs that descend from some of the numerical points only.
        """
        if not self.branch.lift.smooth or not self.samples_float:
            return
        sets = find_transversal_coordinates(self.branch, self.samples_float)
        yield self._plain(sets)
        tried: set[tuple[tuple[int, ...], int]] = set()
        for chosen in sets:
            for across, base in moving_pairs(chosen, self.n):
                if self.degenerate and (across, base) not in tried:
                    tried.add((across, base))
                    yield self._moving(across, base)
        yield iter(self.partial)

    def _plain(self, sets: Sequence[tuple[int, ...]]) -> Iterator[RootArc]:
        for chosen in sets:
            yield from self._first(chosen)
            yield from self._follow_all()

    def _follow_all(self) -> Iterator[RootArc]:
        for _ in range(MAX_STATES):
            if not self.queue:
                break
            yield from self._follow(self.queue.pop(0))
        self.queue.clear()

    def _moving(self, across: tuple[int, ...], base: int) -> Iterator[RootArc]:
        """Yield arcs along which a base coordinate moves at a given speed."""
        lift = self.branch.lift
        tower = RootTower(self.start)
        last = lift.objective.degree if lift.is_polynomial else FIRST_ORDER // 2
        moving = (*across, base)
        series = self._series(({i: Polynomial.variable(self.symbols[i]) for i in moving},), tower, last)
        taylor = taylor_groups(series, tuple(self.symbols[i] for i in moving))
        for start in moving_starts(taylor, across, base, self.branch, self.deadline):
            state = _State(start.rows, tower, tuple((i, 0) for i in start.others), 0, 0)
            yield from self._continue(state, start.groups)
            yield from self._follow_all()

    # -- the first coefficients ----------------------------------------------------------------------------------
    def _first(self, chosen: tuple[int, ...]) -> Iterator[RootArc]:
        """Yield arcs along the faces of the Newton polytope in the chosen coordinates."""
        lift = self.branch.lift
        last = min(FIRST_ORDER, lift.objective.degree) if lift.is_polynomial else FIRST_ORDER // 2
        tower = RootTower(self.start)
        symbols = tuple(self.symbols[i] for i in chosen)
        series = self._series(({i: Polynomial.variable(self.symbols[i]) for i in chosen},), tower, last)
        groups = taylor_groups(series, symbols)
        for weights, order, face in islice(_faces(groups, len(chosen)), MAX_FACES):
            form = self._form(face, symbols)
            powers = dict(zip(chosen, weights, strict=True))
            moving = [i for i in chosen if self.symbols[i] in form.variables()]
            for unit in moving:
                even = all(a[chosen.index(unit)] % 2 == 0 for a in face)
                others = [self.symbols[i] for i in moving if i != unit]
                free = tuple((i, powers[i] if i in moving else 1) for i in chosen if i != unit)
                for value in (1,) if even else (1, -1):
                    fixed = form.substitute({self.symbols[unit]: Polynomial.constant(value)})
                    for found in find_directions(fixed, others, tower, self.samples_float):
                        self.deadline.check()
                        own = (*found.values, (self.symbols[unit], Quotient(Polynomial.constant(value))))
                        rows = self._assemble((), 1, powers, own, found.tower)
                        yield from self._sort(_State(rows, found.tower, free, order, 1), found.sign)

    # -- the next coefficients -----------------------------------------------------------------------------------
    def _follow(self, state: _State) -> Iterator[RootArc]:
        """Yield arcs that begin with the given coefficients."""
        self.deadline.check()
        coordinates = [i for i, _ in state.free]
        symbols = tuple(self.symbols[i] for i in coordinates)
        last = min(LAST_ORDER, state.order + MORE_ORDERS)
        rows = [dict(row) for row in state.rows]
        for i, power in state.free:
            while len(rows) < power:
                rows.append({})
            rows[power - 1][i] = rows[power - 1].get(i, ZERO) + Polynomial.variable(self.symbols[i])
        groups: Groups = {}
        for j, p in enumerate(self._series(tuple(rows), state.tower, last)):
            if j and not p.is_zero:
                groups.update({(j, *a): c for a, c in group_by(p, symbols).items()})
        pure = [a for a in groups if not any(a[1:])]
        if any(a[0] <= state.order for a in pure):
            return  # F does not vanish to the order that the numbers suggested
        if pure:
            first = min(pure)
            sign = _sign_of(groups[first], state.tower, self.samples_float)
            if sign is not None:
                yield from self._sort(_State(state.rows, state.tower, (), first[0], MAX_STEPS), sign)
        yield from self._continue(state, groups)

    def _continue(self, state: _State, groups: Groups) -> Iterator[RootArc]:
        """Yield arcs with one more coefficient per free coordinate; groups: exponents of t and of their symbols."""
        symbols = tuple(self.symbols[i] for i, _ in state.free)
        for (factor, *weights), order, face in islice(_next_faces(groups, len(symbols)), MAX_FACES):
            form = self._form({a[1:]: c for a, c in face.items()}, symbols)
            powers = {i: factor * power + w for (i, power), w in zip(state.free, weights, strict=True)}
            for found in find_directions(form, symbols, state.tower, self.samples_float):
                self.deadline.check()
                assembled = self._assemble(state.rows, factor, powers, found.values, found.tower)
                free = tuple(powers.items())
                yield from self._sort(_State(assembled, found.tower, free, order, state.step + 1), found.sign)

    # -- helpers -------------------------------------------------------------------------------------------------
    def _sort(self, state: _State, sign: int) -> Iterator[RootArc]:
        """Yield an arc that descends everywhere; keep the others for later."""
        if sign == 0:
            self.degenerate = True
            start = (self._path(state.rows), state.tower, state.order)
            if state.step < MAX_STEPS and start not in self.seen:
                self.seen.add(start)
                self.queue.append(state)
            return
        if state.order > MAX_ORDER or len(state.rows) > MAX_ORDER:
            return
        arc = RootArc(self._path(state.rows), state.tower, state.order, sign < 0)
        if arc in self.seen:
            return
        self.seen.add(arc)
        if sign < 0:
            yield arc
        else:
            self.partial.append(arc)

    def _form(self, face: Groups, symbols: Sequence[int]) -> Polynomial:
        pairs = []
        for alpha, c in face.items():
            powers = [Polynomial.variable(s, e) for s, e in zip(symbols, alpha, strict=True)]
            pairs.append((c, prod_polynomials(powers)))
        return sum_of_products(pairs)

    def _series(self, rows: Rows, tower: RootTower, order: int) -> list[Polynomial]:
        """Return the Taylor coefficients of F along the arc, modulo the equations; nothing if they are too large."""
        return taylor_along(self.branch, self._path(rows), tower, order, self.deadline)

    def _path(self, rows: Rows) -> Path:
        return tuple(tuple(row.get(i, ZERO) for i in range(self.n)) for row in rows)

    def _assemble(self, rows: Rows, factor: int, powers: dict[int, int], values: Values, tower: RootTower) -> Rows:
        """Return the arc in t^factor with one more coefficient per coordinate, run at a speed without denominators."""
        place = {self.symbols[i]: i for i in powers}
        denominators: list[Polynomial] = []
        for _, value in values:
            if value.denominator.as_constant() is None and value.denominator not in denominators:
                denominators.append(value.denominator)
        speed = prod_polynomials(denominators)
        last = max([factor * len(rows), *(powers[place[s]] for s, _ in values)])
        out: list[dict[int, Polynomial]] = [{} for _ in range(last)]
        for k, row in enumerate(rows, start=1):
            out[factor * k - 1] = {i: tower.reduce(p * speed ** (factor * k)) for i, p in row.items()}
        for symbol, value in values:
            i = place[symbol]
            constant = value.denominator.as_constant()
            if constant is not None:
                p = value.numerator.scale(1 / constant) * speed ** powers[i]
            else:
                others = prod_polynomials([d for d in denominators if d != value.denominator])
                p = value.numerator * others * speed ** (powers[i] - 1)
            if not p.is_zero:
                row = out[powers[i] - 1]
                row[i] = row.get(i, ZERO) + tower.reduce(p)
        while len(out) > 1 and not out[-1]:
            out.pop()
        return tuple(out)


def taylor_along(branch: Branch, path: Path, tower: RootTower, order: int, deadline: Deadline) -> list[Polynomial]:
    """Return the Taylor coefficients of F along an arc modulo the equations and those of the roots.

    Nothing is returned if they are beyond the size limits of the kernel.
    """
    try:
        series, _ = objective_along(branch.lift, path, order, (), "arc")
        return [reduce_all(p, tower, branch, deadline) for p in series]
    except RejectedStep as error:
        if error.reason is not Reason.LIMIT:
            raise
        return []


def _sign_of(p: Polynomial, tower: RootTower, samples_float: Sequence[Any]) -> int | None:
    """Return the sign of a form without symbols as in Direction."""
    return next((d.sign for d in find_directions(p, (), tower, samples_float)), None)


def _faces(groups: Groups, size: int) -> Iterator[tuple[Exponents, int, Groups]]:
    """Yield (weights, order, terms of this order) with at least two terms, without repetition."""
    seen: set[frozenset[Exponents]] = set()
    for count in range(2, size + 1):
        for moving in combinations(range(size), count):
            rest = [k for k in range(size) if k not in moving]
            own = {a: c for a, c in groups.items() if not any(a[k] for k in rest)}
            for weights in _weights(list(own), moving):
                full = tuple(dict(zip(moving, weights, strict=True)).get(k, 1) for k in range(size))
                order = min((_weighted(full, a) for a in own), default=0)
                face = {a: c for a, c in own.items() if _weighted(full, a) == order}
                key = frozenset(face)
                if len(face) > 1 and key not in seen:
                    seen.add(key)
                    yield full, order, face


def _next_faces(groups: Groups, size: int) -> Iterator[tuple[Exponents, int, Groups]]:
    """Yield ((q, weights), order, terms) of the polygon in t and the new symbols; t has the weight q."""
    seen: set[frozenset[Exponents]] = set()
    exponents = list(groups)
    rows: list[Exponents] = []
    if size == 1:
        for a, b in combinations(exponents, 2):
            top, bottom = a[0] - b[0], b[1] - a[1]
            if bottom < 0:
                top, bottom = -top, -bottom
            if top > 0 and bottom > 0:
                g = gcd(top, bottom)
                if bottom // g <= 4:
                    rows.append((bottom // g, top // g))
    elif size <= 3:
        rows = [(1, *w) for w in product(range(1, 5 if size == 2 else 4), repeat=size)]
    for weights in sorted(set(rows), key=lambda w: (sum(w), w)):
        order = min(_weighted(weights, a) for a in exponents)
        face = {a: c for a, c in groups.items() if _weighted(weights, a) == order}
        key = frozenset(face)
        if len(face) > 1 and key not in seen:
            seen.add(key)
            yield weights, order, face


def _weighted(weights: Exponents, exponents: Exponents) -> int:
    return sum(w * a for w, a in zip(weights, exponents, strict=True))


def _weights(exponents: list[Exponents], moving: tuple[int, ...]) -> list[Exponents]:
    """Return weights of the moving coordinates, equal weights first; all edges for two coordinates."""
    found: set[Exponents] = {(1,) * len(moving)}
    if len(moving) == 2:
        k, m = moving
        for a, b in combinations(exponents, 2):
            x, y = b[m] - a[m], a[k] - b[k]
            if x * y > 0:
                g = gcd(x, y)
                found.add((abs(x) // g, abs(y) // g))
    elif len(moving) <= 5:
        largest = {3: 4, 4: 3, 5: 2}[len(moving)]
        found |= {w for w in product(range(1, largest + 1), repeat=len(moving)) if gcd(*w) == 1}
    return sorted(found, key=lambda w: (sum(w), w))


__all__ = ["RootArc", "RootArcSearch", "taylor_along"]
