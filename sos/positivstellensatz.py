"""Positivstellensatz search: exact evidence for q >= 0, q > 0 or a contradiction between facts.

Soundness-critical: no; every answer is expanded exactly before it is returned, and the kernel checks it again.
Sought is an identity  m q = epsilon u + s_0 + sum_j s_j g_j + sum_i c_i e_i  with sums of squares s_j, polynomials c_i,
a positive multiplier m and a product u of strict facts; the degree grows within a budget.
Sources: [parrilo_2003], [putinar_1993], [schmuedgen_1991], [stengle_1974].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel.evidence import FieldSquares, Multiplier, ProductTerm, Psatz, Squares
from tameproof.proofs.kernel.facts import Fact, FactKind
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.sos.balancing import Balance, find_balance, find_shift
from tameproof.sos.contradiction import contradiction_shapes, negated_claim
from tameproof.sos.counterexample import find_counterexample
from tameproof.sos.essential_variables import find_projection
from tameproof.sos.evidence import EpsilonRole, to_psatz
from tameproof.sos.exact_solution import find_interior_solution, find_long_solution
from tameproof.sos.factored_claim import find_proof_by_factors
from tameproof.sos.field_solution import find_algebraic_solution
from tameproof.sos.identity import is_proof
from tameproof.sos.linear_change import LinearChange
from tameproof.sos.minimise import find_grid_zeros, find_low_points, find_rational_zeros
from tameproof.sos.program import SosSolution, presolve
from tameproof.sos.quotient_shape import find_proof_modulo_ideal
from tameproof.sos.reduced_solution import STRONG, find_solution, find_worthwhile_symmetry
from tameproof.sos.scaling import find_scaling
from tameproof.sos.settings import DEFAULT, Deadline, SosSettings
from tameproof.sos.shape_program import Point, build_program, cofactor_unknowns, gram_blocks, restrict_at_zeros
from tameproof.sos.shapes import Shape, shapes_for
from tameproof.sos.univariate import find_univariate_proof
from tameproof.symbolic.outcome import Open

UNIVARIATE_DEGREE = 10  # from here on complex roots are better than semidefinite programs
LONG_DEGREE = 10  # from here on long arithmetic is tried if doubles stall
ILL_CONDITIONED = ("the semidefinite program solver failed", "rounding failed", "no rational face found")
HOPELESS = ("no sum of squares", "a Gram matrix", "time limit")  # reasons that no number field changes
LOW_POINT_SECONDS = 2.0  # for points that disprove the claim, after the first shape
BALANCED_STARTS = 6
LARGE = 1500  # unknowns from which on symmetry comes first
LATE = 3  # with zeros known from a grid, low points are looked for after so many shapes
SCALED_SHARE = 0.7  # of the remaining time, for the search in scaled variables
DIRECT_SHARE = 0.6  # of the time, for identities that are no proof by contradiction
FACTOR_SHARE = 0.3  # of the remaining time, for each factor of a product
FALSE = "false at"  # how the reason of a refuted claim begins


def prove_nonnegative(
    q: Polynomial,
    facts: Sequence[Fact] = (),
    *,
    settings: SosSettings = DEFAULT,
    zeros: Sequence[Point] = (),
    everywhere: bool = False,
) -> Psatz | Open:
    """Search exact evidence that q >= 0 wherever the facts hold.

    Args:
        q: the polynomial.
        facts: equations and inequalities; evidence refers to them by index.
        settings: budgets.
        zeros: known rational points where all facts hold and q vanishes (they only speed up the search).
        everywhere: the claim is about all points of R^n, so multipliers may vanish (only without facts).

    Returns:
        Evidence whose identity was expanded exactly, or ``Open``, which does not mean that q takes negative values
        (unless the reason names a point).
    """
    return _prove_or_contradict(q, facts, settings, zeros, strict=False, everywhere=everywhere and not facts)


def prove_positive(q: Polynomial, facts: Sequence[Fact] = (), *, settings: SosSettings = DEFAULT) -> Psatz | Open:
    """Search exact evidence that q > 0 wherever the facts hold; see ``prove_nonnegative``."""
    return _prove_or_contradict(q, facts, settings, (), strict=True)


def prove_impossible(facts: Sequence[Fact], *, settings: SosSettings = DEFAULT) -> Psatz | Open:
    """Search exact evidence that no real point satisfies all facts; see ``prove_nonnegative``."""
    return _prove(ZERO, facts, settings, (), strict=True)


def _prove(
    q: Polynomial,
    facts: Sequence[Fact],
    settings: SosSettings,
    zeros: Sequence[Point],
    *,
    strict: bool,
    everywhere: bool = False,
) -> Psatz | Open:
    deadline = Deadline(settings.time_limit)
    simple = _find_simple_proof(q, facts, strict=strict)
    if simple is not None:
        return simple
    relevant = relevant_facts(q, facts)
    univariate = not relevant and len(q.variables()) == 1
    if univariate and q.degree >= UNIVARIATE_DEGREE:
        proof = find_univariate_proof(q, deadline, strict=strict)
        if proof is not None and is_proof(q, proof, facts, strict=strict):
            return proof
    if not zeros and not q.is_zero:
        point = find_counterexample(q, facts, strict=strict)
        if point is not None:
            return Open(f"{FALSE} {_place(point)}")
    if not facts and not zeros:
        inside = _prove_inside(q, settings, deadline, strict=strict, everywhere=everywhere)
        if inside is not None:
            return inside
        if not strict:
            limited = replace(settings, time_limit=FACTOR_SHARE * deadline.remaining)
            by_factors = find_proof_by_factors(
                q, lambda f: _prove(f, (), limited, (), strict=False, everywhere=everywhere)
            )
            if by_factors is not None and is_proof(q, by_factors, (), strict=False, everywhere=everywhere):
                return by_factors
        balance = find_balance(q)
        if balance is not None:
            low = find_low_points(balance.apply(q), Deadline(deadline.remaining / 4), starts=BALANCED_STARTS)
            if low and q.evaluate(balance.point(low[0])) < 0:
                return Open(f"{FALSE} {_place(balance.point(low[0]))}")
        for find in (find_projection, find_balance):
            changed = _prove_changed(q, find(q), settings, deadline, strict=strict, everywhere=everywhere)
            if changed is not None:
                return changed
    tried: list[str] = []
    given = bool(zeros)
    on_grid: Sequence[Point] = ()
    reason = "no identity found within the degree limits"
    for shape in shapes_for(q, facts, relevant, settings, strict=strict, everywhere=everywhere):
        if deadline.is_over:
            reason = "time limit"
            break
        first = not tried
        found = try_shape(
            q, facts, relevant, shape, settings, deadline, strict=strict, zeros=zeros, algebraic=not first
        )
        if isinstance(found, Psatz):
            return found
        tried.append(f"{shape.describe()}: {found.reason}")
        modulo = find_proof_modulo_ideal(q, facts, relevant, shape, settings, deadline, strict=strict)
        if modulo is not None:
            return modulo
        if first and facts and not zeros:
            proof = _prove_scaled(q, facts, settings, deadline, strict=strict)
            if proof is not None:
                return proof
        if facts or q.is_zero or len(tried) > LATE:
            continue
        if first:
            first_shape = shape
            zeros = on_grid = zeros if given else find_grid_zeros(q)
            if on_grid:
                found = try_shape(
                    q, facts, relevant, shape, settings, deadline, strict=strict, zeros=zeros, algebraic=False
                )
                if isinstance(found, Psatz):
                    return found
        if len(tried) == (LATE if on_grid else 1):
            low = find_low_points(q, Deadline(min(LOW_POINT_SECONDS, deadline.remaining)))
            if low and q.evaluate(low[0]) < 0:
                return Open(f"{FALSE} {_place(low[0])}", tuple(tried))
            if not given:
                known = find_rational_zeros(q, low, Deadline(min(LOW_POINT_SECONDS, deadline.remaining)))
                zeros = [*zeros, *(z for z in known if z not in zeros)]
            # the kernels of the known zeros come first: they are exact
            found = try_shape(q, facts, relevant, first_shape, settings, deadline, strict=strict, zeros=zeros)
            if isinstance(found, Psatz):
                return found
    if univariate and q.degree < UNIVARIATE_DEGREE:
        proof = find_univariate_proof(q, deadline, strict=strict)
        if proof is not None and is_proof(q, proof, facts, strict=strict):
            return proof
    if not facts and settings.multipliers and not deadline.is_over:
        shifted = _prove_changed(q, find_shift(q), settings, deadline, strict=strict, everywhere=everywhere)
        if shifted is not None:
            return shifted
    return Open(reason, tuple(tried))


def _prove_or_contradict(
    q: Polynomial,
    facts: Sequence[Fact],
    settings: SosSettings,
    zeros: Sequence[Point],
    *,
    strict: bool,
    everywhere: bool = False,
) -> Psatz | Open:
    """Search an identity for q, and if there is none one for 0 from the facts and the negated claim."""
    if not (settings.contradictions and facts) or q.is_zero:
        return _prove(q, facts, settings, zeros, strict=strict, everywhere=everywhere)
    deadline = Deadline(settings.time_limit)
    limited = replace(settings, time_limit=DIRECT_SHARE * settings.time_limit)
    direct = _prove(q, facts, limited, zeros, strict=strict, everywhere=everywhere)
    if isinstance(direct, Psatz) or direct.reason.startswith(FALSE):
        return direct
    found = prove_by_contradiction(q, facts, settings, deadline, strict=strict)
    return found if isinstance(found, Psatz) else Open(direct.reason, (*direct.tried, *found.tried))


def prove_by_contradiction(
    q: Polynomial, facts: Sequence[Fact], settings: SosSettings, deadline: Deadline, *, strict: bool
) -> Psatz | Open:
    """Search an identity for 0 from the facts and the negated claim; see contradiction.py."""
    known = (*facts, negated_claim(q, strict=strict))
    relevant = relevant_facts(q, known)
    tried: list[str] = []
    for shape in contradiction_shapes(known, relevant, settings):
        if deadline.is_over:
            return Open("time limit", tuple(tried))
        found = try_shape(ZERO, known, relevant, shape, settings, deadline, strict=True)
        if isinstance(found, Psatz):
            proof = replace(found, contradiction=True)
            if is_proof(q, proof, facts, strict=strict):
                return proof
            raise ArithmeticError("an exact solution does not give a proof by contradiction")  # a bug
        tried.append(f"by contradiction, {shape.describe()}: {found.reason}")
    return Open("no contradiction found within the degree limits", tuple(tried))


def _prove_inside(
    q: Polynomial, settings: SosSettings, deadline: Deadline, *, strict: bool, everywhere: bool
) -> Psatz | None:
    """Return a proof of the first shape with positive definite Gram matrices; it is found, or not, in a moment."""
    shape = next(iter(shapes_for(q, (), (), settings, strict=strict, everywhere=everywhere)), None)
    built = build_program(q, (), (), shape, settings, strict=strict) if shape is not None else None
    if shape is None or built is None or isinstance(built, Open):
        return None
    program = presolve(built[0])
    if program is None:
        return None
    if program.count_unknowns() > LARGE and find_worthwhile_symmetry(program, share=STRONG) is not None:
        return None
    solution = find_interior_solution(program, settings, deadline)
    if solution is None:
        return None
    proof = _to_proof(q, (), shape, solution, built[1], settings, strict=strict)
    return proof if isinstance(proof, Psatz) else None


def _place(point: Point) -> str:
    return ", ".join(f"v{i} = {c}" for i, c in sorted(point.items())) or "every point"


def _prove_changed(
    q: Polynomial,
    change: LinearChange | Balance | None,
    settings: SosSettings,
    deadline: Deadline,
    *,
    strict: bool,
    everywhere: bool,
) -> Psatz | None:
    """Search in fewer variables, or in variables in which the coefficients are more alike."""
    if change is None:
        return None
    limited = replace(settings, time_limit=SCALED_SHARE * deadline.remaining)
    found = _prove(change.apply(q), (), limited, (), strict=strict, everywhere=everywhere)
    if isinstance(found, Open):
        return None
    proof = change.evidence(found)
    return proof if is_proof(q, proof, (), strict=strict, everywhere=everywhere) else None


def _prove_scaled(
    q: Polynomial, facts: Sequence[Fact], settings: SosSettings, deadline: Deadline, *, strict: bool
) -> Psatz | None:
    """Search again in variables that run through [-1, 1] where the facts describe boxes."""
    scaling = find_scaling(facts)
    if scaling is None:
        return None
    limited = replace(settings, time_limit=SCALED_SHARE * deadline.remaining)
    found = _prove(scaling.apply(q), scaling.facts(facts), limited, (), strict=strict)
    if isinstance(found, Open):
        return None
    proof = scaling.evidence(found)
    return proof if is_proof(q, proof, facts, strict=strict) else None


def relevant_facts(q: Polynomial, facts: Sequence[Fact]) -> tuple[int, ...]:
    """Return the indices of facts that share variables with q, directly or through other facts.

    For a constant q all facts are relevant.
    """
    reached = set(q.variables())
    if not reached:
        return tuple(i for i, f in enumerate(facts) if not f.polynomial.is_zero)
    chosen: set[int] = set()
    while True:
        new = [
            i
            for i, f in enumerate(facts)
            if i not in chosen and not f.polynomial.is_zero and reached & f.polynomial.variables()
        ]
        if not new:
            return tuple(sorted(chosen))
        chosen.update(new)
        for i in new:
            reached |= facts[i].polynomial.variables()


def _find_simple_proof(q: Polynomial, facts: Sequence[Fact], *, strict: bool) -> Psatz | None:
    """Constants, positive combinations of even monomials, multiples of facts: no solver needed."""
    candidates: list[Psatz] = []
    terms = q.items()
    if all(c > 0 and all(e % 2 == 0 for e in exponents) for exponents, c in terms):
        constant = q.coefficient(())
        squares = [
            (c, Polynomial.from_terms([(tuple(e // 2 for e in exponents), 1)])) for exponents, c in terms if exponents
        ]
        candidates.append(Psatz(constant, Squares(tuple(squares))))
    for i, f in enumerate(facts):
        p = f.polynomial
        ratio = _ratio(q, p)
        value = p.as_constant()
        if f.kind is FactKind.EQUATION:
            if value:
                candidates.append(Psatz(Fraction(1), combination=((i, (q - ONE).scale(1 / value)),)))
            if ratio:
                candidates.append(Psatz(combination=((i, Polynomial.constant(ratio)),)))
            continue
        if f.kind is FactKind.POSITIVE and ratio and ratio > 0:
            candidates.append(Psatz(ratio, unit=(i,)))
        elif ratio and ratio > 0:
            candidates.append(Psatz(products=(ProductTerm((i,), Squares(((ratio, ONE),))),)))
        if q.is_zero and value is not None:
            if value < 0:
                candidates.append(Psatz(Fraction(1), products=(ProductTerm((i,), Squares(((-1 / value, ONE),))),)))
            elif value == 0 and f.kind is FactKind.POSITIVE:
                candidates.append(Psatz(Fraction(1), unit=(i,)))
    return next((c for c in candidates if is_proof(q, c, facts, strict=strict)), None)


def _ratio(q: Polynomial, p: Polynomial) -> Fraction | None:
    """Return c with q = c p, or None."""
    if q.is_zero or p.is_zero or len(q) != len(p):
        return None
    m = max(p.terms)
    c = Fraction(q.terms.get(m, 0) * p.denominator, p.terms[m] * q.denominator)
    return c if p.scale(c) == q else None


def try_shape(
    q: Polynomial,
    facts: Sequence[Fact],
    relevant: Sequence[int],
    shape: Shape,
    settings: SosSettings,
    deadline: Deadline,
    *,
    strict: bool,
    zeros: Sequence[Point] = (),
    algebraic: bool = True,
) -> Psatz | Open:
    """Search an identity of one shape; ``algebraic``: also on faces that the floats do not show over Q."""
    built = build_program(q, facts, relevant, shape, settings, strict=strict)
    if isinstance(built, Open):
        return built
    program, multiplier = built
    if zeros:
        program = restrict_at_zeros(program, zeros)
    presolved = presolve(program)
    if presolved is None:
        return Open("the coefficients cannot be matched")
    program = presolved
    solution = find_solution(program, settings, deadline)
    if isinstance(solution, Open) and solution.reason in ILL_CONDITIONED and q.degree >= LONG_DEGREE:
        solution = find_long_solution(program, deadline) or solution
    if isinstance(solution, Open):
        hopeful = algebraic and not facts and not solution.reason.startswith(HOPELESS)
        found = find_algebraic_solution(program, settings, deadline) if hopeful else None
        if isinstance(found, FieldSquares):
            psatz = Psatz(squares=found, multiplier=multiplier)
            return psatz if is_proof(q, psatz, facts, strict=strict, everywhere=shape.zeros) else solution
        if found is None:
            return solution
        solution = found
    return _to_proof(q, facts, shape, solution, multiplier, settings, strict=strict)


def _to_proof(
    q: Polynomial,
    facts: Sequence[Fact],
    shape: Shape,
    solution: SosSolution,
    multiplier: Multiplier,
    settings: SosSettings,
    *,
    strict: bool,
) -> Psatz | Open:
    epsilon = Fraction(1) if strict and q.is_zero else Fraction(0)
    if (
        strict
        and not shape.squares
        and not q.is_zero
        and not any(
            f.role == EpsilonRole() and v > 0 for f, v in zip(solution.program.free, solution.values, strict=True)
        )
    ):
        return Open("epsilon is not positive")
    psatz = to_psatz(solution, settings, epsilon=epsilon, multiplier=multiplier, unit=shape.unit)
    if not is_proof(q, psatz, facts, strict=strict, everywhere=shape.zeros):
        raise ArithmeticError("an exact solution does not give a proof")  # a bug, never an outcome
    return psatz


__all__ = [
    "Point",
    "Shape",
    "build_program",
    "cofactor_unknowns",
    "gram_blocks",
    "prove_impossible",
    "prove_nonnegative",
    "prove_positive",
    "relevant_facts",
    "shapes_for",
    "try_shape",
]
