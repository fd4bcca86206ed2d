"""Every claim as a LaTeX sentence.  Soundness-critical: no."""

from __future__ import annotations

from typing import assert_never

from tameproof.proofs.export.bounds import claim_minimum, claim_on_set, claim_unbounded_on_set
from tameproof.proofs.export.latex_laws import function_latex, laws_of_all_losses, polynomial_laws
from tameproof.proofs.export.latex_math import algebraic, point, short_algebraic
from tameproof.proofs.export.latex_psatz import Page
from tameproof.proofs.kernel.algebraic import as_rational
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedBelowOn,
    BoundedTrajectories,
    ChainRule,
    Claim,
    ConservedFunction,
    ConservedQuantity,
    CriticalValues,
    ExactInfimum,
    FinitelyManyCriticalValues,
    FiniteTimeBlowUp,
    GenericTrajectories,
    Infimum,
    LawsOfAllLosses,
    LocallyLipschitz,
    LocalMinimaHaveValue,
    Minimum,
    MonotoneQuantity,
    NoSpuriousLocalMinima,
    NoSpuriousSetwiseMinima,
    NotSumOfSquares,
    NoValueAtInfinity,
    PolynomialLaws,
    SpuriousSetwiseMinimum,
    TakesValueBelow,
    TrajectoriesInBall,
    TrajectoryLimits,
    UnboundedBelow,
    UnboundedBelowOn,
    UnboundedTrajectory,
    ValuesAtInfinity,
    WellDefined,
)
from tameproof.proofs.kernel.evidence import RationalPoint
from tameproof.proofs.kernel.polynomial import ONE


