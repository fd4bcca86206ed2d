"""Bounded trajectories by phases and stages, for chains of sigmoids and the like.  Soundness-critical: no.

Along gradient flow a residual keeps its sign, then the last layer is monotone, then the one before, and so on.  In each
phase the signs of many products are known, so quantities like w_i^2/2 - w_j are monotone too; then variables, arguments
and values of exp, sigmoid and tanh are bounded one after the other by linear programs over products of facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations_with_replacement, permutations

from tameproof.proofs.kernel.claims import Claim, ConservedQuantity
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import (
    Bounded,
    BoundedArgument,
    BoundedNode,
    Confinement,
    ConfinementTree,
    Contained,
    Evidence,
    FlowDerivative,
    Nonincreasing,
    Phases,
    Pieces,
    ProductTerm,
    Psatz,
    Side,
    Squares,
    Stage,
    Stages,
)
from tameproof.proofs.kernel.facts import Fact, nonnegative
from tameproof.proofs.kernel.lift import Lift, NodeKind, Obligation
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial, sum_of_products
from tameproof.proofs.kernel.rules.confinement import distance_to_end
from tameproof.proofs.kernel.rules.controlled import common_lift
from tameproof.sos.first_integrals import find_conserved_functions
from tameproof.sos.linear_certificates import Cone, Nonnegative, prove_by_factors
from tameproof.sos.positivstellensatz import prove_positive
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.unknown_coefficients import find_coefficients
from tameproof.symbolic._flint import factor
from tameproof.symbolic.division import divide_polynomial
from tameproof.symbolic.outcome import Open

NODES = frozenset({NodeKind.EXP, NodeKind.EXP_NEGATIVE, NodeKind.SIGMOID, NodeKind.TANH})
MAX_DIMENSION = 5
MAX_PHASES = 4
DEGREE = 4


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a phase: facts, number of variables, and what is bounded."""

    lift: Lift
    facts: tuple[Fact, ...]
    count: int  # variables, parameters included
    above: frozenset[Polynomial] = frozenset()  # polynomials with an upper bound
    gaps: frozenset[tuple[int, bool]] = frozenset()  # nodes that stay away from an end
    depth: int = 0
    pieces: int = 0

    def parameter(self, *facts: Polynomial) -> _State:
        """Return the state with one more parameter p; the facts may use it."""
        p = Polynomial.variable(self.count)
        return replace(self, facts=(*self.facts, nonnegative(p - ONE), *map(nonnegative, facts)), count=self.count + 1)

    def with_fact(self, p: Polynomial) -> _State:
        return replace(self, facts=(*self.facts, nonnegative(p)))

    @property
    def newest(self) -> Polynomial:
        return Polynomial.variable(self.count)


def has_phases(lift: Lift) -> bool:
    """Return whether a proof by phases and stages is searched at all: few variables, smooth, exp, sigmoid or tanh."""
    return any(v.kind in NODES for v in lift.lifted) and lift.smooth and lift.dimension <= MAX_DIMENSION


def find_confinement(
    lift: Lift, laws: Sequence[Polynomial], settings: SosSettings, deadline: Deadline
) -> tuple[tuple[tuple[Claim, Evidence], ...], Confinement] | Open:
    """Search a proof by phases and stages.

    Args:
        lift: the lifted objective, smooth, with exp, sigmoid or tanh.
        laws: conserved polynomials.
        settings: budgets.
        deadline: looked at between linear programs.

    Returns:
        The premises (conserved quantities and functions) and the tree; or Open, which does not mean that trajectories
        are unbounded.
    """
    if not has_phases(lift):
        return Open("phases: only for few variables with exp, sigmoid or tanh")
    premises: list[tuple[Claim, Evidence]] = [(ConservedQuantity(h), FlowDerivative(())) for h in laws]
    quantities, common = list(laws), lift
    sides: list[Side] = []
    for claim, evidence in find_conserved_functions(lift, laws, deadline):
        try:
            extended, h = common_lift(common, claim.function, "law")
        except RejectedStep:
            continue
        proofs = [_side(extended, o, settings) for o in extended.obligations[len(common.obligations) :]]
        if any(p is None for p in proofs):
            continue
        sides += [p for p in proofs if p is not None]
        common = extended
        quantities.append(h)
        premises.append((claim, evidence))
    state = _State(common, common.facts, len(common.names))
    for q in (lift.objective, *quantities):
        p = state.newest
        state = state.parameter(p - q, p + q)
    tree = _tree(state, _Search(common, settings, deadline))
    if tree is None and deadline.is_over:
        return Open("phases and stages: time limit")
    if tree is None:
        return Open("phases and stages: no bound found")
    return tuple(premises), Confinement(tree, tuple(sides))


