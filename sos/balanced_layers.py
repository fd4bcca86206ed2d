"""Recognising the layers of a linear network from its quadratic laws, and the bound that balancedness gives.

Soundness-critical: no.  The quadratic laws x'Sx of a product W_L ... W_1 form the sum of the spaces of symmetric r x r
matrices, r the hidden widths.  Those S that commute with all others are constant on layers, so their joint eigenspaces
are the layers.  Laws on two layers only belong to the neurons between them; the diagonal ones separate the neurons, the
off-diagonal ones match inputs and outputs.  Names and order of the variables play no role.  Source: [du_hu_lee_2018].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import isqrt

from tameproof.proofs.kernel.evidence import BalancedLayers
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, NodeKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.unknown_coefficients import find_coefficients
from tameproof.symbolic._flint import nullspace, row_echelon_form
from tameproof.symbolic.outcome import Open

MAX_VARIABLES = 150
MAX_PRODUCTS = 40  # entries of the product matrix in the semidefinite program
MAX_SIGNS = 60  # inequality facts whose pairwise products are used
SymmetricForm = dict[tuple[int, int], Fraction]  # (i, j), i <= j -> coefficient of x_i x_j
Layer = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Joint:
    """The neurons between two layers: for each neuron its variables in the first and in the second layer."""

    neurons: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def find_layers(laws: Sequence[Polynomial], dimension: int) -> tuple[Layer, ...] | None:
    """Return matrices W_1, ..., W_L of variable numbers whose balancedness relations span the given quadratic laws.

    Args:
        laws: conserved polynomials; all homogeneous quadratic ones up to linear combinations must be among them.
        dimension: n; every variable must occur in a law.

    Returns:
        The layers (first factor last in the product W_L ... W_1), or None if the laws are not of this form.  The
        relations of the answer are in the span of the laws (checked).
    """
    forms = [f for f in (_form(h) for h in laws) if f is not None]
    if not forms or dimension > MAX_VARIABLES:
        return None
    classes = _layer_classes(forms, dimension)
    if classes is None:
        return None
    joints = {}
    for a, b in combinations(range(len(classes)), 2):
        joint = _joint(forms, classes[a], classes[b])
        if joint is not None:
            joints[a, b] = joint
    order = _order(classes, joints)
    if order is None:
        return None
    layers = _matrices([classes[k] for k in order], [_between(joints, a, b) for a, b in pairwise(order)])
    if layers is None or not _spans(forms, layers):
        return None
    return layers


def balancedness(layers: Sequence[Layer]) -> list[Polynomial]:
    """Return the entries on and below the diagonal of W_{l+1}' W_{l+1} - W_l W_l', l = 1, 2, ..."""
    out = []
    for before, after in pairwise(layers):
        for i in range(len(before)):
            for j in range(i + 1):
                pairs = [(Polynomial.variable(row[i]), Polynomial.variable(row[j])) for row in after]
                pairs += [
                    (-Polynomial.variable(a), Polynomial.variable(b)) for a, b in zip(before[i], before[j], strict=True)
                ]
                out.append(sum_of_products(pairs))
    return out


def find_balanced_bound(
    lift: Lift, layers: tuple[Layer, ...], settings: SosSettings, deadline: Deadline
) -> BalancedLayers | Open:
    """Search bound(F) - |W_L ... W_1|^2 >= 0, with squares of affine functions of the entries of the product.

    Args:
        lift: the lifted objective.
        layers: as returned by ``find_layers``.
        settings: budgets.
        deadline: looked at before the program.

    Returns:
        Evidence for bounded trajectories, or Open: f does not control the product in this simple way.
    """
    product = [[Polynomial.variable(i) for i in row] for row in layers[0]]
    for w in layers[1:]:
        columns = list(zip(*product, strict=True))
        product = [
            [sum_of_products([(Polynomial.variable(i), p) for i, p in zip(row, c, strict=True)]) for c in columns]
            for row in w
        ]
    entries = [p for row in product for p in row]
    if len(entries) > MAX_PRODUCTS:
        return Open(f"{len(entries)} entries of the product (limit {MAX_PRODUCTS})")
    norm = sum_of_products([(p, p) for p in entries])
    basis = [ONE, *entries]
    if lift.objective.degree > norm.degree and lift.smooth:
        basis += [p * q for k, p in enumerate(entries) for q in entries[k:]]
    bounds = [ONE, lift.objective]
    if not lift.smooth:
        bounds.append(lift.objective * lift.objective)
    kinks = _kink_identities(lift)
    found = find_coefficients(
        -norm, bounds, lift.facts, max(norm.degree, *(p.degree for p in bounds)), settings, deadline,
        basis=basis, products=kinks.products, cofactors=kinks.cofactors,
    )
    if isinstance(found, Open):
        return found
    return BalancedLayers(layers, found.values, found.psatz)


@dataclass(frozen=True, slots=True)
class _Kinks:
    products: tuple[tuple[int, ...], ...]  # products of inequality facts that get constant factors
    cofactors: tuple[tuple[int, Polynomial], ...]  # multiples of equations


def _kink_identities(lift: Lift) -> _Kinks:
    """Return what (sum |u_k|)^2 >= sum u_k^2 needs: (s u)(s' u') >= 0, and (s^2 - 1) u times u."""
    signs = [i for i, f in enumerate(lift.facts) if f.kind is not FactKind.EQUATION]
    products = [(i,) for i in signs]
    if len(signs) <= MAX_SIGNS:
        products += list(combinations(signs, 2))
    arguments = [u for node in lift.lifted if node.kind is NodeKind.SIGN for u in node.arguments]
    cofactors = []
    for i, f in enumerate(lift.facts):
        if f.kind is FactKind.EQUATION:
            cofactors += [(i, ONE), *((i, u) for u in arguments if u.degree <= 4)]
    return _Kinks(tuple(products), tuple(cofactors))


def _form(h: Polynomial) -> SymmetricForm | None:
    out: SymmetricForm = {}
    for exponents, c in h.items():
        if sum(exponents) != 2:
            return None
        places = [i for i, e in enumerate(exponents) for _ in range(e)]
        out[places[0], places[1]] = c
    return out


def _matrix(form: SymmetricForm) -> dict[int, dict[int, Fraction]]:
    """Return the symmetric matrix S with x'Sx = form, by rows."""
    rows: dict[int, dict[int, Fraction]] = {}
    for (i, j), c in form.items():
        if i == j:
            rows.setdefault(i, {})[i] = c
        else:
            rows.setdefault(i, {})[j] = c / 2
            rows.setdefault(j, {})[i] = c / 2
    return rows


