"""Every kind of evidence as LaTeX paragraphs.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from tameproof.proofs.export import bounds, latex_laws, latex_morse_bott, latex_pieces, latex_refutation
from tameproof.proofs.export.formula import Factor, NamedFact, Summand
from tameproof.proofs.export.labels import claim_label
from tameproof.proofs.export.latex_claims import claim_latex
from tameproof.proofs.export.latex_confinement import confinement
from tameproof.proofs.export.latex_exponential import exponential_pieces, exponential_valley
from tameproof.proofs.export.latex_infinity import common_values
from tameproof.proofs.export.latex_math import arc, display, point, rational_function, short_algebraic
from tameproof.proofs.export.latex_paths import descending_paths, euler_identity
from tameproof.proofs.export.latex_psatz import (
    Page,
    combination,
    derivation,
    difference,
    horner,
    proved,
)
from tameproof.proofs.export.latex_reductions import (
    change_of_coordinates,
    convex_in_coordinates,
    convex_in_products,
    function_of_function,
    increasing_function,
    monotone_coordinates,
    partial_minimum,
    separate_variables,
)
from tameproof.proofs.export.latex_trajectories import bounded
from tameproof.proofs.export.latex_tree import case_tree
from tameproof.proofs.export.names import escape_prose
from tameproof.proofs.export.reading import (
    MAX_NAMED,
    Reading,
    Vocabulary,
    critical_facts,
    lift_facts,
    tangency_facts,
    value_facts,
)
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import (
    BoundedBelowOn,
    BoundedTrajectories,
    ConservedFunction,
    CriticalValues,
    ExactInfimum,
    FinitelyManyCriticalValues,
    LawsOfAllLosses,
    LocallyLipschitz,
    Minimum,
    MonotoneQuantity,
    PolynomialLaws,
    UnboundedBelowOn,
    ValuesAtInfinity,
)
from tameproof.proofs.kernel.facts import equation
from tameproof.proofs.kernel.lift import radial_function
from tameproof.proofs.kernel.polynomial import Polynomial


def step_latex(reading: Reading, v: Vocabulary, index: int, line: float) -> tuple[str, str, str]:
    """Return the title, the claim and the argument of one step."""
    step = reading.steps[index]
    page = Page(reading, v, index, line, tuple(lift_facts(reading)))
    body = evidence_latex(page, step.evidence)
    return claim_label(step.claim), claim_latex(page, step.claim), body


def steps_latex(page: Page, words: str) -> str:
    """Return "by steps 1, 2 and 3" for the premises of a step; ``words`` is used if there are none."""
    numbers = [str(p + 1) for p in page.reading.steps[page.index].premises]
    if not numbers:
        return words
    listed = numbers[0] if len(numbers) == 1 else ", ".join(numbers[:-1]) + " and " + numbers[-1]
    return f"step{'s' if len(numbers) > 1 else ''} {listed}"


def evidence_latex(page: Page, evidence: e.Evidence) -> str:
    """Return the argument of a step."""
    f = page.v.f
    match evidence:
        case e.SideConditions(conditions):
            return _side_conditions(page, conditions)
        case e.NoPoles():
            return latex_pieces.no_poles(page, evidence)
        case e.LowerBound(psatz):
            claim = page.reading.steps[page.index].claim
            if isinstance(claim, BoundedBelowOn):
                return bounds.bound_on_set(page, claim, psatz)
            bound = getattr(claim, "bound", Fraction(0))
            return "Indeed\n" + proved(page, difference(page.writer(), [f], bound), psatz)
        case e.LowPoint():
            return bounds.low_point(page, evidence)
        case e.PseudoMoments():
            return bounds.PSEUDO_MOMENTS
        case e.DescendingArc(path):
            inside = isinstance(page.reading.steps[page.index].claim, UnboundedBelowOn)
            return _along(page, path, r"-\infty") + (" The arc lies in the set." if inside else "")
        case e.TypeDerivation():
            return _type_derivation(page)
        case e.IdealMembership():
            return _ideal_membership(page, evidence)
        case e.ListedValues():
            return f"They are listed in {steps_latex(page, 'an earlier step')}."
        case e.FlowDerivative(c):
            claim = page.reading.steps[page.index].claim
            if isinstance(claim, ConservedFunction):
                return latex_laws.conserved_function(page, claim, evidence)
            h = page.v.quantities[page.index]
            left = [rf"\langle \nabla {h}, {_field(page)} \rangle"]
            shown = _gradient_of(page)
            if not c:
                return f"Along a trajectory the derivative of ${h}$ is minus\n" + display(
                    [*left, *shown], "=", ["0"], page.line
                )
            return (
                f"Along a trajectory the derivative of ${h}$ is minus\n"
                + combination(page, [*left, *shown], c)
                + _vanish(page)
            )
        case e.ModularRank():
            claim = page.reading.steps[page.index].claim
            return latex_laws.modular_rank(page, claim, evidence) if isinstance(claim, PolynomialLaws) else ""
        case e.LieRank():
            claim = page.reading.steps[page.index].claim
            return latex_laws.lie_rank(page, claim, evidence) if isinstance(claim, LawsOfAllLosses) else ""
        case e.FlowInequality(flow, lower):
            return _flow_inequality(page, flow, lower)
        case e.Proper() | e.Gronwall() | e.DesingularisedGronwall() | e.BalancedLayers() | e.Malgrange():
            return bounded(page, evidence, _field(page), lambda words: steps_latex(page, words))
        case e.Confinement():
            return confinement(page, evidence)
        case e.TrappedRegion():
            return latex_refutation.trapped(page, evidence)
        case e.RiccatiGrowth():
            return latex_refutation.blow_up(page, evidence)
        case e.CriticalCases(tree):
            inner = page.with_facts(critical_facts(page.reading, page.v))
            equations = _critical_equations(page)
            return f"At a local minimum {equations}. " + case_tree(inner, tree, len(page.reading.lift.names))
        case e.NoLocalMinima():
            return f"There is no local minimum, by {steps_latex(page, 'an earlier step')}."
        case e.ValueIsLowerBound():
            return (
                f"All local minima have the same value, and it is a lower bound of ${f}$, by"
                f" {steps_latex(page, 'earlier steps')}."
            )
        case e.InfimumIsAttained():
            return (
                (
                    f"By {steps_latex(page, 'earlier steps')} a bounded trajectory accumulates at a critical point"
                    f" whose value is below"
                )
                + (
                    f" that of its start; there are finitely many critical values, so the infimum of ${f}$ is"
                    f" attained. It is attained"
                )
                + " at a local minimum, and all local minima have the same value: every local minimum is a global one."
            )
        case e.Tangency():
            return _tangency(page, evidence)
        case e.DescendingPaths():
            return descending_paths(page, evidence, steps_latex(page, "an earlier step"))
        case e.EulerIdentity():
            return euler_identity(page, evidence)
        case e.CommonValues():
            return common_values(page, steps_latex(page, "earlier steps"))
        case e.AttainedInfimum(p):
            return (
                rf"The lower bound of {steps_latex(page, 'an earlier step')} is the value of ${f}$ at"
                rf" ${point(page.writer(), p)}$."
            )
        case e.AttainedMinimum():
            goal = page.reading.steps[page.index].claim
            return bounds.minimum_proof(page, goal, evidence) if isinstance(goal, Minimum) else ""
        case e.LimitInfimum(path):
            claim = page.reading.steps[page.index].claim
            limit = page.writer().rational(getattr(claim, "value", Fraction(0)))
            return _along(page, path, limit) + f" This is the lower bound of {steps_latex(page, 'an earlier step')}."
        case e.LeastCriticalValue():
            return _least_critical_value(page)
        case e.InfimumOfPieces():
            return latex_pieces.infimum_of_pieces(page, evidence)
        case e.Theorem1():
            return f"By Theorem 1, whose six hypotheses are {steps_latex(page, 'earlier steps')}."
        case e.Theorem1Plus():
            return f"By Theorem 1+, whose hypotheses are {steps_latex(page, 'earlier steps')}."
        case e.TheoremT():
            return f"By Theorem T, whose hypotheses are {steps_latex(page, 'earlier steps')}."
        case e.Region():
            return latex_refutation.region(page, evidence)
        case e.StrictMinimum():
            return latex_refutation.strict_minimum(page, evidence)
        case e.MorseBottMinimum():
            return latex_morse_bott.morse_bott_minimum(page, evidence)
        case e.RegionMinimum():
            return latex_refutation.region_minimum(page, evidence)
        case e.Plateau():
            return latex_refutation.plateau(page, evidence)
        case e.MonotonePieces():
            return latex_pieces.monotone_pieces(page, evidence)
        case e.SpuriousValley():
            return latex_pieces.spurious_valley(page, evidence)
        case e.ConvexFunction():
            return (
                rf"${page.v.f}$ is convex: sums and maxima of convex functions, increasing convex functions of convex"
                r" ones, sums, products and powers of log-convex functions (so $\log$ of a sum of $e^{u}$ with convex"
                r" $u$), Euclidean norms, and quadratic polynomials with semidefinite second derivatives"
                r" are combined in the formula."
            )
        case e.ExponentialPieces():
            return exponential_pieces(page, evidence)
        case e.ExponentialValley():
            return exponential_valley(page, evidence)
        case e.ChangeOfCoordinates():
            return change_of_coordinates(page, evidence, step_latex)
        case e.IncreasingFunction():
            return increasing_function(page, evidence, step_latex)
        case e.FunctionOfFunction():
            return function_of_function(page, evidence, step_latex)
        case e.MonotoneCoordinates():
            return monotone_coordinates(page, evidence, step_latex)
        case e.ConvexInCoordinates():
            return convex_in_coordinates(page, evidence)
        case e.ConvexInProducts():
            return convex_in_products(page, evidence)
        case e.SeparateVariables():
            return separate_variables(page, evidence, step_latex)
        case e.PartialMinimum():
            return partial_minimum(page, evidence, step_latex)
        case e.Hole(reason):
            return (
                rf"\textbf{{Not proved.}} This step is assumed, so what rests on it is not established."
                rf" Reason given: {escape_prose(reason)}."
            )
    assert_never(evidence)


def _least_critical_value(page: Page) -> str:
    """Return why a critical value is the infimum, or why the infimum is not attained."""
    f, step = page.v.f, page.reading.steps[page.index]
    kinds = [type(page.reading.steps[k].claim) for k in step.premises]
    used = steps_latex(page, "earlier steps")
    if isinstance(step.claim, ExactInfimum) and not step.claim.attained:
        return (
            rf"By {used} this is the infimum, and it is no critical value of ${f}$. A point at which ${f}$ had this"
            rf" value would be a global minimum, hence critical: there is none."
        )
    if BoundedTrajectories in kinds:
        return (
            rf"By {used} the infimum is attained (the hypotheses of Theorem 1), at a critical point. No smaller"
            rf" critical value is attained, and this one is."
        )
    if ValuesAtInfinity in kinds:
        return (
            rf"By {used} this is the value at a critical point, and no smaller number is a critical value that is taken"
            rf" or a value at infinity. The infimum is one of these: if it is not taken it is a value at infinity."
        )
    return rf"By {used} this is a lower bound of ${f}$ and the value at a critical point."


def _field(page: Page) -> str:
    return rf"\nabla {page.v.f}" if page.reading.lift.smooth else page.v.symbol("G")


def _vanish(page: Page) -> str:
    return " where the factors from the facts of the lift vanish." if page.reading.lift.facts else ""


def _gradient_of(page: Page) -> list[str]:
    """Return ``= sum (dh/dx_i) (df/dx_i)``, written with the names of the partial derivatives, for a short quantity."""
    claim = page.reading.steps[page.index].claim
    quantity = getattr(claim, "quantity", Polynomial({}))
    lifted, w = page.reading.lift, page.writer(12)
    if lifted.dimension > 6 or len(quantity) > 12:
        return []
    out = []
    for name, p in zip(page.v.gradient, lifted.total_gradient(quantity), strict=True):
        s = w.factor(p)
        out.append(Summand(s.coefficient, (*s.factors, Factor((name,)))))
    return [" = ", *w.sum(out)]


def _side_conditions(page: Page, conditions: Sequence[e.Side]) -> str:
    out = []
    for side, obligation in zip(conditions, page.reading.lift.obligations, strict=True):
        inner = page.with_facts(page.facts[: obligation.facts])
        signed = obligation.argument if side.sign > 0 else -obligation.argument
        kind = "is positive" if side.sign > 0 else "is negative"
        out.append(
            f"${page.inline(obligation.argument)}$ {kind}"
            f" everywhere:\n{proved(inner, page.writer().polynomial(signed), side.psatz)}"
        )
    return "\n".join(out) or "There is no denominator, root or logarithm."


def _type_derivation(page: Page) -> str:
    f, lifted = page.v.f, page.reading.lift
    claim = page.reading.steps[page.index].claim
    if lifted.is_polynomial:
        what = f"Indeed ${f}$ is a polynomial"
    elif lifted.smooth:
        what = f"Indeed ${f}$ is composed of smooth functions, each on a set where it is smooth"
    else:
        what = f"Indeed ${f}$ is composed of smooth functions, absolute values and maxima"
    match claim:
        case LocallyLipschitz():
            return what + "."
        case FinitelyManyCriticalValues():
            return what + r", hence definable in an o-minimal structure: the definable Morse--Sard theorem applies."
        case _:
            if lifted.smooth:
                return what + ", hence continuously differentiable."
            return what + ", hence locally Lipschitz and definable in an o-minimal structure."


def _ideal_membership(page: Page, evidence: e.IdealMembership) -> str:
    claim = page.reading.steps[page.index].claim
    if not isinstance(claim, CriticalValues):
        return ""
    inner = page.with_facts(critical_facts(page.reading, page.v))
    out = [f"At a critical point {_critical_equations(page)}."]
    for d in evidence.derivations:
        name = page.v.subscript("e", len(inner.facts) + 1) if len(d.polynomial) > MAX_NAMED else ""
        out.append(derivation(inner, d, name))
        inner = inner.with_facts((*inner.facts, NamedFact(equation(d.polynomial), name)))
    if len(claim.polynomial) == 1:
        out.append("These equations have no solution:")
    out.append(horner(inner, claim.polynomial, evidence.horner))
    if claim.values:
        out.append(
            "So every critical value is a root of the polynomial on the left, all of whose real roots are listed."
        )
    w = page.writer()
    for value, status in zip(claim.values, evidence.statuses, strict=True):
        shown = short_algebraic(w, value)
        match status:
            case e.Attained(p):
                out.append(rf"The value ${shown}$ is taken at the critical point ${point(w, p)}$.")
            case e.NotAttained(psatz):
                local = inner.with_facts((*inner.facts, *value_facts(page.reading, page.v, value)))
                out.append(rf"The value ${shown}$ is not taken at a real critical point, for there")
                out.append(proved(local, ["0"], psatz) + " The right-hand side is positive: a contradiction.")
            case e.OpenStatus():
                out.append(rf"Whether ${shown}$ is taken is not decided, and not needed.")
            case _:
                assert_never(status)
    return "\n".join(out)


def _critical_equations(page: Page) -> str:
    names = page.v.gradient
    if not page.reading.lift.smooth:
        return (
            f"some element of the Clarke subdifferential vanishes, so ${page.v.symbol('G')} = 0$ for suitable"
            f" values of the lifted"
        ) + " variables"
    if len(names) <= 4:
        return f"${' = '.join(names)} = 0$"
    return rf"$\nabla {page.v.f} = 0$"


# -- trajectories ------------------------------------------------------------------------------------------------------
def _flow_inequality(page: Page, flow: e.Psatz, lower: e.Psatz) -> str:
    name = page.v.quantities[page.index]
    claim = page.reading.steps[page.index].claim
    bound = claim.lower if isinstance(claim, MonotoneQuantity) else Fraction(0)
    left = rf"\langle \nabla {name}, {_field(page)} \rangle"
    out = f"Along a trajectory the derivative of ${name}$ is at most minus\n" + proved(page, [left], flow)
    return out + f" It is bounded below by\n{proved(page, difference(page.writer(), [name], bound), lower)}"


# -- values at infinity ------------------------------------------------------------------------------------------------
def _tangency(page: Page, evidence: e.Tangency) -> str:
    rho = radial_function(page.reading.lift, evidence.weights, evidence.powers)
    inner = page.with_facts(tangency_facts(page.reading, page.v, evidence.weights, evidence.powers, evidence.radius))
    minor = page.v.subscript("M", "i,j")
    i, j = page.v.symbol("i"), page.v.symbol("j")
    f = page.v.f
    parts = f"\\partial_{i} {f}\\, \\partial_{j} \\rho - \\partial_{j} {f}\\, \\partial_{i} \\rho"
    if not page.reading.lift.smooth:
        g = page.v.symbol("G")
        parts = f"{g}_{i}\\, \\partial_{j} \\rho - {g}_{j}\\, \\partial_{i} \\rho"
    return (
        (
            rf"Let $\rho = {page.inline(rho)}$. Its tangency set, on which the gradients are parallel, satisfies"
            rf" ${minor} = {parts} = 0$;"
        )
        + rf" we consider its part with $|\mathbf{{x}}|^{{2}} > {page.writer().rational(evidence.radius)}$. "
        + case_tree(inner, evidence.tree, len(page.reading.lift.names))
    )


def _along(page: Page, path: e.RationalArc, limit: str) -> str:
    f, t, w = page.v.f, page.v.symbol("t"), page.writer()
    values = page.reading.along(path)
    shown = arc(w, path, t)
    if values is None:
        return (
            rf"Along the arc $\mathbf{{x}}({t}) = {shown}$ the value ${f}(\mathbf{{x}}({t}))$ tends to"
            rf" ${limit}$ as ${t} \to \infty$."
        )
    relation = "=" if values[0] == "=" else r"\le"
    return (
        rf"Along the arc $\mathbf{{x}}({t}) = {shown}$ we have ${f}(\mathbf{{x}}({t}))"
        rf" {relation} {rational_function(w, values[1], t)} \to {limit}$"
    ) + rf" as ${t} \to \infty$."