def _side(lift: Lift, obligation: Obligation, settings: SosSettings) -> Side | None:
    """Return why a side condition of a conserved function holds everywhere."""
    proof = prove_positive(
        obligation.argument, lift.facts[: obligation.facts], settings=replace(settings, time_limit=2.0)
    )
    return Side(1, proof) if isinstance(proof, Psatz) else None


class _Search:
    """What does not change during the search."""

    def __init__(self, lift: Lift, settings: SosSettings, deadline: Deadline) -> None:
        self.lift, self.settings, self.deadline = lift, settings, deadline
        self.n = lift.dimension
        found: dict[Polynomial, None] = {}
        for g in sorted(lift.gradient, key=lambda p: (p.degree, len(p))):
            if not g.is_zero:
                for q, _ in factor(g)[1]:
                    found.setdefault(q, None)
        self.factors = list(found)


def _cone(state: _State, search: _Search) -> Cone:
    """Return the products of the facts that matter."""
    n = search.n
    names = len(state.lift.names)
    own = [Polynomial.variable(i) for i in range(names)]
    known = [
        Nonnegative(
            Polynomial.variable(i),
            ((Fraction(1), (k,), ONE), (Fraction(1), (), ONE)),
        )
        for k, i in _parameters(state)
    ]
    facts = {f.polynomial: k for k, f in enumerate(state.facts)}
    for v in state.lift.lifted:
        if v.kind not in NODES:
            continue
        ends = [distance_to_end(v, upper=upper)[0] for upper in (True, False)]
        for a, b in combinations_with_replacement(ends, 2):
            if a in facts and b in facts:
                known.append(Nonnegative(a * b, ((Fraction(1), tuple(sorted((facts[a], facts[b]))), ONE),)))
    squares = [*own, *(Polynomial.variable(i) * own[j] for i in range(n) for j in range(n, names))]
    multipliers = [ONE, *own, *(a * b for a, b in combinations_with_replacement(own, 2))]
    return Cone(state.facts, known, squares, multipliers, DEGREE)


def _parameters(state: _State) -> Iterator[tuple[int, int]]:
    """Yield (number of the fact p - 1 >= 0, number of p)."""
    parameters = {Polynomial.variable(i) - ONE: i for i in range(len(state.lift.names), state.count)}
    seen = {parameters[f.polynomial]: k for k, f in enumerate(state.facts) if f.polynomial in parameters}
    for i in sorted(seen):
        yield seen[i], i


def _tree(state: _State, search: _Search) -> ConfinementTree | None:
    """Return a tree for a state: stages if they suffice, otherwise another phase."""
    if search.deadline.is_over:
        return None
    cone = _cone(state, search)
    leaf = _stages(state, search, cone)
    if leaf is not None:
        return leaf
    if state.depth >= MAX_PHASES:
        return None
    for s in search.factors:
        if any(f.polynomial in (s, -s) for f in state.facts):
            continue
        phases = _phases(s, state, search, cone)
        if phases is None:
            continue
        deeper = replace(state, depth=state.depth + 1)
        positive = _tree(deeper.with_fact(s), search)
        if positive is None:
            return None
        negative = _tree(deeper.with_fact(-s), search)
        return None if negative is None else replace(phases, positive=positive, negative=negative)
    return None


def _phases(s: Polynomial, state: _State, search: _Search, cone: Cone) -> Phases | None:
    """Return why the sign of s changes at most once; the children are still to be filled in."""
    empty = Contained(ZERO, 1, Psatz())
    if cone.prove(s, ()) is not None or cone.prove(-s, ()) is not None:
        return None  # its sign is known
    flow = state.lift.inner_with_gradient(s)
    quotients, remainder = divide_polynomial(flow, [s], len(state.lift.names))
    if remainder.is_zero and quotients:
        return Phases(s, 0, quotients[0][1], (), Psatz(), empty, empty)
    for direction in (1, -1):
        proof = prove_by_factors(flow.scale(-direction), cone)
        if proof is not None:
            return Phases(s, direction, ZERO, (), proof, empty, empty)
    return None