def _layer_classes(forms: Sequence[SymmetricForm], dimension: int) -> list[tuple[int, ...]] | None:
    """Return the joint eigenspaces of the forms that commute with all others; they must be diagonal."""
    matrices = [_matrix(f) for f in forms]
    equations: list[dict[int, Fraction]] = []
    for other in matrices:
        table: dict[tuple[int, int], dict[int, Fraction]] = {}
        for k, s in enumerate(matrices):
            for (i, j), value in _commutator(s, other).items():
                table.setdefault((i, j), {})[k] = value
        equations += [table[key] for key in sorted(table)]
    unique = sorted({tuple(sorted(row.items())) for row in equations})
    rows = [[dict(row).get(k, Fraction(0)) for k in range(len(forms))] for row in unique]
    centre = nullspace(rows, len(forms))
    if not centre:
        return None
    columns: list[list[Fraction]] = [[] for _ in range(dimension)]
    for weights in centre:
        total: SymmetricForm = {}
        for w, f in zip(weights, forms, strict=True):
            for place, c in f.items():
                total[place] = total.get(place, Fraction(0)) + w * c
        if any(c for (i, j), c in total.items() if i != j):
            return None
        for i in range(dimension):
            columns[i].append(total.get((i, i), Fraction(0)))
    groups: dict[tuple[Fraction, ...], list[int]] = {}
    for i, column in enumerate(columns):
        if not any(column):
            return None
        groups.setdefault(tuple(column), []).append(i)
    return [tuple(g) for g in sorted(groups.values())]


