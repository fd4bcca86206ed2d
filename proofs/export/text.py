"""One line of mathematics per step, in plain ASCII text.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from tameproof.proofs.export.bounds import conditions, minimum_facts
from tameproof.proofs.export.formula import Factor, NamedFact, Summand
from tameproof.proofs.export.labels import claim_label
from tameproof.proofs.export.latex_confinement import plain_confinement
from tameproof.proofs.export.plain_math import WIDTH, PlainWriter, fitted
from tameproof.proofs.export.reading import (
    Reading,
    Vocabulary,
    lift_facts,
    read_certificate,
    vocabulary,
)
from tameproof.proofs.export.squares import primitive
from tameproof.proofs.export.text_infimum import cuts, exact_infimum
from tameproof.proofs.export.text_infinity import candidate_text, common_text, paths_text
from tameproof.proofs.export.text_reductions import reduction
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, as_rational
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedBelowOn,
    ConservedFunction,
    ConservedQuantity,
    CriticalValues,
    ExactInfimum,
    Infimum,
    LawsOfAllLosses,
    LocallyLipschitz,
    LocalMinimaHaveValue,
    Minimum,
    MonotoneQuantity,
    PolynomialLaws,
    TrajectoriesInBall,
    UnboundedBelowOn,
)
from tameproof.proofs.kernel.expression import Constant
from tameproof.proofs.kernel.lift import Lift, radial_function
from tameproof.proofs.kernel.polynomial import ONE, Polynomial

LIMIT = 12  # terms of one polynomial


class _Line:
    """The vocabulary of one step."""

    def __init__(self, reading: Reading, index: int, function: str = "f") -> None:
        self.reading = reading
        self.index = index
        self.v: Vocabulary = vocabulary(reading, latex=False, function=function)
        self.f = self.v.f

    def writer(self, names: Sequence[str] | None = None, limit: int = LIMIT) -> PlainWriter:
        names = self.v.variable_names(len(self.v.names) + 64) if names is None else names
        return PlainWriter(names, limit, self.index + 1)

    def polynomial(self, p: Polynomial) -> str:
        return self.writer().text(p)

    def rational(self, q: Fraction) -> str:
        return self.writer().rational(q)

    def vector(self, parts: Sequence[str]) -> str:
        return f"({', '.join(parts)})"

    def minus(self, value: Fraction) -> list[str]:
        if not value:
            return [self.f]
        return [self.f, f" {'-' if value > 0 else '+'} {self.rational(abs(value))}"]

    def identity(self, facts: Sequence[NamedFact], goal: Sequence[str], p: e.Psatz, tail: str) -> str:
        w = self.writer(limit=40)
        left, right = w.psatz(facts, goal, p)
        sums = (p.squares, p.multiplier.squares, *(t.squares for t in p.products))
        field = next((s for s in sums if isinstance(s, e.FieldSquares)), None)
        if field is not None:
            tail = f" with {w.field_symbol()} = {w.value(field.theta)}{tail}"
        head = "".join(left)
        if p.contradiction:
            head = f"{''.join(goal)} {'<' if len(facts) in p.unit else '<='} 0 would give 0"
        return fitted([head, " = ", *right], tail)


def step_line(step: Step, lifted: Lift, earlier: Sequence[Step] = (), function: str = "f") -> str:
    """Return one line that says what makes a step true, e.g. ``f = (x*y - 1)^2, so f >= 0``.

    Args:
        step: the step; its premises are indices into ``earlier``.
        lifted: the lift of the objective.
        earlier: the steps before it.
        function: the name of the objective.

    Returns:
        At most 100 ASCII characters; longer formulas are cut with ``...``.
    """
    certificate = Certificate("", lifted.variables, (*earlier, step))
    reading = Reading(certificate, Constant(Fraction(0)), lifted, "", (), (), "")
    return _clean(_step(_Line(reading, len(earlier), function), step))


def explain(certificate: Certificate) -> list[tuple[str, str]]:
    """Check a certificate and return the name of every claim with one line of mathematics.

    Raises:
        RejectedStep: the kernel does not accept the certificate.
    """
    return explain_reading(read_certificate(certificate))


def explain_reading(reading: Reading) -> list[tuple[str, str]]:
    """Return the name of every claim of a checked certificate with one line of mathematics."""
    return [(claim_label(s.claim), _clean(_step(_Line(reading, k), s))) for k, s in enumerate(reading.steps)]


def _clean(line: str) -> str:
    text = "".join(c if " " <= c <= "~" else "?" for c in line)
    return text if len(text) <= WIDTH else text[: WIDTH - 4].rstrip() + " ..."


def _step(o: _Line, step: Step) -> str:
    claim, f = step.claim, o.f
    field = f"grad {f}" if o.reading.lift.smooth else "G"
    facts = lift_facts(o.reading)
    match step.evidence:
        case e.SideConditions():
            return "; ".join(b.text for b in o.reading.lift.obligations) or "nothing to show"
        case e.NoPoles(breakpoints):
            return f"no denominator vanishes, {cuts(breakpoints)}"
        case e.LowerBound(psatz):
            if isinstance(claim, BoundedBelowOn):
                named = conditions(o.reading, claim)
                tail = f", so {f} >= {o.rational(claim.bound)} there"
                return o.identity(named, o.minus(claim.bound), psatz, tail)
            bound = claim.bound if isinstance(claim, BoundedBelow) else Fraction(0)
            return o.identity(facts, o.minus(bound), psatz, f", so {f} >= {o.rational(bound)}")
        case e.LowPoint(p):
            return _value_text(o, p)
        case e.PseudoMoments():
            return "a functional with positive semidefinite moment matrix is negative on it"
        case e.DescendingArc(path):
            inside = ", in the set" if isinstance(claim, UnboundedBelowOn) else ""
            return f"{f} -> -infinity along {arc_text(o, path)}{inside}"
        case e.TypeDerivation():
            kind = "polynomial" if o.reading.lift.is_polynomial else "definable"
            smooth = "smooth" if o.reading.lift.smooth else "locally Lipschitz"
            return f"{f} is {kind}" if isinstance(claim, LocallyLipschitz) else f"{f} is {kind} and {smooth}"
        case e.IdealMembership():
            return _critical_values(o, claim) if isinstance(claim, CriticalValues) else ""
        case e.ListedValues():
            return f"listed in step {step.premises[0] + 1}" if step.premises else "listed"
        case e.FlowDerivative():
            if isinstance(claim, ConservedFunction):
                return fitted([f"{o.v.quantities[o.index]} = {claim.function}"], " is conserved")
            quantity = claim.quantity if isinstance(claim, ConservedQuantity) else Polynomial({})
            name = o.v.quantities[o.index]
            return fitted([f"{name} = ", *o.writer().polynomial(quantity)], " is conserved")
        case e.ModularRank():
            return _polynomial_laws(o, claim) if isinstance(claim, PolynomialLaws) else ""
        case e.LieRank():
            return _laws_of_all_losses(o, claim) if isinstance(claim, LawsOfAllLosses) else ""
        case e.FlowInequality():
            lower = claim.lower if isinstance(claim, MonotoneQuantity) else Fraction(0)
            quantity = claim.quantity if isinstance(claim, MonotoneQuantity) else Polynomial({})
            name = o.v.quantities[o.index]
            pieces = [f"{name} = ", *o.writer().polynomial(quantity)]
            return fitted(pieces, f" >= {o.rational(lower)} never increases")
        case _ if isinstance(claim, TrajectoriesInBall):
            start = point_text(o, e.RationalPoint(claim.low))
            if claim.low != claim.high:
                start = f"the box from {start} to {point_text(o, e.RationalPoint(claim.high))}"
            return f"|x| <= {o.rational(claim.radius)} along every trajectory from {start}"
        case e.Proper():
            return _proper(o, step.evidence)
        case e.Gronwall(quantity, threshold, rate):
            v = _growth(o)
            k = o.writer(_names(o)).factor(rate)
            left = o.writer().sum(
                [
                    Summand(
                        k.coefficient, (*k.factors, Factor(("1", f" + {v}"), 1, False), Factor((f"|{field}|",), 2))
                    ),
                    Summand(Fraction(1), (Factor((f"<grad {v}, {field}>",)),)),
                ]
            )
            start = _threshold(o, threshold, step.evidence.sublevel)
            return fitted([f"{v} = {_with_level(o, quantity)}: ", *left], f" >= 0 where {v} >= {start}")
        case e.DesingularisedGronwall():
            v, r = _growth(o), o.v.symbol("r")
            residual = o.polynomial(step.evidence.residual)
            size = o.writer(_names(o)).text(step.evidence.factor.scale(step.evidence.rate))
            size = size if step.evidence.factor.as_constant() is not None else f"({size})"
            bound_text = f"|<grad {v}, grad {r}>| <= {size}*(1 + {v})*|grad {r}|^2"
            if step.evidence.weight != ONE:
                w = o.polynomial(step.evidence.weight)
                shift = o.rational(step.evidence.shift)
                bound_text = f"{f} = {shift} + ({w})*{r}^2, and {f} pays for the growth of {v}"
            tail = f", {bound_text} for {v} >= {_threshold(o, step.evidence.threshold, step.evidence.sublevel)}"
            return fitted([f"{r} = {residual}, ", f"{v} = {o.polynomial(step.evidence.quantity)}"], tail)
        case e.BalancedLayers(layers, bound):
            shown = "".join(o.writer().univariate(bound, f))
            product = "*".join(f"W{k}" for k in range(len(layers), 0, -1))
            projected = "*P" if step.evidence.projector else ""
            return f"balanced layers; |{product}{projected}|^2 <= {shown}"
        case e.Malgrange(speed, radius):
            shown = "".join(o.writer().univariate(speed, f))
            factor = "" if step.evidence.factor == ONE else f"({o.writer(_names(o)).text(step.evidence.factor)})*"
            far = _threshold(o, radius, step.evidence.sublevel)
            rest = "".join(
                f"; >= {o.rational(w.rate)} where {f} is a little above {value_text(o, w.value)} and"
                f" |x|^2 >= {o.rational(w.radius)}"
                for w in step.evidence.windows
            )
            return f"{factor}|x|^2*|{field}|^2 >= {shown} where |x|^2 >= {far}{rest}"
        case e.Confinement(tree):
            return plain_confinement(tree)
        case e.TrappedRegion(inequalities, level, lower):
            if step.evidence.empty != e.Psatz():
                tail = f" > 0: no critical point up to the value {o.rational(level)}, and no way out"
                return fitted([o.polynomial(inequalities[0])] if inequalities else ["1"], tail)
            where = f" where {''.join(_inequalities(o, inequalities))}" if inequalities else ""
            tail = f"no critical value in [{o.rational(lower)}, {o.rational(level)}], and no way out"
            return fitted([tail, *where], "")
        case e.RiccatiGrowth(quantity, rate):
            tail = f": h' >= {o.rational(rate)}*h^2 along trajectories"
            return fitted(["h = ", *o.writer().polynomial(quantity)], tail)
        case e.CriticalCases(tree):
            return "; ".join(leaves(o, tree, ""))
        case e.NoLocalMinima():
            return f"{f} has no local minimum"
        case e.ValueIsLowerBound():
            return "the value of all local minima is a lower bound"
        case e.InfimumIsAttained():
            return "the infimum is attained, at a local minimum, and all of these have one value"
        case e.Tangency(weights, powers, radius, tree):
            rho = radial_function(o.reading.lift, weights, powers)
            return "; ".join([f"rho = {o.polynomial(rho)}", *leaves(o, tree, "")])
        case e.DescendingPaths() | e.EulerIdentity():
            return paths_text(o.f, step.evidence, o.polynomial)
        case e.CommonValues():
            return common_text(o.f, step)
        case e.AttainedInfimum(p):
            return f"attained at {point_text(o, p)}"
        case e.AttainedMinimum(_, p):
            return _minimum(o, claim, step.evidence, point_text(o, p)) if isinstance(claim, Minimum) else ""
        case e.LimitInfimum(path):
            value = claim.value if isinstance(claim, Infimum) else Fraction(0)
            return f"{f} -> {o.rational(value)} along {arc_text(o, path)}"
        case e.LeastCriticalValue() | e.InfimumOfPieces():
            return exact_infimum(o.f, o.writer(), claim, step) if isinstance(claim, ExactInfimum) else ""
        case e.Theorem1():
            return f"Theorem 1 with steps {_listed(step)}"
        case e.Theorem1Plus():
            return f"Theorem 1+ with steps {_listed(step)}"
        case e.TheoremT():
            return f"Theorem T with steps {_listed(step)}"
        case e.Region():
            return _region(o, step.evidence)
        case e.StrictMinimum(p, below):
            return f"strict local minimum at {point_text(o, p)}, but {_value_text(o, below)}"
        case e.MorseBottMinimum(p, along, below):
            kind = "an orbit of symmetries" if isinstance(along, e.CriticalOrbit) else "a manifold of critical points"
            return f"local minimum at {point_text(o, p)}, on {kind}, but {_value_text(o, below)}"
        case e.RegionMinimum(p, inequalities, _, below):
            _, least = o.reading.value_at(p)
            where = _inequalities(o, inequalities)
            return fitted(
                [f"{f} >= {o.rational(least)} = {f}{point_text(o, p)} where ", where],
                f", but {_value_text(o, below)}",
            )
        case e.Plateau(inequalities, _, level, _, _, path, below):
            return fitted(
                [f"{f} = {o.rational(level)} where ", _inequalities(o, inequalities), f", along {arc_text(o, path)}"],
                f", but {_value_text(o, below)}",
            )
        case e.MonotonePieces(breakpoints, level):
            end = "-infinity" if level is None else value_text(o, level)
            return f"{f} falls from everywhere to {end}, {cuts(breakpoints)}"
        case e.SpuriousValley(breakpoints, number, level):
            return f"valley {number + 1} is above {o.rational(level)}, other values are below, {cuts(breakpoints)}"
        case e.ConvexFunction():
            return f"{f} is convex, by the rules for sums, maxima and compositions"
        case e.ExponentialPieces(factors):
            return f"{f} falls from everywhere to one value, by the signs of its derivative ({len(factors)} factors)"
        case e.ExponentialValley(_, number, level, below):
            return f"valley {number + 1} is above {o.rational(level)}, but {_value_text(o, below)}"
        case (
            e.ChangeOfCoordinates()
            | e.IncreasingFunction()
            | e.FunctionOfFunction()
            | e.MonotoneCoordinates()
            | e.ConvexInCoordinates()
            | e.ConvexInProducts()
            | e.PartialMinimum()
            | e.SeparateVariables()
        ):
            return fitted(*reduction(f, o.writer(), step.evidence))
        case e.Hole(reason):
            return fitted(["assumed, not proved: ", *reason])
    assert_never(step.evidence)


def _polynomial_laws(o: _Line, claim: PolynomialLaws) -> str:
    if not claim.generators:
        return f"there is no polynomial law up to degree {claim.degree}"
    pieces = [f"{', ' if k else ''}{o.polynomial(h)}" for k, h in enumerate(claim.generators)]
    return fitted(pieces, f": they generate every polynomial law up to degree {claim.degree}")


def _laws_of_all_losses(o: _Line, claim: LawsOfAllLosses) -> str:
    more = "there are no more" if claim.most == len(claim.laws) else f"there are at most {claim.most}"
    tail = f": {len(claim.laws)} independent laws, and {more}"
    return fitted([f"{', ' if k else ''}{o.polynomial(h)}" for k, h in enumerate(claim.laws)], tail)


def _listed(step: Step) -> str:
    return ", ".join(str(p + 1) for p in step.premises)


def _names(o: _Line) -> list[str]:
    return [o.f, *(o.v.quantities[p] for p in o.reading.quantity_steps(o.index)), o.v.symbol("c")]


def _threshold(o: _Line, threshold: Fraction, sublevel: tuple[Fraction, ...]) -> str:
    """Return threshold + sublevel(c), c the value of f at the start."""
    c, *others = sublevel or (Fraction(0),)
    return "".join(o.writer().univariate((threshold + c, *others), o.v.symbol("c")))


def _with_level(o: _Line, p: Polynomial) -> str:
    """Return a polynomial in x, lifted variables of f and perhaps of conserved functions, and c."""
    steps = o.reading.steps
    functions = any(isinstance(steps[k].claim, ConservedFunction) for k in steps[o.index].premises)
    return o.polynomial(p) if functions else o.writer((*o.v.names, o.v.symbol("c"))).text(p)


def _minimum(o: _Line, claim: Minimum, evidence: e.AttainedMinimum, attained: str) -> str:
    known = minimum_facts(o.reading, claim, evidence.theta)
    exact = as_rational(claim.value)
    goal = o.minus(exact) if exact is not None else [o.f, f" - {value_text(o, claim.value)}"]
    if evidence.theta is not None:
        w = o.writer()
        goal = [o.f, f" - ({''.join(w.univariate(evidence.value, w.names[len(o.reading.lift.names)]))})"]
    return o.identity(known, goal, evidence.psatz, f"; attained at {attained}")


def _growth(o: _Line) -> str:
    name = o.v.symbol("V")
    return o.v.subscript("V", 0) if name in o.v.quantities.values() else name


def value_text(o: _Line, value: AlgebraicNumber) -> str:
    """Return an algebraic number, exactly up to degree two."""
    return o.writer().value(value)


def _critical_values(o: _Line, claim: CriticalValues) -> str:
    if not claim.values:
        return "no critical value"
    shown = [value_text(o, v) for v in claim.values]
    groups = {"attained": "", "not-attained": " is none", "open": " open"}
    notes = []
    for status, words in groups.items():
        some = [t for t, s in zip(shown, claim.status, strict=True) if s == status]
        if words and some:
            notes.append(f"{', '.join(some)}{words}")
    tail = "}" + (f" ({'; '.join(notes)})" if notes else "")
    return fitted(["critical values {", *[t if k == 0 else f", {t}" for k, t in enumerate(shown)]], tail)


def _proper(o: _Line, evidence: e.Proper) -> str:
    w, n = o.writer(_names(o), 60), o.reading.lift.dimension
    norm = tuple(o.writer().polynomial(o.reading.lift.squared_norm))
    size = Factor(norm, evidence.exponent, False)
    if n == 1:
        size = Factor((o.v.names[0],), 2 * evidence.exponent)
    elif n > 3:
        size = Factor(("|x|",), 2 * evidence.exponent)
    s = w.factor(evidence.multiplier, 2)
    left = w.sum([Summand(s.coefficient, (*s.factors, size))])
    if len(left) > 1 and len(s.factors) == 0 and s.coefficient == 1 and evidence.exponent == 1:
        left = list(norm)
    right = w.sum(sorted(w.summands(evidence.bound), key=lambda t: t.coefficient < 0))
    return fitted(["".join(left), " <= ", *right])


def _value_text(o: _Line, p: e.RationalPoint) -> str:
    relation, value = o.reading.value_at(p)
    return f"{o.f}{point_text(o, p)} {relation} {o.rational(value)}"


def arc_text(o: _Line, path: e.RationalArc) -> str:
    """Return the coordinates of an arc."""
    w, t = o.writer(), o.v.symbol("t")
    parts = []
    for k, (numerator, denominator) in enumerate(path.coordinates):
        shown, bottom = "".join(w.univariate(numerator, t)), "".join(w.univariate(denominator, t))
        if bottom != "1":
            top = shown if sum(1 for c in numerator if c) < 2 else f"({shown})"
            single = sum(1 for c in denominator if c) == 1 and "*" not in bottom and not bottom.startswith("-")
            shown = f"{top}/{bottom if single else f'({bottom})'}"
        factor = path.logarithms[k] if path.logarithms else Fraction(0)
        if factor:
            front = {Fraction(1): "", Fraction(-1): "-"}.get(factor, f"{factor}*")
            shown = f"{front}log({shown})"
        parts.append(shown)
    return o.vector(parts)


def point_text(o: _Line, p: e.Point) -> str:
    """Return the coordinates of a point."""
    w = o.writer()
    match p:
        case e.RationalPoint(coordinates):
            return o.vector([o.rational(c) for c in coordinates])
        case e.AlgebraicPoint(theta, polynomials):
            s = o.v.symbol("s")
            shown = o.vector(["".join(w.univariate(c, s)) for c in polynomials])
            return f"{shown} with {s} = {w.value(theta)}"


def _inequalities(o: _Line, inequalities: Sequence[Polynomial]) -> str:
    return " and ".join(f"{o.polynomial(g)} > 0" for g in inequalities)


def _region(o: _Line, evidence: e.Region) -> str:
    edge = f", {o.f} > {o.rational(evidence.level)} on its boundary"
    head = [f"{o.f} >= {o.rational(evidence.lower)} where ", _inequalities(o, evidence.inequalities), edge]
    tail = ""
    if evidence.arc is not None:
        along = o.reading.along(evidence.arc)
        limit = along[1].limit_at_infinity() if along is not None and along[0] == "=" else None
        shown = f": {o.f} -> {o.rational(limit)}" if isinstance(limit, Fraction) else ""
        tail = f", arc {arc_text(o, evidence.arc)}{shown}"
    return fitted(head, tail)


# -- case trees ------------------------------------------------------------------------------------------------------
def leaves(o: _Line, tree: e.CaseTree, case: str) -> Iterator[str]:
    """Yield one short description per leaf, with the condition of its last case distinction."""
    where = f"{case}: " if case else ""
    match tree:
        case e.Derive(_, child) | e.AdjoinRoot(_, _, child) | e.AdjoinInverse(_, _, child):
            yield from leaves(o, child, case)
        case e.AdjoinOddRoot(_, child) | e.AdjoinMultiplier(_, child) | e.SecondOrder(_, _, child):
            yield from leaves(o, child, case)
        case e.SplitProduct(factors, _, _, children):
            for p, child in zip(factors, children, strict=True):
                yield from leaves(o, child, f"{o.polynomial(p)}=0" if len(p) <= 4 else "a factor=0")
        case e.SplitSign(p, positive, zero, negative):
            shown = o.polynomial(p.scale(1 / abs(primitive(p)[0])) if p.terms else p)
            for sign, child in ((">", positive), ("=", zero), ("<", negative)):
                yield from leaves(o, child, f"{shown}{sign}0")
        case e.SplitValue(children, _):
            listed = o.reading.critical_values(o.index)
            pairs = zip(listed.values, listed.status, strict=True) if listed is not None else ()
            values = [v for v, status in pairs if status != "not-attained"]
            for v, child in zip(values, children, strict=True):
                yield from leaves(o, child, f"{o.f}={value_text(o, v)}")
        case e.Empty():
            yield f"{where}empty"
        case e.HasValue():
            claim = o.reading.steps[o.index].claim
            value = claim.value if isinstance(claim, LocalMinimaHaveValue) else None
            shown = f"value {value_text(o, value)}" if value is not None else "the value"
            yield f"{where}{shown}"
        case e.NotLocalMinimum():
            yield f"{where}{_saddle(o, tree)}"
        case e.FiniteValues():
            yield f"{where}finitely many values"
        case e.BoundedPart():
            yield f"{where}bounded where {o.f} is"
        case e.Eliminants(_, candidates) | e.RadialEliminant(_, _, _, candidates):
            yield where + (
                "; ".join(candidate_text(o.f, value_text(o, c.value), c.exclusion) for c in candidates)
                or "no limit value"
            )
        case _:
            assert_never(tree)


def _saddle(o: _Line, leaf: e.NotLocalMinimum) -> str:
    straight = leaf.order == 2 and len(leaf.arcs) == 1 and len(leaf.arcs[0].path) == 1 and o.reading.lift.smooth
    if not straight:
        return f"descent of order {leaf.order}"
    d = o.vector([o.polynomial(p) for p in leaf.arcs[0].path[0]])
    p = leaf.psatz
    weight = leaf.arcs[0].weight
    plain = not p.unit and p.multiplier == e.Multiplier() and p.epsilon and weight
    if not plain:
        return f"strict saddle, d = {d}: d'Hd < 0"
    exact = not p.products and p.squares == e.Squares(())
    return f"strict saddle, d = {d}: d'Hd {'=' if exact else '<='} {o.rational(-2 * p.epsilon / weight)}"
