"""Case trees as numbered LaTeX paragraphs, of any depth.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from tameproof.proofs.export.formula import Factor, NamedFact, Summand
from tameproof.proofs.export.latex_infinity import shown_candidate
from tameproof.proofs.export.latex_math import algebraic, short_algebraic, vector
from tameproof.proofs.export.latex_math import width as width_of
from tameproof.proofs.export.latex_psatz import (
    LIMIT,
    Page,
    combination,
    derivation,
    fact_statement,
    horner,
    norm_factor,
    proved,
)
from tameproof.proofs.export.reading import MAX_NAMED, value_facts
from tameproof.proofs.kernel.claims import LocalMinimaHaveValue
from tameproof.proofs.kernel.evidence import (
    AdjoinInverse,
    AdjoinMultiplier,
    AdjoinOddRoot,
    AdjoinRoot,
    BoundedPart,
    CaseTree,
    Combination,
    CoordinateBound,
    Derive,
    Eliminant,
    Eliminants,
    Empty,
    FiniteValues,
    HasValue,
    NotLocalMinimum,
    RadialEliminant,
    SecondOrder,
    SplitProduct,
    SplitSign,
    SplitValue,
    Tangency,
)
from tameproof.proofs.kernel.facts import equation, nonnegative, positive
from tameproof.proofs.kernel.lift import radial_function
from tameproof.proofs.kernel.polynomial import ONE, ZERO, Polynomial
from tameproof.proofs.kernel.rules.series import objective_along
from tameproof.proofs.kernel.rules.tangency import second_order_polynomial

MAX_PARAGRAPHS = 200  # of one tree; the rest is in the certificate
MAX_TAYLOR = 400  # terms of F times steps of the arc, up to which a Taylor coefficient is written out


@dataclass
class _Budget:
    left: int = MAX_PARAGRAPHS
    refused: int = 0


def case_tree(page: Page, tree: CaseTree, width: int) -> str:
    """Return a case tree as paragraphs.

    Args:
        page: the step, with the facts at the root.
        tree: the tree.
        width: number of variables at the root, lifted ones included.
    """
    budget = _Budget()
    out = _node(page, tree, "", width, budget)
    if budget.refused:
        out += f"\n\n\\noindent The remaining {budget.refused} cases are in step {page.index + 1} of the certificate."
    return out


def _named(page: Page, p: Polynomial, kind: str) -> NamedFact:
    """Return a fact of the tree; a long polynomial gets a name that is made of the number of the fact."""
    fact = {"=": equation, ">": positive, ">=": nonnegative}[kind](p)
    return NamedFact(fact, page.v.subscript("e", len(page.facts) + 1) if len(p) > MAX_NAMED else "")


def _add(page: Page, *facts: NamedFact) -> Page:
    return page.with_facts((*page.facts, *facts))


def _cases(page: Page, label: str, cases: Sequence[tuple[Page, str, CaseTree]], width: int, budget: _Budget) -> str:
    out = []
    for k, (inner, condition, child) in enumerate(cases, start=1):
        own = f"{label}.{k}" if label else str(k)
        if budget.left <= 0:
            budget.refused += 1
            continue
        budget.left -= 1
        out.append(
            f"\n\n\\medskip\\noindent\\textbf{{Case {own}:}} {condition}.\n{_node(inner, child, own, width, budget)}"
        )
    return "".join(out)


def _node(page: Page, tree: CaseTree, label: str, width: int, budget: _Budget) -> str:
    match tree:
        case Derive(derivations, child):
            out = []
            for d in derivations:
                new = _named(page, d.polynomial, "=")
                out.append(derivation(page, d, new.name))
                page = _add(page, new)
            return "\n".join(out) + "\n" + _node(page, child, label, width, budget)
        case SplitProduct():
            return _split_product(page, tree, label, width, budget)
        case SplitSign(polynomial, plus, zero, minus):
            cases = []
            for p, kind, shown, child in (
                (polynomial, ">", ">", plus),
                (polynomial, "=", "=", zero),
                (-polynomial, ">", "<", minus),
            ):
                new = _named(page, p, kind)
                condition = _condition(page, new) if new.name else f"${page.inline(polynomial)} {shown} 0$"
                cases.append((_add(page, new), condition, child))
            return rf"We distinguish the sign of ${page.inline(polynomial)}$." + _cases(
                page, label, cases, width, budget
            )
        case SplitValue(children, strips):
            claim = page.reading.critical_values(page.index)
            pairs = zip(claim.values, claim.status, strict=True) if claim is not None else ()
            values = [v for v, status in pairs if status != "not-attained"]
            cases = []
            for value, child in zip(values, children, strict=True):
                inner = _add(page, *value_facts(page.reading, page.v, value, strips=strips))
                cases.append((inner, f"${page.v.f} = {algebraic(page.writer(), value)}$", child))
            return "We go through the critical values." + _cases(page, label, cases, width, budget)
        case AdjoinRoot(polynomial, psatz, child):
            name = page.v.variable_names(width + 1)[width]
            z = Polynomial.variable(width)
            written = page.inline(polynomial)
            text = rf"\noindent Let ${name} = \sqrt{{{written}}}$, which exists because" + "\n"
            text += proved(page, page.writer().polynomial(polynomial), psatz)
            inner = _add(page, NamedFact(equation(z * z - polynomial)), NamedFact(nonnegative(z)))
            return text + "\n" + _node(inner, child, label, width + 1, budget)
        case AdjoinOddRoot(polynomial, child):
            name = page.v.variable_names(width + 1)[width]
            inner = _add(page, NamedFact(equation(polynomial)))
            text = rf"\noindent Let ${name}$ be a real number with ${inner.inline(polynomial)} = 0$,"
            text += f" which exists because the degree in ${name}$ is odd and the leading coefficient is constant."
            return text + "\n" + _node(inner, child, label, width + 1, budget)
        case AdjoinInverse(polynomial, psatz, child):
            name = page.v.variable_names(width + 1)[width]
            text = rf"\noindent Let ${name} = 1/({page.inline(polynomial)})$, which exists because" + "\n"
            text += proved(page, _squared(page, polynomial), psatz)
            inner = _add(page, NamedFact(equation(Polynomial.variable(width) * polynomial - ONE)))
            return text + "\n" + _node(inner, child, label, width + 1, budget)
        case AdjoinMultiplier():
            return _with_multiplier(page, tree, label, width, budget)
        case SecondOrder():
            return _second_order(page, tree, label, width, budget)
        case Empty(psatz):
            return (
                "This case is empty:\n"
                + proved(page, ["0"], psatz)
                + " The right-hand side is positive: a contradiction."
            )
        case HasValue():
            return _has_value(page, tree)
        case NotLocalMinimum():
            return _not_local_minimum(page, tree)
        case FiniteValues(polynomial, scheme):
            return (
                f"Here ${page.v.f}$ takes finitely many values:\n{horner(page, polynomial, scheme)} A value"
                f" that is taken"
            ) + " on an unbounded part of the case is not approached strictly from above."
        case BoundedPart(bound, exponent, psatz):
            goal = _bound_minus(page, bound, norm_factor(page, exponent))
            return (
                f"The part of this case on which ${page.v.f}$ is bounded is itself"
                f" bounded:\n{proved(page, goal, psatz)}"
            ) + " So it contains no sequence that tends to infinity with a finite limit of values."
        case Eliminants():
            return _eliminants(page, tree)
        case RadialEliminant():
            return _radial_eliminant(page, tree)
    assert_never(tree)


def _radial(page: Page) -> Polynomial | None:
    frame = page.reading.steps[page.index].evidence
    return radial_function(page.reading.lift, frame.weights, frame.powers) if isinstance(frame, Tangency) else None


def _with_multiplier(page: Page, node: AdjoinMultiplier, label: str, width: int, budget: _Budget) -> str:
    """Return the Lagrange multiplier, its equations, and the rest of the tree."""
    f, name, rho = page.v.f, page.v.variable_names(width + 1)[width], r"\rho"
    text = (
        rf"\noindent A value that is approached from above is approached along a curve on which ${f}$ decreases. On it"
        rf" $\nabla {f} = {name} \nabla {rho}$ with ${name} < 0$ and ${name} {rho} \to 0$, so far out"
        rf" ${name} {rho} > -{page.writer().rational(node.width)}$. It is enough to consider such points."
    )
    radial, unknown = _radial(page), Polynomial.variable(width)
    if radial is not None:
        rows = [equation(g - unknown * radial.derivative(i)) for i, g in enumerate(page.reading.lift.gradient)]
        rows += [positive(-unknown), positive(Polynomial.constant(node.width) + unknown * radial)]
        page = replace(_add(page, *map(NamedFact, rows)), multiplier=width)
    return text + "\n\n" + _node(page, node.child, label, width + 1, budget)


def _second_order(page: Page, node: SecondOrder, label: str, width: int, budget: _Budget) -> str:
    """Return the second order condition along a tangent vector, as a new fact, and the rest of the tree."""
    f, d, rho = page.v.f, page.v.symbol("d"), r"\rho"
    shown = vector([page.inline(p) for p in node.direction])
    text = rf"\noindent The vector ${d} = {shown}$ is tangent to the level sets of ${rho}$"
    if node.tangent:
        product = [rf"\langle {d}, \nabla {rho} \rangle"]
        text += ":\n" + combination(page, product, node.tangent) + "\n"
    else:
        text += ". "
    text += (
        rf"At local minima of ${f}$ on the level sets ${d}^{{\top}} (\nabla^{{2}} {f} - \lambda \nabla^{{2}} {rho}) {d}"
        rf" \ge 0$, $\lambda$ being the multiplier; this is added to the facts."
    )
    rho_polynomial = _radial(page)
    if rho_polynomial is not None and page.multiplier is not None:
        fact = second_order_polynomial(page.reading.lift, rho_polynomial, node.direction, page.multiplier)
        new = _named(page, fact, ">=")
        if new.name:
            text += rf" It is called ${new.name}$."
        page = _add(page, new)
    return text + "\n\n" + _node(page, node.child, label, width, budget)


def _condition(page: Page, new: NamedFact) -> str:
    if not new.name:
        return f"${fact_statement(page, new)}$"
    sign = fact_statement(page, new).rsplit(new.name, 1)[1]
    return f"${new.name} {sign.strip()}$, where ${new.name} = {page.inline(new.fact.polynomial)}$"


def _squared(page: Page, p: Polynomial) -> list[str]:
    w = page.writer()
    return w.sum([w.factor(p, 2)])


def _bound_minus(page: Page, bound: Sequence[Fraction], *right: Factor) -> list[str]:
    w = page.writer()
    left = [Summand(c, (Factor((page.v.f,), k),)) for k, c in enumerate(bound) if c]
    return w.sum([*left[::-1], Summand(Fraction(-1), right)])


def _bound_terms(page: Page, bound: Sequence[Fraction]) -> list[str]:
    w = page.writer()
    return w.sum([Summand(c, (Factor((page.v.f,), k),) if k else ()) for k, c in enumerate(bound) if c][::-1])


def _split_product(page: Page, tree: SplitProduct, label: str, width: int, budget: _Budget) -> str:
    w = page.writer()
    total = Summand(Fraction(1))
    for p in tree.factors:
        s = w.factor(p, tree.exponent)
        total = Summand(total.coefficient * s.coefficient, (*total.factors, *s.factors))
    text = "A product vanishes:\n" + combination(page, w.sum([total]), tree.combination)
    cases = []
    before: tuple[NamedFact, ...] = ()
    words: list[str] = []
    for p, child in zip(tree.factors, tree.children, strict=True):
        inner = _add(page, *before)
        zero = _named(inner, p, "=")
        condition = ", ".join([_condition(inner, zero), *words])
        cases.append((_add(inner, zero), condition, child))
        square = p * p if len(p) <= LIMIT else ZERO
        squared = w.sum([w.factor(p, 2)])
        before = (*before, NamedFact(positive(square), "".join(squared)))
        words.append(rf"${page.inline(p)} \ne 0$" if len(p) <= MAX_NAMED else "the factors before it are nonzero")
    return text + _cases(page, label, cases, width, budget)


def _has_value(page: Page, leaf: HasValue) -> str:
    f, w = page.v.f, page.writer()
    claim = page.reading.steps[page.index].claim
    value = claim.value if isinstance(claim, LocalMinimaHaveValue) else None
    shown = short_algebraic(w, value) if value is not None else "v"
    if leaf.horner is None or value is None:
        return f"Here ${f} = {shown}$, as claimed."
    out = f"Here ${f} = {shown}$, as claimed:\n{horner(page, value.polynomial, leaf.horner)}"
    if leaf.above is not None:
        out += "\n" + proved(page, _minus(page, value.low), leaf.above)
    if leaf.below is not None:
        out += "\n" + proved(page, w.sum([Summand(value.high), Summand(Fraction(-1), (Factor((f,)),))]), leaf.below)
    return out


def _minus(page: Page, value: Fraction) -> list[str]:
    return page.writer().sum([Summand(Fraction(1), (Factor((page.v.f,)),)), Summand(-value)])


# -- escape arcs -------------------------------------------------------------------------------------------------------
def _not_local_minimum(page: Page, leaf: NotLocalMinimum) -> str:
    straight = leaf.order == 2 and all(len(a.path) == 1 for a in leaf.arcs) and page.reading.lift.smooth
    return _strict_saddle(page, leaf) if straight else _descent(page, leaf)


def _numbered(symbol: str, leaf: NotLocalMinimum) -> list[str]:
    """Return the names of the arcs of a leaf."""
    return [symbol] if len(leaf.arcs) == 1 else [f"{symbol}_{{{k}}}" for k in range(1, len(leaf.arcs) + 1)]


def _fits(page: Page, formulas: Sequence[str]) -> bool:
    """Whether formulas are short enough for running text."""
    return sum(map(width_of, formulas)) <= 4 * page.line


def _strict_saddle(page: Page, leaf: NotLocalMinimum) -> str:
    f, w = page.v.f, page.writer(30)
    symbol = page.v.symbol("d")
    names = _numbered(symbol, leaf)
    count = len(names)
    curvature = [rf"{n}^{{\top}}\nabla^{{2}} {f}\, {n}" for n in names]
    directions = [f"{n} = {vector([w.text(p) for p in a.path[0]])}" for n, a in zip(names, leaf.arcs, strict=True)]
    text = "A strict saddle: no point here is a local minimum. "
    if _fits(page, directions) and not any(w.is_long(p) for a in leaf.arcs for p in a.path[0]):
        text += f"Direction{'s' if count > 1 else ''}: {'; '.join(f'${d}$' for d in directions)}."
    else:
        listed = f"${symbol}$" if count == 1 else rf"${symbol}_{{1}}, \dots, {symbol}_{{{count}}}$"
        text += (
            f"The direction{'s' if count > 1 else ''} {listed} (vectors of polynomials) are in step {page.index + 1}."
        )
    values = [w.text(c.scale(2)) for c in _coefficients(page, leaf) or ()]
    shown = [f"{c} = {v}" for c, v in zip(curvature, values, strict=False)]
    if shown and _fits(page, [*directions, *shown]):
        text += f" Here {', '.join(f'${v}$' for v in shown)} at every point."
    if count <= 4 and not any(page.writer().is_long(Polynomial.constant(a.weight)) for a in leaf.arcs):
        pairs = zip(leaf.arcs, curvature, strict=True)
        goal = w.sum([Summand(-a.weight / 2, (Factor((c,)),)) for a, c in pairs])
        return f"{text}\n{proved(page, goal, leaf.psatz)} The right-hand side is positive."
    omega, k = r"\omega", page.v.symbol("k")
    each = rf"{symbol}_{{{k}}}^{{\top}}\nabla^{{2}} {f}\, {symbol}_{{{k}}}"
    text += rf" With weights ${omega}_{{{k}}} \ge 0$, also given there,"
    goal = [rf"-\tfrac{{1}}{{2}} \sum_{{{k}}} {omega}_{{{k}}}\, {each}"]
    return f"{text}\n{proved(page, goal, leaf.psatz)} The right-hand side is positive."


def _descent(page: Page, leaf: NotLocalMinimum) -> str:
    f, t, w = page.v.f, page.v.symbol("t"), page.writer(30)
    names = _numbered(r"\gamma", leaf)
    several = len(names) > 1
    arcs = []
    for name, escape in zip(names, leaf.arcs, strict=True):
        terms = []
        for k, step in enumerate(escape.path, start=1):
            if any(p.terms for p in step):
                terms.append(f"{w.raised(t, k)} {vector([w.text(p) for p in step])}")
        arcs.append(rf"{name}({t}) = \mathbf{{x}} + " + " + ".join(terms))
    listed = "; ".join(f"${a}$" for a in arcs) if _fits(page, arcs) else f"given in step {page.index + 1}"
    text = (
        rf"No point $\mathbf{{x}}$ here is a local minimum, because ${f}$ decreases along the"
        + f" arc{'s' if several else ''}"
        + rf" {listed}. In ${f}(\gamma({t})) - {f}(\mathbf{{x}}) = \sum_j c_j {t}^j$ the coefficients of order below"
        + f" {leaf.order} vanish by the equations at hand"
    )
    values = [w.text(c) for c in _coefficients(page, leaf) or ()]
    if values and not several and _fits(page, [*arcs, *values]):
        text += rf", and $c_{{{leaf.order}}} = {values[0]}$"
    text += "." + _kinks(leaf)
    if leaf.nonzero:
        goal = [f"{_c(leaf, names[0], several=several)}^{{2}}"]
        end = f"So this coefficient of odd order is not zero, and ${f}$ decreases for ${t} > 0$ or for ${t} < 0$."
        return f"{text}\n{proved(page, goal, leaf.psatz)} {end}"
    pairs = zip(leaf.arcs, names, strict=True)
    goal = w.sum([Summand(-a.weight, (Factor((_c(leaf, n, several=several),)),)) for a, n in pairs])
    return f"{text}\n{proved(page, goal, leaf.psatz)} The right-hand side is positive."


def _c(leaf: NotLocalMinimum, name: str, *, several: bool) -> str:
    return rf"c_{{{leaf.order}}}" + (rf"({name})" if several else "")


def _kinks(leaf: NotLocalMinimum) -> str:
    if not any(leaf.kinks):
        return ""
    rows = [", ".join(str(k.active + 1) for k in kinks) for kinks in leaf.kinks]
    return (
        (
            " For small $t > 0$ the active pieces of the absolute values and maxima, in their order in the"
            " objective, are numbers "
        )
        + "; ".join(rows)
        + ", because the gaps to the other pieces vanish identically or have a positive leading coefficient."
    )


def _coefficients(page: Page, leaf: NotLocalMinimum) -> list[Polynomial] | None:
    """Return the Taylor coefficients of the order of the leaf, one per arc, for a short objective."""
    lifted = page.reading.lift
    if len(lifted.objective) > LIMIT or leaf.order > 8 or lifted.objective.degree > 12:
        return None
    out = []
    for k, escape in enumerate(leaf.arcs):
        if len(lifted.objective) * max((len(p) for step in escape.path for p in step), default=1) > MAX_TAYLOR:
            return None
        kinks = leaf.kinks[k] if leaf.kinks else ()
        series, _ = objective_along(lifted, escape.path, leaf.order, kinks, "arc")
        out.append(series[leaf.order])
    return out


# -- tangency leaves ---------------------------------------------------------------------------------------------------
def _eliminants(page: Page, leaf: Eliminants) -> str:
    f = page.v.f
    out = ["Each coordinate is controlled by the value:"]
    for i, control in enumerate(leaf.coordinates):
        name = page.v.names[i]
        match control:
            case CoordinateBound(bound, exponent, psatz, factor):
                weight: tuple[Factor, ...] = ()
                if factor != (Fraction(1),):
                    weight = (Factor(tuple(_bound_terms(page, factor)), 2, False),)
                goal = _bound_minus(page, bound, *weight, Factor((name,), 2 * exponent))
                out.append(proved(page, goal, psatz))
            case Eliminant(polynomial, exponent, c):
                out.append(_relation(page, name, polynomial, exponent, c))
            case _:
                assert_never(control)
    out.append(
        (
            rf"If ${f}$ tends to $v$ and a coordinate tends to infinity, then $v$ is a root of the leading"
            rf" coefficient, in that"
        )
        + " coordinate, of one of these polynomials."
    )
    if not leaf.candidates:
        out.append("No leading coefficient has a real root.")
    out += [shown_candidate(page, candidate) for candidate in leaf.candidates]
    return "\n".join(out)


def _relation(page: Page, name: str, polynomial: Polynomial, exponent: int, c: Combination) -> str:
    inner = tuple(page.writer(names=(name, page.v.f)).polynomial(polynomial))
    power = [Summand(Fraction(1), (Factor(inner, exponent, False),))]
    return combination(page, list(inner) if exponent == 1 else page.writer().sum(power), c)


def _radial_eliminant(page: Page, leaf: RadialEliminant) -> str:
    out = [
        rf"The value and $\rho$ satisfy a relation $P(\rho, {page.v.f}) = 0$:",
        _relation(page, r"\rho", leaf.polynomial, leaf.exponent, leaf.combination),
        rf"As $\rho$ tends to infinity, a limit $v$ of ${page.v.f}$ is a root of the leading coefficient in $\rho$.",
    ]
    if not leaf.candidates:
        out.append("It has no real root.")
    return "\n".join([*out, *(shown_candidate(page, candidate) for candidate in leaf.candidates)])
