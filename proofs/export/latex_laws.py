"""Conserved functions and the completeness of lists of laws, in LaTeX.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.proofs.export.formula import NamedFact
from tameproof.proofs.export.latex_math import display, expression
from tameproof.proofs.export.latex_psatz import Page, combination
from tameproof.proofs.export.names import escape_prose
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.common_lift import extend
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial


def function_latex(text: str) -> str:
    """Return a formula as inline mathematics; text that is no formula as it is."""
    try:
        return f"${''.join(expression(parse(text)))}$"
    except InputError:
        return escape_prose(text)


def _listed(page: Page, polynomials: tuple[Polynomial, ...]) -> str:
    return r",\, \allowbreak ".join(page.inline(p) for p in polynomials)


def polynomial_laws(page: Page, claim: c.PolynomialLaws) -> str:
    """Return the statement that a list of polynomial laws is complete up to a degree."""
    if not claim.generators:
        return (
            f"No polynomial of degree at most {claim.degree} is constant along every trajectory, except for constants."
        )
    return (
        f"Every polynomial of degree at most {claim.degree} that is constant along every trajectory is a polynomial in"
        f" ${_listed(page, claim.generators)}$, and these are constant along every trajectory."
    )


def laws_of_all_losses(page: Page, claim: c.LawsOfAllLosses) -> str:
    """Return the statement about the laws of a parametrisation."""
    loss = page.v.symbol("l")
    end = (
        rf"along the gradient flow of ${loss}({_listed(page, claim.outputs)})$ for every differentiable function"
        rf" ${loss}$"
    )
    if not claim.laws and not claim.most:
        return f"Near a generic point every smooth function that is constant {end} is constant."
    if not claim.laws:
        return f"At most {claim.most} independent smooth functions are constant {end}, near a generic point."
    out = f"The quantities ${_listed(page, claim.laws)}$ are constant {end}."
    out += " Their gradients are independent at a generic point."
    if claim.most == len(claim.laws):
        return out + " Near a generic point every smooth function with this property is a function of them."
    return out + f" Near a generic point at most {claim.most} independent smooth functions have this property."


def conserved_function(page: Page, claim: c.ConservedFunction, evidence: e.FlowDerivative) -> str:
    """Return why a function is constant along trajectories, with the facts of the common lift of f and it."""
    h = page.v.symbol("h")
    field = rf"\nabla {page.v.f}" if page.reading.lift.smooth else page.v.symbol("G")
    left = [rf"\langle \nabla {h}, {field} \rangle"]
    if not evidence.combination:
        shown = display(left, "=", ["0"], page.line)
    else:
        try:
            common, _ = extend(page.reading.lift, parse(claim.function))
        except InputError:
            return ""
        own = page.with_facts([NamedFact(f) for f in common.facts])
        shown = combination(own, left, evidence.combination)
    after = " where the equations between the functions in it and their inverses hold." if evidence.combination else ""
    return f"Along a trajectory the derivative of this function, ${h}$, is minus\n{shown}{after}"


def modular_rank(page: Page, claim: c.PolynomialLaws, evidence: e.ModularRank) -> str:
    """Return why there are no further polynomial laws."""
    h = page.v.symbol("h")
    return (
        rf"For a polynomial ${h}$ of degree at most {claim.degree} with unknown coefficients, the condition"
        rf" $\langle \nabla {h}, \nabla {page.v.f} \rangle = 0$ is a linear system over $\mathbb{{Q}}$. Its rank modulo"
        f" {evidence.modulus} is a lower bound of its rank, so that the solutions are not more than constants and "
        + ("the products of the listed laws, whose number is counted in the same way." if claim.generators else "none.")
    )


def lie_rank(page: Page, claim: c.LawsOfAllLosses, evidence: e.LieRank) -> str:
    """Return why the laws are independent and complete."""
    n = page.reading.lift.dimension
    point = ", ".join(str(x) for x in evidence.point[:8]) + (r", \ldots" if len(evidence.point) > 8 else "")
    out = (
        "The inner products of the gradients of laws and outputs are zero polynomials. At the integer point"
        f" $({point})$ the gradients of the {len(claim.laws)} laws are independent modulo {evidence.modulus}"
    )
    if not evidence.brackets:
        return out + "."
    length = max((len(b) for b in evidence.brackets), default=0)
    return (
        f"{out}, and {len(evidence.brackets)} iterated brackets (length at most {length}) of the gradients of the"
        f" outputs span a space of dimension at least ${n} - {claim.most}$. Laws of vector fields are laws of their"
        " brackets."
    )