def _commutator(
    a: dict[int, dict[int, Fraction]], b: dict[int, dict[int, Fraction]]
) -> dict[tuple[int, int], Fraction]:
    out: dict[tuple[int, int], Fraction] = {}
    for left, right, sign in ((a, b, 1), (b, a, -1)):
        for i, row in left.items():
            for k, x in row.items():
                for j, y in right.get(k, {}).items():
                    out[i, j] = out.get((i, j), Fraction(0)) + sign * x * y
    return {place: c for place, c in out.items() if c}


def _supported(forms: Sequence[SymmetricForm], allowed: set[tuple[int, int]]) -> list[SymmetricForm]:
    """Return a reduced basis of the combinations of the forms whose terms are all allowed."""
    outside = sorted({place for f in forms for place in f if place not in allowed})
    inside = sorted({place for f in forms for place in f if place in allowed})
    if not inside:
        return []
    rows = [[f.get(place, Fraction(0)) for place in (*outside, *inside)] for f in forms]
    echelon, pivots = row_echelon_form(rows)
    out = []
    for row, pivot in zip(echelon, pivots, strict=False):
        if pivot >= len(outside):
            out.append({place: c for place, c in zip(inside, row[len(outside) :], strict=True) if c})
    return out


def _joint(forms: Sequence[SymmetricForm], first: tuple[int, ...], second: tuple[int, ...]) -> _Joint | None:
    """Return the neurons between two layers, or None if the laws on these layers do not come from neurons."""
    both = sorted((*first, *second))
    inner = _supported(forms, {(i, j) for i in both for j in both if i <= j})
    if not inner:
        return None
    width = (isqrt(8 * len(inner) + 1) - 1) // 2
    if width * (width + 1) // 2 != len(inner):
        return None
    diagonal = _supported(inner, {(i, i) for i in both})
    if len(diagonal) != width:
        return None
    groups: dict[tuple[Fraction, ...], list[int]] = {}
    for i in both:
        groups.setdefault(tuple(f.get((i, i), Fraction(0)) for f in diagonal), []).append(i)
    neurons = []
    inside = set(first)
    for k in range(width):
        sides: list[tuple[int, ...]] = []
        for members in groups.values():
            key = [f.get((members[0], members[0]), Fraction(0)) for f in diagonal]
            if key[k] and not any(c for j, c in enumerate(key) if j != k):
                sides.append(tuple(members))
        if len(sides) != 2:
            return None
        sides.sort(key=lambda s: s[0] not in inside)
        if not set(sides[0]) <= inside or set(sides[1]) & inside:
            return None
        neurons.append((sides[0], sides[1]))
    if sum(len(a) + len(b) for a, b in neurons) != len(both):
        return None
    matched = _matched(inner, neurons)
    return None if matched is None else _Joint(matched)


def _matched(
    inner: Sequence[SymmetricForm], neurons: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] | None:
    """Reorder the variables of each neuron so that equal positions mean the same input or output."""
    reference = (*neurons[0][0], *neurons[0][1])
    out = [neurons[0]]
    for a, b in neurons[1:]:
        here = (*a, *b)
        allowed = {(min(i, j), max(i, j)) for i in reference for j in here}
        cross = _supported(inner, allowed)
        if len(cross) != 1:
            return None
        partner: dict[int, int] = {}
        for i, j in cross[0]:
            own, other = (i, j) if i in reference else (j, i)
            if own in partner:
                return None
            partner[own] = other
        if sorted(partner) != sorted(reference) or sorted(partner.values()) != sorted(here):
            return None
        first = tuple(partner[i] for i in neurons[0][0])
        if sorted(first) != sorted(a):
            return None
        out.append((first, tuple(partner[i] for i in neurons[0][1])))
    return tuple(out)


def _between(joints: dict[tuple[int, int], _Joint], a: int, b: int) -> _Joint:
    """Return the joint oriented from layer a to layer b."""
    if (a, b) in joints:
        return joints[a, b]
    return _Joint(tuple((second, first) for first, second in joints[b, a].neurons))


