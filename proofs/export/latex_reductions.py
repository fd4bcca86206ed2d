"""Proofs about another function as LaTeX: what the two have in common, and its steps.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from tameproof.proofs.export.latex_math import LatexWriter, expression
from tameproof.proofs.export.latex_psatz import Page, proved
from tameproof.proofs.export.reading import Reading, Vocabulary, vocabulary
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.claims import ExactInfimum, SpuriousSetwiseMinimum
from tameproof.proofs.kernel.common_lift import extend
from tameproof.proofs.kernel.evidence import (
    ChangeOfCoordinates,
    ConvexInCoordinates,
    ConvexInProducts,
    FunctionOfFunction,
    IncreasingFunction,
    MonotoneCoordinates,
    PartialMinimum,
    SeparateVariables,
)
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.rules.increasing import ARGUMENT

# title, claim and argument of one step of a reading
StepWriter: TypeAlias = Callable[[Reading, Vocabulary, int, float], tuple[str, str, str]]
MAX_OBJECTIVE = 2000  # characters of LaTeX


def change_of_coordinates(page: Page, evidence: ChangeOfCoordinates, writer: StepWriter) -> str:
    """Return the argument: f is F in other coordinates, and every step about F."""
    there, v = _about(evidence.objective, evidence.variables, evidence.steps, "F")
    n = page.reading.lift.dimension
    old, new = page.v.names[:n], v.names[:n]
    forward = LatexWriter(old, 60, page.index + 1)
    backward = LatexWriter(new, 60, page.index + 1)
    maps = [f"${name} = {forward.text(p)}$" for name, p in zip(new, evidence.forward, strict=True)]
    back = [f"${name} = {backward.text(p)}$" for name, p in zip(old, evidence.backward, strict=True)]
    head = (
        f"The polynomial map {', '.join(maps)} has the inverse {', '.join(back)}, so that it is a homeomorphism of"
        f" $\\mathbb{{R}}^{{{n}}}$, and"
        f" ${page.v.f} = {v.f}({', '.join(new)})$ with"
        f"\n\\begin{{equation*}}\n  {v.f} = {_shown(there.expression)}.\n\\end{{equation*}}\n"
        f"Homeomorphisms carry setwise local minima over, so it is enough to show the same of ${v.f}$. In the following"
        f" list, steps are those of this list."
    )
    return "\n\n".join([head, *_steps(page, there, v, writer)])


def increasing_function(page: Page, evidence: IncreasingFunction, writer: StepWriter) -> str:
    """Return the argument: f is an increasing function of h, and every step about h."""
    there, v = _about(evidence.objective, page.reading.lift.variables, evidence.steps, "H")
    phi = _shown(parse(evidence.outer))
    where = r"\mathbb{R}" if evidence.lower is None else rf"[{page.writer().rational(evidence.lower)}, \infty)"
    also = "" if evidence.lower is None else f" (all values of ${v.f}$ are in this set)"
    head = (
        rf"${page.v.f} = \varphi({v.f})$ with"
        f"\n\\begin{{align*}}\n  \\varphi(t) &= {phi}, \\\\ {v.f} &= {_shown(there.expression)}.\n\\end{{align*}}\n"
        rf"On ${where}${also}, where it is defined, $\varphi$ increases strictly, as the growth of its parts shows."
        f" So it is enough to show the same of ${v.f}$. In the following list, steps are those of this list."
    )
    return "\n\n".join([head, *_steps(page, there, v, writer)])


def function_of_function(page: Page, evidence: FunctionOfFunction, writer: StepWriter) -> str:
    """Return the argument: f is a function of h, and every step about this function, h and -h."""
    names = page.reading.lift.variables
    lists = [
        _about(evidence.objective, names, evidence.below, "H"),
        _about(f"-({evidence.objective})", names, evidence.above, "K"),
    ]
    why = r", a convex function, as its formula shows"
    if evidence.steps:
        why = ""
        lists.append(_about(evidence.outer, (ARGUMENT,), evidence.steps, r"\varphi"))
    head = (
        rf"${page.v.f} = \varphi(H)$ with"
        f"\n\\begin{{align*}}\n  \\varphi(t) &= {_shown(parse(evidence.outer))}, \\\\"
        f" H &= {_shown(parse(evidence.objective))}.\n\\end{{align*}}\n"
        rf"Here $K = -H$, and $\varphi$ is a function on the line{why}. It is enough to show what follows about these"
        " functions. In the following lists, one for each of them, steps are those of the list."
    )
    out = [head]
    for there, v in lists:
        out += [rf"\par\medskip\noindent On ${v.f}$:", *_steps(page, there, v, writer)]
    return "\n\n".join(out)


def monotone_coordinates(page: Page, evidence: MonotoneCoordinates, writer: StepWriter) -> str:
    """Return the argument: functions of single variables are replaced by others with the same values."""
    there, v = _about(evidence.objective, page.reading.lift.variables, evidence.steps, "G")
    rows = []
    for single, text in zip(evidence.functions, evidence.replacements, strict=True):
        place = page.v.names[page.reading.lift.variables.index(single.variable)]
        rows.append(f"{place}&: & \\varphi(t) &= {_shown(parse(single.function))}, & \\psi(t) &= {_shown(parse(text))}")
    head = (
        f"In ${page.v.f}$ a variable occurs only in a strictly monotone function $\\varphi$ of it, which has the same"
        " image as $\\psi$, as the limits of their parts at the ends of the line show:"
        "\n\\begin{align*}\n  " + ", \\\\ ".join(rows) + ".\n\\end{align*}\n"
        f"With $\\psi$ in place of $\\varphi$ the function is"
        f"\n\\begin{{equation*}}\n  {v.f} = {_shown(there.expression)},\n\\end{{equation*}}\n"
        f"and it is enough to show the same of ${v.f}$. In the following list, steps are those of this list."
    )
    return "\n\n".join([head, *_steps(page, there, v, writer)])


def convex_in_coordinates(page: Page, evidence: ConvexInCoordinates) -> str:
    """Return the argument: f is a convex function of strictly monotone functions of single variables."""
    rows = []
    for single in evidence.functions:
        place = page.v.names[page.reading.lift.variables.index(single.variable)]
        rows.append(f"{place}&: & \\varphi(t) &= {_shown(parse(single.function))}")
    return (
        f"${page.v.f}$ is a convex function"
        f"\n\\begin{{equation*}}\n  {_shown(parse(evidence.outer))}\n\\end{{equation*}}\n"
        "in which these variables stand for functions $\\varphi$ of them, strictly monotone, or even and strictly"
        r" monotone on $[0, \infty)$:"
        "\n\\begin{align*}\n  " + ", \\\\ ".join(rows) + ".\n\\end{align*}\n"
        "That the functions are so, and the whole is convex, is seen from the formulas."
    )


def convex_in_products(page: Page, evidence: ConvexInProducts) -> str:
    """Return the argument: f is a convex function of products of matrices of variables."""
    names = page.reading.lift.variables
    rows = []
    for product in evidence.products:
        entries = _matrix([[_shown(parse(name)) for name in row] for row in product.entries])
        layers = [
            _matrix([[page.v.names[names.index(name)] for name in row] for row in layer]) for layer in product.layers
        ]
        rows.append(f"{entries} &= {' '.join(reversed(layers))}")
    return (
        f"${page.v.f}$ is the function"
        f"\n\\begin{{equation*}}\n  {_shown(parse(evidence.outer))},\n\\end{{equation*}}\n"
        "in which these names stand for the entries of products of matrices of variables:"
        "\n\\begin{align*}\n  " + ", \\\\ ".join(rows) + ".\n\\end{align*}\n"
        "It is differentiable, and convex, as is seen from the formula; no hidden layer is narrower than both ends of"
        " its product."
    )


def _matrix(rows: list[list[str]]) -> str:
    inner = " \\\\ ".join(" & ".join(row) for row in rows)
    return f"\\begin{{pmatrix}} {inner} \\end{{pmatrix}}"


def separate_variables(page: Page, evidence: SeparateVariables, writer: StepWriter) -> str:
    """Return the argument: f is a sum or a product of functions of separate variables, and every step about them."""
    f, product = page.v.f, evidence.product
    names = [f"F_{{{k + 1}}}" for k in range(len(evidence.parts))]
    functions = [_about(p.objective, p.variables, p.steps, n) for p, n in zip(evidence.parts, names, strict=True)]
    sign = "-" if evidence.constant < 0 else "+"
    constant = f" {sign} {page.writer().rational(abs(evidence.constant))}" if evidence.constant else ""
    rows = " \\\\ ".join(f"{v.f} &= {_shown(there.expression)}" for there, v in functions)
    head = (
        f"${f} = {(' ' if product else ' + ').join(names)}{constant}$ with\n"
        f"\\begin{{align*}}\n  {rows},\n\\end{{align*}}\n"
        "where no two functions share a variable"
        + (", and all of them are nonnegative." if product else ".")
        + " In the following lists, one for each of these functions, steps are those of the list."
    )
    out = [head]
    for there, v in functions:
        if there.steps:
            out += [rf"\par\medskip\noindent On ${v.f}$:", *_steps(page, there, v, writer)]
    claim = page.reading.steps[page.index].claim
    why = _infimum(page, claim, names) if isinstance(claim, ExactInfimum) else _why(evidence, names)
    return "\n\n".join([*out, why])


def _infimum(page: Page, claim: ExactInfimum, names: list[str]) -> str:
    """Return how the infimum is made up of those of the parts."""
    infima = ", ".join(rf"$\inf {name}$" for name in names)
    attained = "is attained" if claim.attained else "is not attained"
    return (
        rf"\noindent Each of these functions is varied on its own, so $\inf {page.v.f}$ is made up of {infima} as"
        rf" ${page.v.f}$ is of the functions, and it {attained}, as these infima show."
    )


def _why(evidence: SeparateVariables, names: list[str]) -> str:
    """Return how the conclusion follows from those about the parts."""
    spurious = [
        n
        for n, p in zip(names, evidence.parts, strict=True)
        if any(isinstance(s.claim, SpuriousSetwiseMinimum) for s in p.steps)
    ]
    if spurious:
        which = ", ".join(f"${n}$" for n in spurious)
        return (
            rf"\noindent The set on which the variables of {which} lie in the setwise local minima found, and $f$ is at"
            " most the least value that it has when one of them is left, is a spurious setwise local minimum."
        )
    return (
        r"\noindent From every point of a setwise local minimum the parts can be decreased one after the other to their"
        " infima without leaving it, so none is spurious."
    )


def partial_minimum(page: Page, evidence: PartialMinimum, writer: StepWriter) -> str:
    """Return the argument: f as a quadratic polynomial in w, its minimum over w, and every step about that."""
    w = evidence.variable
    names = page.reading.lift.variables
    place = names.index(w)
    others = names[:place] + names[place + 1 :]
    there, v = _about(f"({evidence.numerator})/({evidence.denominator})", others, evidence.steps, "H")
    a, b, c = (_shown(parse(text)) for text in (evidence.square, evidence.linear, evidence.constant))
    name = page.v.names[place]
    minimum = f"c - \\frac{{b^2}}{{4 a}} = {_shown(there.expression)}"
    leading = page.writer().polynomial(extend(page.reading.lift, parse(evidence.square))[1])
    head = (
        rf"${page.v.f} = a {name}^2 + b {name} + c$ with"
        f"\n\\begin{{align*}}\n  a &= {a}, \\\\ b &= {b}, \\\\ c &= {c}.\n\\end{{align*}}\n"
        "Everywhere $a > 0$:\n" + proved(page, leading, evidence.positive) + " The right-hand side is positive."
        rf" So the minimum over ${name}$ is"
        f"\n\\begin{{equation*}}\n  {v.f} = {minimum},\n\\end{{equation*}}\n"
        f"and it is enough to show the same of ${v.f}$. In the following list, steps are those of this list."
    )
    return "\n\n".join([head, *_steps(page, there, v, writer)])


def _about(text: str, variables: tuple[str, ...], steps: tuple[Step, ...], function: str) -> tuple[Reading, Vocabulary]:
    """Return the steps about another function, and its names."""
    tree = parse(text)
    there = Reading(
        certificate=Certificate(text, variables, steps),
        expression=tree,
        lift=lift(tree, variables),
        verdict="",
        theorems=(),
        holes=(),
        digest="",
    )
    return there, vocabulary(there, latex=True, function=function)


def _shown(tree: Expression) -> str:
    shown = "".join(expression(tree))
    return shown if len(shown) <= MAX_OBJECTIVE else r"\text{(an expression that is given in the certificate)}"


def _steps(page: Page, there: Reading, v: Vocabulary, writer: StepWriter) -> Iterator[str]:
    for k in range(len(there.steps)):
        label, claim, body = writer(there, v, k, page.line - 8)
        yield f"\\par\\medskip\\noindent\\emph{{({k + 1}) {label}.}} {claim} {body}"
