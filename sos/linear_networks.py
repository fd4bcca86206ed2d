"""Recognising the layers of a linear network from its quadratic laws.  Soundness-critical: no.

The quadratic laws x'Sx of a product W_L ... W_1 form the sum of the spaces of symmetric r x r matrices, r the hidden
widths.  The diagonal S that commute with all others are constant on layers, so their joint eigenspaces are the layers.
Laws on two layers only belong to the neurons between them; the diagonal ones separate the neurons, the off-diagonal
ones match inputs and outputs.  Names and order of the variables play no role.  For data without full rank there are
linear laws too, the entries of W_1 (I - P).  Source: [du_hu_lee_2018].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TypeAlias

from tameproof.proofs.kernel.polynomial import Polynomial, sum_of_products
from tameproof.sos.quadratic_forms import (
    SymmetricForm,
    commutator,
    contains,
    quadratic_form,
    supported,
    symmetric_matrix,
)
from tameproof.symbolic._flint import nullspace, primitive_part, row_echelon_form

MAX_VARIABLES = 150
Layer: TypeAlias = tuple[tuple[int, ...], ...]
FractionMatrix: TypeAlias = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, slots=True)
class _Joint:
    """The neurons between two layers: for each neuron its variables in the first and in the second layer."""

    neurons: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class LinearNetwork:
    """Layers W_1, ..., W_L, and the projector P for which W_1 (I - P) is conserved (None: the identity)."""

    layers: tuple[Layer, ...]
    projector: FractionMatrix | None = None

    def constant_entries(self) -> list[Polynomial]:
        """Return the nonzero entries of W_1 (I - P), without repetitions up to factors."""
        if self.projector is None:
            return []
        out: dict[Polynomial, None] = {}
        for row in self.layers[0]:
            for j in range(len(row)):
                terms = [
                    (Polynomial.variable(i), Polynomial.constant(int(k == j) - self.projector[k][j]))
                    for k, i in enumerate(row)
                ]
                entry = sum_of_products(terms)
                if not entry.is_zero:
                    out.setdefault(primitive_part(entry))
        return list(out)

    def relations(self) -> list[Polynomial]:
        """Return the nonzero balancedness relations, with W_1 P for W_1."""
        found = balancedness(self.layers)
        if self.projector is not None and len(self.layers) > 1:
            first = self.projected()
            second = self.layers[1]
            found = found[len(first) * (len(first) + 1) // 2 :]
            extra = []
            for i in range(len(first)):
                for j in range(i + 1):
                    pairs = [(Polynomial.variable(row[i]), Polynomial.variable(row[j])) for row in second]
                    pairs += [(-a, b) for a, b in zip(first[i], first[j], strict=True)]
                    extra.append(sum_of_products(pairs))
            found = [*extra, *found]
        return [h for h in found if not h.is_zero]

    def projected(self) -> list[list[Polynomial]]:
        """Return W_1 P."""
        rows = [[Polynomial.variable(i) for i in row] for row in self.layers[0]]
        if self.projector is None:
            return rows
        return [
            [
                sum_of_products([(p, Polynomial.constant(self.projector[k][j])) for k, p in enumerate(row)])
                for j in range(len(row))
            ]
            for row in rows
        ]


def find_network(laws: Sequence[Polynomial], dimension: int) -> LinearNetwork | None:
    """Return a linear network whose laws are among the given ones, also for data without full rank.

    Args:
        laws: generators of the conserved polynomials up to degree 2.
        dimension: n.
    """
    linear = [h for h in laws if h.degree == 1 and not h.coefficient(())]
    if not linear:
        layers = find_layers(laws, dimension)
        return None if layers is None else LinearNetwork(layers)
    products = [p * q for k, p in enumerate(linear) for q in linear[k:]]
    layers = find_layers([*laws, *products], dimension, linear=linear)
    if layers is None:
        return None
    rows = [[h.coefficient(_unit(i)) for i in layers[0][0]] for h in linear]
    kept = [row for row in rows if any(row)]
    network = LinearNetwork(layers, _complement_projector(kept, len(layers[0][0])))
    vectors = [[h.coefficient(_unit(i)) for i in range(dimension)] for h in linear]
    more = [[h.coefficient(_unit(i)) for i in range(dimension)] for h in network.constant_entries()]
    rank = len(row_echelon_form(vectors)[1])
    if len(row_echelon_form([*vectors, *more])[1]) != rank:
        return None
    forms = [f for f in (quadratic_form(h) for h in [*laws, *products]) if f is not None]
    return network if contains(forms, network.relations()) else None


def _unit(i: int) -> tuple[int, ...]:
    return (*(0 for _ in range(i)), 1)


def _length(v: Sequence[Fraction]) -> Fraction:
    return sum((x * x for x in v), Fraction(0))


def _complement_projector(rows: Sequence[Sequence[Fraction]], size: int) -> FractionMatrix:
    """Return the orthogonal projector onto the complement of the span of some rows."""
    basis: list[list[Fraction]] = []
    for row in rows:
        v = list(row)
        for b in basis:
            factor = sum((x * y for x, y in zip(v, b, strict=True)), Fraction(0)) / _length(b)
            v = [x - factor * y for x, y in zip(v, b, strict=True)]
        if any(v):
            basis.append(v)
    out = []
    for i in range(size):
        row = []
        for j in range(size):
            value = Fraction(int(i == j))
            for b in basis:
                value -= b[i] * b[j] / _length(b)
            row.append(value)
        out.append(tuple(row))
    return tuple(out)


def find_layers(
    laws: Sequence[Polynomial], dimension: int, *, linear: Sequence[Polynomial] = ()
) -> tuple[Layer, ...] | None:
    """Return matrices W_1, ..., W_L of variable numbers whose balancedness relations span the given quadratic laws.

    Args:
        laws: conserved polynomials; all homogeneous quadratic ones up to linear combinations must be among them.
        dimension: n; every variable must occur in a law.
        linear: linear laws, whose products are among ``laws``: they belong to the first layer.

    Returns:
        The layers (first factor last in the product W_L ... W_1), or None if the laws are not of this form.  The
        relations of the answer are in the span of the laws (checked).
    """
    forms = [f for f in (quadratic_form(h) for h in laws) if f is not None]
    if not forms or dimension > MAX_VARIABLES:
        return None
    classes = _layer_classes(forms, dimension)
    if classes is None:
        return None
    joints = {}
    for a, b in combinations(range(len(classes)), 2):
        joint = _joint(forms, classes[a], classes[b], simple=not linear)
        if joint is not None:
            joints[a, b] = joint
    order = _order(classes, joints)
    if order is None:
        return None
    touched = {i for h in linear for i in h.variables()}
    if not touched <= set(classes[order[0]]):
        order = order[::-1]
    if not touched <= set(classes[order[0]]):
        return None
    chain = [_between(joints, a, b) for a, b in pairwise(order)]
    if linear:
        aligned = _aligned(chain[0], linear)
        if aligned is None:
            return None
        chain[0] = aligned
    layers = _matrices([classes[k] for k in order], chain)
    if layers is None or (not linear and not contains(forms, balancedness(layers))):
        return None
    return layers


def _aligned(joint: _Joint, linear: Sequence[Polynomial]) -> _Joint | None:
    """Reorder the inputs of each neuron so that the linear laws of all neurons have the same coefficients."""
    projectors = []
    for members, _ in joint.neurons:
        rows = [[h.coefficient(_unit(i)) for i in members] for h in linear if h.variables() <= set(members)]
        projectors.append(_complement_projector(rows, len(members)))
    out = [joint.neurons[0]]
    target = projectors[0]
    for (members, others), own in zip(joint.neurons[1:], projectors[1:], strict=True):
        order = _matching(own, target, [])
        if order is None:
            return None
        out.append((tuple(members[k] for k in order), others))
    return _Joint(tuple(out))


def _matching(own: FractionMatrix, target: FractionMatrix, chosen: list[int]) -> list[int] | None:
    """Return an order of the rows and columns of ``own`` that makes it equal to ``target``."""
    k = len(chosen)
    if k == len(target):
        return chosen
    if len(own) != len(target):
        return None
    for i in range(len(own)):
        if i not in chosen and own[i][i] == target[k][k]:
            if all(own[i][j] == target[k][m] for m, j in enumerate(chosen)):
                found = _matching(own, target, [*chosen, i])
                if found is not None:
                    return found
    return None


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


def _layer_classes(forms: Sequence[SymmetricForm], dimension: int) -> list[tuple[int, ...]] | None:
    """Return the joint eigenspaces of the forms that commute with all others; they must be diagonal."""
    matrices = [symmetric_matrix(f) for f in forms]
    equations: list[dict[int, Fraction]] = []
    for other in matrices:
        table: dict[tuple[int, int], dict[int, Fraction]] = {}
        for k, s in enumerate(matrices):
            for (i, j), value in commutator(s, other).items():
                table.setdefault((i, j), {})[k] = value
        equations += [table[key] for key in sorted(table)]
    unique = sorted({tuple(sorted(row.items())) for row in equations})
    rows = [[dict(row).get(k, Fraction(0)) for k in range(len(forms))] for row in unique]
    centre = nullspace(rows, len(forms))
    if not centre:
        return None
    totals: list[SymmetricForm] = []
    for weights in centre:
        total: SymmetricForm = {}
        for w, f in zip(weights, forms, strict=True):
            for place, c in f.items():
                total[place] = total.get(place, Fraction(0)) + w * c
        totals.append(total)
    diagonal = supported(totals, {(i, i) for i in range(dimension)})
    columns = [[f.get((i, i), Fraction(0)) for f in diagonal] for i in range(dimension)]
    groups: dict[tuple[Fraction, ...], list[int]] = {}
    for i, column in enumerate(columns):
        if not any(column):
            return None
        groups.setdefault(tuple(column), []).append(i)
    return [tuple(g) for g in sorted(groups.values())]


def _joint(
    forms: Sequence[SymmetricForm], first: tuple[int, ...], second: tuple[int, ...], *, simple: bool
) -> _Joint | None:
    """Return the neurons between two layers, or None if the laws on these layers do not come from neurons."""
    both = sorted((*first, *second))
    inner = supported(forms, {(i, j) for i in both for j in both if i <= j})
    if not inner:
        return None
    diagonal = supported(inner, {(i, i) for i in both})
    width = len(diagonal)
    if not width or (simple and width * (width + 1) // 2 != len(inner)):
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
    matched = _matched(inner, neurons) if simple else _partly_matched(inner, neurons)
    return None if matched is None else _Joint(matched)


def _partly_matched(
    inner: Sequence[SymmetricForm], neurons: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] | None:
    """Match each side of the neurons for which the laws have one product per variable; leave the other as it is."""
    out = [neurons[0]]
    for a, b in neurons[1:]:
        sides = []
        for side, here in enumerate((a, b)):
            reference = neurons[0][side]
            allowed = {(min(i, j), max(i, j)) for i in reference for j in here}
            partners = _partners(inner, neurons[0], (a, b), side, allowed)
            sides.append(here if partners is None else tuple(partners[i] for i in reference))
        out.append((sides[0], sides[1]))
    return tuple(out)


def _partners(
    inner: Sequence[SymmetricForm],
    first: tuple[tuple[int, ...], tuple[int, ...]],
    second: tuple[tuple[int, ...], tuple[int, ...]],
    side: int,
    allowed: set[tuple[int, int]],
) -> dict[int, int] | None:
    """Return the matching of one side if every law on the two neurons has the same products there."""
    everything = {(min(i, j), max(i, j)) for i in (*first[0], *first[1]) for j in (*second[0], *second[1])}
    found: dict[int, int] = {}
    for f in supported(inner, everything):
        for i, j in f:
            if (i, j) in allowed:
                own, other = (i, j) if i in first[side] else (j, i)
                if found.setdefault(own, other) != other:
                    return None
    good = sorted(found) == sorted(first[side]) and sorted(found.values()) == sorted(second[side])
    return found if good else None


def _matched(
    inner: Sequence[SymmetricForm], neurons: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] | None:
    """Reorder the variables of each neuron so that equal positions mean the same input or output."""
    reference = (*neurons[0][0], *neurons[0][1])
    out = [neurons[0]]
    for a, b in neurons[1:]:
        here = (*a, *b)
        allowed = {(min(i, j), max(i, j)) for i in reference for j in here}
        cross = supported(inner, allowed)
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