def _order(classes: Sequence[tuple[int, ...]], joints: dict[tuple[int, int], _Joint]) -> list[int] | None:
    """Return the layers in the order of the product; joints of width 1 fit wherever they are needed."""
    count = len(classes)
    if count < 2:
        return None
    wide = {pair: len(j.neurons) for pair, j in joints.items() if len(j.neurons) > 1}
    neighbours: dict[int, list[int]] = {k: [] for k in range(count)}
    for a, b in wide:
        neighbours[a].append(b)
        neighbours[b].append(a)
    if any(len(v) > 2 for v in neighbours.values()):
        return None
    runs: list[list[int]] = []
    seen: set[int] = set()
    for start in sorted(range(count), key=lambda k: (len(neighbours[k]), k)):
        if start in seen:
            continue
        run, current = [start], start
        seen.add(start)
        while True:
            following = [k for k in neighbours[current] if k not in seen]
            if not following:
                break
            current = following[0]
            seen.add(current)
            run.append(current)
        runs.append(run)

    def ends(run: list[int]) -> tuple[int, int]:
        """Input width of the first and output width of the last layer of a run."""
        if len(run) == 1:
            size = len(classes[run[0]])
            return (1, size) if size > 1 else (1, 1)
        inputs = len(classes[run[0]]) // len(_between(joints, run[0], run[1]).neurons)
        outputs = len(classes[run[-1]]) // len(_between(joints, run[-2], run[-1]).neurons)
        return inputs, outputs

    if len(runs) == 1:
        return runs[0]
    first: list[list[int]] = []
    middle: list[list[int]] = []
    for run in runs:
        inputs, outputs = ends(run)
        if inputs > 1 and outputs > 1:
            return None
        if inputs == outputs == 1:
            middle.append(run)
        else:
            first.append(run if inputs > 1 else run[::-1])
    if len(first) > 2:
        return None
    ordered = [*first[:1], *middle, *[run[::-1] for run in first[1:]]]
    order = [k for run in ordered for k in run]
    connected = all((a, b) in joints or (b, a) in joints for a, b in pairwise(order))
    return order if connected else None


def _matrices(classes: Sequence[tuple[int, ...]], joints: Sequence[_Joint]) -> tuple[Layer, ...] | None:
    """Return the layers with rows (outputs) and columns (inputs) numbered consistently."""
    layers: list[Layer] = []
    rows_before: dict[int, int] = {}  # variable of the current layer -> its column, from the joint before it
    for k, members in enumerate(classes):
        columns: dict[int, int] = {}
        if k == 0:
            for a, _ in joints[0].neurons:
                columns |= {v: c for c, v in enumerate(a)}
        else:
            columns = rows_before
        rows: dict[int, int] = {}
        if k < len(joints):
            for number, (a, _) in enumerate(joints[k].neurons):
                rows |= {v: number for v in a}
            rows_before = {v: number for number, (_, b) in enumerate(joints[k].neurons) for v in b}
        else:
            for _, b in joints[-1].neurons:
                rows |= {v: r for r, v in enumerate(b)}
        table = {(rows.get(v), columns.get(v)): v for v in members}
        height = 1 + max((r for r, _ in table if r is not None), default=-1)
        width = 1 + max((c for _, c in table if c is not None), default=-1)
        if height * width != len(members) or any((r, c) not in table for r in range(height) for c in range(width)):
            return None
        layers.append(tuple(tuple(table[r, c] for c in range(width)) for r in range(height)))
    return tuple(layers)


def _spans(forms: Sequence[SymmetricForm], layers: tuple[Layer, ...]) -> bool:
    """Return whether all balancedness relations are in the span of the forms; exact."""
    if any(len(after[0]) != len(before) for before, after in pairwise(layers)):
        return False
    relations = [f for f in (_form(h) for h in balancedness(layers)) if f is not None]
    places = sorted({place for f in (*forms, *relations) for place in f})
    rows = [[f.get(place, Fraction(0)) for place in places] for f in forms]
    rank = len(row_echelon_form(rows)[1])
    more = [[f.get(place, Fraction(0)) for place in places] for f in relations]
    return len(row_echelon_form([*rows, *more])[1]) == rank


__all__ = ["Layer", "balancedness", "find_balanced_bound", "find_layers"]