# -- stages ------------------------------------------------------------------------------------------------------------
def _stages(state: _State, search: _Search, cone: Cone) -> ConfinementTree | None:
    """Bound everything, one after the other; split by the sign of an argument if that does not suffice."""
    stages: list[Stage] = []
    if not state.pieces:
        state = _add_nonincreasing(state, search, cone, stages)
    state = _add_values(state, search, stages)
    progress = True
    while progress and not search.deadline.is_over:
        progress = False
        if stages:  # there are new facts
            cone = _cone(state, search)
        bounds = _bounds(state)
        for make in (_variables, _values, _arguments):
            before = len(stages)
            state = make(state, search, cone, bounds, stages)
            progress = progress or len(stages) > before
        if _is_done(state, search):
            contained = _contained(state, search)
            if contained is not None:
                return Stages(tuple(stages), contained)
            return None
    if state.pieces >= 1 or search.deadline.is_over:
        return None
    arguments = dict.fromkeys(v.arguments[0] for v in state.lift.lifted if v.kind in NODES)
    for a in arguments:
        if a.degree != 1:
            continue
        deeper = replace(state, pieces=state.pieces + 1)
        above, below = deeper.with_fact(a), deeper.with_fact(-a)
        positive = _stages(above, search, _cone(above, search))
        if positive is None:
            continue
        negative = _stages(below, search, _cone(below, search))
        if negative is not None:
            return Stages(tuple(stages), Pieces(a, positive, negative))
    return None


def _add_nonincreasing(state: _State, search: _Search, cone: Cone, stages: list[Stage]) -> _State:
    """Append monotone quantities: coordinates, and differences of coordinates and squares."""
    n = search.n
    x = [Polynomial.variable(i) for i in range(n)]
    half = [p * p.scale(Fraction(1, 2)) for p in x]
    candidates = [*x, *(-p for p in x), *half]
    for i, j in permutations(range(n), 2):
        candidates += [half[i] + x[j], half[i] - x[j], x[j] - half[i], -x[j] - half[i]]
    for v in candidates:
        if search.deadline.is_over:
            break
        proof = prove_by_factors(state.lift.inner_with_gradient(v), cone)
        if proof is not None and proof != Psatz():
            p = state.newest
            stages.append(Nonincreasing(v, proof))
            state = replace(state.parameter(p - v), above=state.above | {v})
    return state