def claim_latex(page: Page, claim: Claim) -> str:
    """Return a claim as one LaTeX sentence."""
    f, w = page.v.f, page.writer()
    match claim:
        case WellDefined():
            return (
                f"Every denominator in ${f}$ is nonzero, and every argument of a square root or logarithm is positive,"
                + rf" at every point of ${page.space}$."
            )
        case BoundedBelow(bound):
            return rf"${f} \ge {w.rational(bound)}$ on ${page.space}$."
        case BoundedBelowOn():
            return claim_on_set(page, claim)
        case TakesValueBelow(bound):
            return rf"${f}$ takes a value below ${w.rational(bound)}$."
        case NotSumOfSquares(multiplier):
            product = f"${f}$" if multiplier == ONE else rf"$({page.inline(multiplier)})\, {f}$"
            return f"{product} is not a sum of squares of real polynomials."
        case UnboundedBelow():
            return rf"$\inf {f} = -\infty$."
        case UnboundedBelowOn():
            return claim_unbounded_on_set(page, claim)
        case LocallyLipschitz():
            return f"${f}$ is locally Lipschitz."
        case ChainRule():
            return f"${f}$ admits a chain rule along absolutely continuous curves."
        case CriticalValues():
            return critical_values_latex(page, claim)
        case FinitelyManyCriticalValues():
            return f"${f}$ has finitely many critical values."
        case ConservedQuantity(quantity):
            return (
                f"The quantity ${page.v.quantities[page.index]} = {page.inline(quantity)}$ is constant"
                f" along every trajectory."
            )
        case ConservedFunction(function):
            return (
                f"The function {function_latex(function)} is constant along every trajectory, on every interval of"
                " time on which it is defined along it."
            )
        case PolynomialLaws():
            return polynomial_laws(page, claim)
        case LawsOfAllLosses():
            return laws_of_all_losses(page, claim)
        case MonotoneQuantity(quantity, lower):
            name = page.v.quantities[page.index]
            return (
                f"The quantity ${name} = {page.inline(quantity)}$ is nonincreasing along every trajectory,"
                + rf" and ${name} \ge {w.rational(lower)}$ on ${page.space}$."
            )
        case BoundedTrajectories():
            return "From every point there is a subgradient trajectory, and every trajectory is bounded."
        case TrajectoryLimits(values):
            listed = ", ".join(f"${algebraic(w, v)}$" for v in values)
            also = rf" or to one of the numbers {listed}" if listed else ""
            return rf"Along every unbounded subgradient trajectory ${f}$ tends to $\inf {f}${also}."
        case GenericTrajectories():
            return (
                "From every point of a dense set there is a subgradient trajectory that is bounded, or along which"
                + rf" ${f}$ tends to $\inf {f}$."
            )
        case TrajectoriesInBall(low, high, radius):
            ball = rf"stays where $|\mathbf{{x}}| \le {w.rational(radius)}$"
            if low == high:
                return rf"Every trajectory from ${point(w, RationalPoint(low))}$ {ball}."
            box = r" \times ".join(rf"[{w.rational(a)}, {w.rational(b)}]" for a, b in zip(low, high, strict=True))
            return f"Every trajectory from the box ${box}$ {ball}."
        case UnboundedTrajectory(start):
            return (
                f"From ${point(w, RationalPoint(start))}$ starts a subgradient trajectory, and every one is unbounded."
            )
        case FiniteTimeBlowUp(start, time):
            return (
                f"No subgradient trajectory from ${point(w, RationalPoint(start))}$ exists up to the time"
                f" ${w.rational(time)}$: it leaves every bounded set before."
            )
        case LocalMinimaHaveValue(value):
            if value is None:
                return f"${f}$ has no local minimum."
            return f"Every local minimum of ${f}$ has the value ${algebraic(w, value)}$."
        case NoSpuriousLocalMinima():
            return f"Every local minimum of ${f}$ is a global minimum."
        case NoValueAtInfinity():
            return (
                rf"There is no value at infinity above $\inf {f}$: whenever $S$ is a setwise local minimum and"
                + rf" $\inf_S {f} > \inf {f}$, this value is taken on $S$."
            )
        case ValuesAtInfinity(values, bound):
            listed = ", ".join(f"${algebraic(w, v)}$" for v in values)
            kinds = [
                *([f"one of {listed}"] if listed else []),
                *([f"below ${w.rational(bound)}$"] if bound is not None else []),
            ]
            return (
                rf"If $S$ is a setwise local minimum or the whole space, and ${f}$ does not take the value"
                rf" $\inf_S {f}$ on $S$, then this is {' or '.join(kinds) or 'minus infinity'}."
            )
        case Infimum(value, attained):
            how = ", and it is attained" if attained else ""
            return rf"$\inf {f} = {w.rational(value)}${how}."
        case ExactInfimum(number, attained):
            how = "it is attained" if attained else "it is not attained"
            return rf"$\inf {f} = {algebraic(w, number)}$, and {how}."
        case Minimum():
            return claim_minimum(page, claim)
        case NoSpuriousSetwiseMinima():
            return f"${f}$ has no spurious setwise local minimum: none at infinity, and no spurious local minimum."
        case SpuriousSetwiseMinimum(at_infinity):
            if at_infinity:
                return f"${f}$ has a spurious local minimum at infinity."
            return f"${f}$ has a spurious setwise local minimum."
    assert_never(claim)


def critical_values_latex(page: Page, claim: CriticalValues) -> str:
    """Return the set of possible critical values and which of them are attained."""
    f, w = page.v.f, page.writer()
    if not claim.values:
        return f"${f}$ has no critical value."
    listed = r",\, \allowbreak ".join(short_algebraic(w, v) for v in claim.values)
    out = rf"Every critical value of ${f}$ is in $\{{{listed}\}}$"
    long = [v for v in claim.values if as_rational(v) is None and len(v.polynomial) > 3]
    if long:
        t = page.v.symbol("t")
        p = "".join(w.univariate(claim.polynomial, t)) if len(claim.polynomial) <= 12 else w.described("polynomial")
        out += rf", the real roots of ${p}$"
    out += "."
    for status, words in (
        ("attained", ("is a critical value", "are critical values")),
        ("not-attained", ("is not a critical value", "are not critical values")),
        ("open", ("may or may not be one", "may or may not be ones")),
    ):
        some = [short_algebraic(w, v) for v, s in zip(claim.values, claim.status, strict=True) if s == status]
        if some:
            out += f" {', '.join(f'${v}$' for v in some)} {words[len(some) > 1]}."
    return out
