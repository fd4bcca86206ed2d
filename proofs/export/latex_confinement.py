"""Phases and stages as LaTeX paragraphs.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.export.formula import NamedFact, Summand
from tameproof.proofs.export.latex_math import display
from tameproof.proofs.export.latex_psatz import Page, combination, norm_factor, proved
from tameproof.proofs.export.latex_sublevel import sublevel_page
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.facts import nonnegative
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.rules.confinement import distance_to_end
from tameproof.proofs.kernel.rules.controlled import common_lift


def confinement(page: Page, evidence: e.Confinement) -> str:
    """Return why trajectories are bounded: constants, then the tree."""
    lift, quantities = page.reading.lift, [page.reading.lift.objective]
    for p in page.reading.steps[page.index].premises:
        match page.reading.steps[p].claim:
            case c.ConservedQuantity(q) | c.MonotoneQuantity(q, _):
                quantities.append(q)
            case c.ConservedFunction(text):
                try:
                    lift, q = common_lift(lift, text, "function")
                except RejectedStep:
                    continue
                quantities.append(q)
            case _:
                continue
    inner = sublevel_page(page)
    names = inner.v.names[: len(lift.names)]
    inner = replace(inner, v=replace(inner.v, names=names), facts=tuple(map(NamedFact, lift.facts)))
    out = ["Letters $p_k$ are constants, at least 1, that may depend on the trajectory and on the phase."]
    for q in quantities:
        inner, name = _with_parameter(inner, [q, -q], [])
        out.append(rf"Along a trajectory $|{inner.inline(q)}| \le {name}$.")
    tree = _node(inner, lift, evidence.tree)
    if isinstance(page.reading.steps[page.index].claim, c.TrajectoriesInBall):
        tree += (
            " The radius follows from values of all constants, which are bounded one after the other over the starting"
            " points, and over the ball of one phase when the next one begins, by interval arithmetic."
        )
    return " ".join(out) + "\n" + tree


def _with_parameter(page: Page, below: Sequence[Polynomial], gaps: Sequence[Polynomial]) -> tuple[Page, str]:
    """Return the page with one more constant p >= 1, p - q >= 0 for q below and p y - 1 >= 0 for gaps y; its name."""
    number = len(page.v.names)
    count = number - len(page.reading.lift.names) + 1
    name = page.v.subscript("p", count)
    p = Polynomial.variable(number)
    new = [NamedFact(nonnegative(q)) for q in (p - ONE, *(p - q for q in below), *(p * y - ONE for y in gaps))]
    return replace(page, v=replace(page.v, names=(*page.v.names, name)), facts=(*page.facts, *new)), name


def _node(page: Page, lift: Lift, tree: e.ConfinementTree) -> str:
    match tree:
        case e.Phases(s, direction, factor, cofactors, flow):
            shown = page.inline(s)
            g = _flow(page, "s")
            if direction:
                left = [*(["-"] if direction > 0 else []), g]
                why = f"because\n{proved(page, left, flow)}"
            elif cofactors:
                left = [g, f" - ({page.inline(factor)}) s"]
                why = f"because\n{combination(page, left, cofactors)}"
            else:
                why = f"because\n{display([g], '=', [f'({page.inline(factor)}) s'], page.line)}"
            word = "keeps its sign" if not direction else "changes its sign at most once"
            head = f"Along a trajectory $s = {shown}$ {word}, {why}\n"
            return head + _two(page, lift, s, tree.positive, tree.negative, "phase")
        case e.Pieces(s):
            return _two(page, lift, s, tree.positive, tree.negative, "part")
        case e.Stages(stages, child):
            out = []
            for stage in stages:
                page, text = _stage(page, lift, stage)
                out.append(text)
            return "\n".join(out) + "\n" + _node(page, lift, child)
        case e.Contained(bound, exponent, psatz):
            w = page.writer()
            left = [*w.polynomial(bound), *w.sum([Summand(Fraction(-1), (norm_factor(page, exponent),))])]
            return f"So $|\\mathbf{{x}}|$ is bounded:\n{proved(page, left, psatz)}"


def _two(
    page: Page, lift: Lift, s: Polynomial, positive: e.ConfinementTree, negative: e.ConfinementTree, word: str
) -> str:
    shown, out = page.inline(s), []
    for relation, child, p in ((r"\ge", positive, s), (r"\le", negative, -s)):
        inner = page.with_facts((*page.facts, NamedFact(nonnegative(p))))
        out.append(rf"\par\noindent\emph{{The {word} ${shown} {relation} 0$.}} " + _node(inner, lift, child))
    return "\n".join(out)


def _flow(page: Page, name: str) -> str:
    field = rf"\nabla {page.v.f}" if page.reading.lift.smooth else page.v.symbol("G")
    return rf"\langle \nabla {name}, {field} \rangle"


def _stage(page: Page, lift: Lift, stage: e.Stage) -> tuple[Page, str]:
    """Return the page after a stage, and its text."""
    match stage:
        case e.Nonincreasing(v, flow):
            text = f"The function $V = {page.inline(v)}$ does not increase:\n{proved(page, [_flow(page, 'V')], flow)}"
            after, p = _with_parameter(page, [v], [])
            return after, rf"{text} So $V \le {p}$."
        case e.Bounded(v, bound, psatz):
            after, p = _with_parameter(page, [v], [])
            shown = proved(page, page.writer().polynomial(bound - v), psatz)
            return after, f"We have\n{shown} So ${page.inline(v)} \\le {p}$."
        case e.BoundedNode(number, upper, bound, psatz):
            node = next(n for n in lift.lifted if n.index == number)
            a = node.arguments[0] if upper else -node.arguments[0]
            gap, infinite = distance_to_end(node, upper=upper)
            shown = proved(page, page.writer().polynomial(bound - a), psatz)
            after, p = _with_parameter(page, *(([gap, gap * gap], []) if infinite else ([], [gap, gap * gap])))
            y = page.inline(gap)
            known = rf"{y} \le {p}$ and $({y})^2 \le {p}" if infinite else rf"{p} ({y}) \ge 1$ and ${p} ({y})^2 \ge 1"
            return after, f"We have\n{shown} So ${page.inline(a)}$ is bounded above, and ${known}$."
        case e.BoundedArgument(number, upper, bound, psatz):
            node = next(n for n in lift.lifted if n.index == number)
            a = node.arguments[0] if upper else -node.arguments[0]
            gap, infinite = distance_to_end(node, upper=upper)
            goal = bound - gap if infinite else bound * gap - ONE
            shown = proved(page, page.writer().polynomial(goal), psatz)
            after, p = _with_parameter(page, [a], [])
            return after, rf"We have\n{shown} So ${page.inline(a)} \le {p}$.".replace(r"\n", "\n")


def plain_confinement(tree: e.ConfinementTree) -> str:
    """Return the size of a proof by phases and stages in words."""
    phases, stages = _size(tree)
    return f"{phases} {'phases' if phases > 1 else 'phase'}, {stages} quantities bounded one after another"


def _size(tree: e.ConfinementTree) -> tuple[int, int]:
    """Return the numbers of leaves and of stages."""
    match tree:
        case e.Phases() | e.Pieces():
            (first, some), (second, more) = _size(tree.positive), _size(tree.negative)
            return first + second, some + more
        case e.Stages(stages, child):
            leaves, more = _size(child)
            return leaves, more + len(stages)
        case e.Contained():
            return 1, 0
