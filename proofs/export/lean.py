"""The algebraic steps of a certificate as Lean 4 / Mathlib text.  NOT CHECKED HERE: no Lean is run by this project.

Every Positivstellensatz identity becomes a lemma about real numbers, proved by ``nlinarith`` or ``linear_combination``
from the squares and cofactors of the certificate; evaluations at points become ``norm_num``.  The topological theorems
are not part of the text.

Soundness-critical: no.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from tameproof.proofs.export.coq_terms import weighted
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.facts import Fact, FactKind, equation, nonnegative, positive
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial

RELATION = {FactKind.EQUATION: "= 0", FactKind.NONNEGATIVE: "≥ 0", FactKind.POSITIVE: "> 0"}


def to_lean(certificate: Certificate) -> str:
    """Return Lean 4 text with one lemma per algebraic step that is a statement about all of R^n or a region.

    Args:
        certificate: it is checked first.

    Returns:
        Text for Lean 4 with Mathlib, marked as unchecked; it does not contain the conclusion of the certificate.

    Raises:
        RejectedStep: if the kernel does not accept the certificate.
    """
    expression = parse(certificate.objective)
    check_certificate(certificate, expression)
    lifted = lift(expression, certificate.variables)
    names = tuple(f"v{i}" for i in range(len(lifted.names)))
    text = certificate.objective.replace("-/", "- /").replace("/-", "/ -")
    lines = [
        f"/- The algebraic steps about f = {text}",
        "   NOT CHECKED by this project: no Lean was run.  The conclusion needs the topological theorems as well.",
        "   " + ", ".join(f"{n} = {old}" for n, old in zip(names, lifted.names, strict=True)) + " -/",
        "import Mathlib",
        "",
    ]
    for index, step in enumerate(certificate.steps):
        for suffix, facts, goal, relation, identity in _goals(lifted, step):
            if identity.contradiction:
                lines += [f"-- step_{index}{suffix} is omitted: a proof by contradiction", ""]
                continue
            if any(isinstance(s, e.FieldSquares) for s in (identity.squares, *(t.squares for t in identity.products))):
                lines += [f"-- step_{index}{suffix} is omitted: a sum of squares over a number field", ""]
                continue
            lines += _lemma(f"step_{index}{suffix}", facts, goal, relation, identity, names)
        lines += _points(index, step, lifted, names)
    return "\n".join(lines) + "\n"


def _goals(lift: Lift, step: Step) -> Iterator[tuple[str, list[Fact], Polynomial, str, e.Psatz]]:
    """Yield (suffix, facts, polynomial, relation, identity) for the inequalities of a step."""
    own, f = list(lift.facts), lift.objective
    match step.claim, step.evidence:
        case c.BoundedBelow(bound), e.LowerBound(identity):
            yield "", own, f - Polynomial.constant(bound), "≥ 0", identity
        case c.MonotoneQuantity(quantity, lower), e.FlowInequality(flow, low):
            yield "_flow", own, lift.inner_with_gradient(quantity), "≥ 0", flow
            yield "_lower", own, quantity - Polynomial.constant(lower), "≥ 0", low
        case _, e.Region() as region:
            g = region.inequalities
            for i, identity in enumerate(region.boundary):
                facts = own + [equation(p) if j == i else nonnegative(p) for j, p in enumerate(g)]
                yield f"_boundary_{i}", facts, f - Polynomial.constant(region.level), "> 0", identity
            inside = own + [positive(p) for p in g]
            yield "_floor", inside, f - Polynomial.constant(region.lower), "≥ 0", region.floor
        case _:
            return


def _lemma(
    name: str, facts: Sequence[Fact], goal: Polynomial, relation: str, identity: e.Psatz, names: Sequence[str]
) -> list[str]:
    hypotheses = " ".join(f"(h{i} : {_text(f.polynomial, names)} {RELATION[f.kind]})" for i, f in enumerate(facts))
    hints = [f"sq_nonneg ({_text(p, names)})" for _, p in weighted(identity.squares)]
    for term in identity.products:
        factors = [_weak(i, facts[i]) for i in term.facts]
        for _, p in weighted(term.squares):
            hint = f"sq_nonneg ({_text(p, names)})"
            for factor in factors:
                hint = f"mul_nonneg ({hint}) ({factor})"
            hints.append(hint)
    for i, cofactor in identity.combination:
        hints.append(f"congrArg (fun t => ({_text(cofactor, names)}) * t) h{i}")
    return [
        f"lemma {name} ({' '.join(names)} : ℝ) {hypotheses} :".replace("  ", " "),
        f"    {_text(goal, names)} {relation} := by",
        f"  nlinarith [{', '.join(hints)}]",
        "",
    ]


def _weak(index: int, fact: Fact) -> str:
    return f"h{index}.le" if fact.kind is FactKind.POSITIVE else f"h{index}"


def _points(index: int, step: Step, lift: Lift, names: Sequence[str]) -> list[str]:
    """Return the evaluations of a refutation as ``norm_num`` examples."""
    if not isinstance(step.evidence, e.Region) or not lift.is_polynomial:
        return []
    out = []
    for label, point, bound, sign in (
        ("inside", step.evidence.inside, step.evidence.level, "≤"),
        ("below", step.evidence.below, step.evidence.lower, "<"),
    ):
        values = [f"({_number(x)})" for x in point.coordinates]
        text = _text(lift.objective, values)
        out += [f"-- step {index}: {label}", f"example : {text} {sign} ({_number(bound)} : ℝ) := by norm_num", ""]
    return out


def _number(q: Fraction) -> str:
    return str(q.numerator) if q.denominator == 1 else f"{q.numerator}/{q.denominator}"


def _text(p: Polynomial, names: Sequence[str]) -> str:
    parts = []
    for exponents, value in p.items():
        factors = [f"({_number(value)} : ℝ)"]
        factors += [names[i] if k == 1 else f"{names[i]}^{k}" for i, k in enumerate(exponents) if k]
        parts.append(" * ".join(factors))
    return " + ".join(parts) or "(0 : ℝ)"