def _add_values(state: _State, search: _Search, stages: list[Stage]) -> _State:
    """Append bounds of the squares of monomials that f bounds by itself."""
    f = state.lift.objective
    if state.pieces:
        return state
    monomials = []
    for exponents, _ in f.items():
        if any(exponents) and all(e % 2 == 0 for e in exponents):
            monomials.append(Polynomial.from_terms([(tuple(e // 2 for e in exponents), Fraction(1))]))
    size = Polynomial.variable(len(state.lift.names))  # the parameter of f
    number = len(state.lift.facts) + 1  # p - f >= 0
    for m in monomials[:4]:
        found = find_coefficients(
            -(m * m), (f, ONE), (), f.degree, search.settings, search.deadline, basis=[ONE, *monomials]
        )
        if isinstance(found, Open) or found.values[0] < 0:
            continue
        a, b = found.values
        term = ProductTerm((number,), Squares(((a, ONE),)))
        proof = replace(found.psatz, products=(*found.psatz.products, term)) if a else found.psatz
        p = state.newest
        stages.append(Bounded(m * m, size.scale(a) + Polynomial.constant(b), proof))
        state = replace(state.parameter(p - m * m), above=state.above | {m * m})
    return state


def _bounds(state: _State) -> list[Polynomial]:
    """Return the monomials of degree at most 2 in the parameters."""
    p = [Polynomial.variable(i) for i in range(len(state.lift.names), state.count)]
    return [ONE, *p, *(a * b for a, b in combinations_with_replacement(p, 2))]


def _variables(state: _State, search: _Search, cone: Cone, bounds: Sequence[Polynomial], stages: list[Stage]) -> _State:
    """Append bounds of coordinates, their negatives and squares, of arguments and of inverses."""
    x = [Polynomial.variable(i) for i in range(search.n)]
    targets = [t for p in x for t in (p * p, p, -p)]
    targets += [t for v in state.lift.lifted if v.kind in NODES for a in v.arguments for t in (a, -a)]
    targets += [Polynomial.variable(v.index) for v in state.lift.lifted if v.kind is NodeKind.INVERSE]
    for t in dict.fromkeys(targets):
        if t in state.above or (t.degree == 1 and len(t) == 1 and t * t in state.above):
            continue
        found = cone.prove(-t, bounds)
        if found is not None:
            p = state.newest
            stages.append(Bounded(t, *found))
            state = replace(state.parameter(p - t), above=state.above | {t})
    return state


def _values(state: _State, search: _Search, cone: Cone, bounds: Sequence[Polynomial], stages: list[Stage]) -> _State:
    """Conclude from the argument of a node to its value."""
    for v in state.lift.lifted:
        if v.kind not in NODES:
            continue
        a = v.arguments[0]
        for upper in (True, False):
            if (v.index, upper) in state.gaps:
                continue
            found = cone.prove(-a if upper else a, bounds)
            if found is None:
                continue
            gap, infinite = distance_to_end(v, upper=upper)
            p = state.newest
            facts = (p - gap, p - gap * gap) if infinite else (p * gap - ONE, p * gap * gap - ONE)
            stages.append(BoundedNode(v.index, upper, *found))
            state = replace(state.parameter(*facts), gaps=state.gaps | {(v.index, upper)})
    return state


def _arguments(state: _State, search: _Search, cone: Cone, bounds: Sequence[Polynomial], stages: list[Stage]) -> _State:
    """Conclude from the value of a node to its argument."""
    parameters = [p for p in bounds if p.degree == 1]
    for v in state.lift.lifted:
        if v.kind not in NODES:
            continue
        a = v.arguments[0]
        for upper in (True, False):
            goal = a if upper else -a
            if goal in state.above or (v.index, upper) in state.gaps:
                continue
            gap, infinite = distance_to_end(v, upper=upper)
            found = None
            if infinite:
                found = cone.prove(-gap, bounds)
            else:
                answer = cone.prove(-ONE, [gap * q for q in (ONE, *parameters)])
                if answer is not None:
                    quotients, _ = divide_polynomial(answer[0], [gap], state.count)
                    found = (quotients[0][1] if quotients else ZERO, answer[1])
            if found is None:
                continue
            p = state.newest
            stages.append(BoundedArgument(v.index, upper, *found))
            gaps = state.gaps | {(v.index, upper)}
            state = replace(state.parameter(p - goal), above=state.above | {goal}, gaps=gaps)
    return state


def _is_done(state: _State, search: _Search) -> bool:
    x = [Polynomial.variable(i) for i in range(search.n)]
    return all(p * p in state.above or {p, -p} <= state.above for p in x)


def _contained(state: _State, search: _Search) -> Contained | None:
    """Return the bound of |x|^2 from those of the coordinates."""
    pairs: list[tuple[Polynomial, Psatz]] = []
    cone = _cone(state, search)
    for i in range(search.n):
        x = Polynomial.variable(i)
        found = cone.prove(-(x * x), _bounds(state))
        if found is None:
            return None
        pairs.append(found)
    whole = Psatz()
    for _, psatz in pairs:
        whole = _joined(whole, psatz)
    return Contained(sum_of_products([(b, ONE) for b, _ in pairs]), 1, whole)


def _joined(a: Psatz, b: Psatz) -> Psatz:
    """Return the sum of two identities."""
    terms: dict[tuple[int, ...], list[tuple[Fraction, Polynomial]]] = {}
    cofactors: dict[int, Polynomial] = {}
    for p in (a, b):
        if isinstance(p.squares, Squares):
            terms.setdefault((), []).extend(p.squares.terms)
        for t in p.products:
            if isinstance(t.squares, Squares):
                terms.setdefault(t.facts, []).extend(t.squares.terms)
        for k, q in p.combination:
            cofactors[k] = cofactors.get(k, ZERO) + q
    squares = Squares(tuple(terms.pop((), ())))
    products = tuple(ProductTerm(k, Squares(tuple(terms[k]))) for k in sorted(terms))
    return Psatz(squares=squares, products=products, combination=tuple(sorted(cofactors.items())))
