"""Positivstellensatz identities, combinations and Horner schemes as LaTeX paragraphs.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tameproof.proofs.export.formula import Factor, NamedFact, Summand, with_opposite
from tameproof.proofs.export.latex_math import LINE, RELATIONS, LatexWriter, algebraic, display
from tameproof.proofs.export.reading import Reading, Vocabulary
from tameproof.proofs.export.squares import weighted_squares
from tameproof.proofs.kernel.evidence import (
    Combination,
    FactoredGram,
    FieldSquares,
    Gram,
    Horner,
    PowerMembership,
    Psatz,
    RealRadical,
    SumOfSquares,
)
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.polynomial import ONE, Polynomial, sum_of_products

LESS = {False: "<", True: r"\le"}

LIMIT = 60  # terms of one polynomial
CROWDED = 160  # terms in a whole identity; beyond it only short polynomials are written out
SHORT = 16


@dataclass(frozen=True)
class Page:
    """What every paragraph of one step needs.

    Attributes:
        reading: the checked certificate.
        v: names.
        index: number of the step, from 0.
        line: width of a displayed line.
        facts: the facts at hand.
        multiplier: the variable of the Lagrange multiplier, in a tree over a tangency set.
    """

    reading: Reading
    v: Vocabulary
    index: int
    line: float = LINE
    facts: tuple[NamedFact, ...] = ()
    multiplier: int | None = None

    def with_facts(self, facts: Sequence[NamedFact]) -> Page:
        """Return the same page with other facts."""
        return replace(self, facts=tuple(facts))

    @property
    def count(self) -> int:
        """Number of variables, adjoined ones included."""
        seen = [max(n.fact.polynomial.variables(), default=0) + 1 for n in self.facts]
        return max([len(self.v.names), *seen]) + 2

    @property
    def space(self) -> str:
        """R^n."""
        n = self.reading.lift.dimension
        return r"\mathbb{R}" if n == 1 else rf"\mathbb{{R}}^{{{n}}}"

    def writer(self, limit: int = LIMIT, names: Sequence[str] | None = None) -> LatexWriter:
        """Return a writer for this step."""
        w = self.v.writer(self.index, limit, self.count, names)
        if not isinstance(w, LatexWriter):
            raise TypeError("a LaTeX page needs a LaTeX vocabulary")
        return w

    def inline(self, p: Polynomial, limit: int = 30) -> str:
        """Return a polynomial for running text."""
        return self.writer(limit).text(p)


def norm_factor(page: Page, exponent: int) -> Factor:
    """Return |x|^(2 exponent)."""
    n = page.reading.lift.dimension
    if n <= 3:
        squares = tuple(page.writer().polynomial(page.reading.lift.squared_norm))
        return Factor(squares, exponent, False) if n > 1 else Factor((page.v.names[0],), 2 * exponent)
    return Factor((r"\lvert\mathbf{x}\rvert",), 2 * exponent)


def difference(w: LatexWriter, left: Sequence[str], right: Fraction) -> list[str]:
    """Return ``left - right`` in pieces."""
    if not right:
        return list(left)
    return [*left, f" {'-' if right > 0 else '+'} {w.number(abs(right))}"]


def identity(page: Page, goal: Sequence[str], p: Psatz, end: str = ".") -> str:
    """Return the displayed identity of a Positivstellensatz certificate."""
    left, right = page.writer(_limit(p)).psatz(page.facts, goal, p)
    return display(left, "=", right, page.line, end)


def _limit(p: Psatz) -> int:
    sizes = [len(q) for _, q in p.combination]
    for squares in (p.squares, p.multiplier.squares, *(t.squares for t in p.products)):
        terms = getattr(squares, "terms", None)
        sizes += [len(q) for _, q in terms] if terms is not None else [len(getattr(squares, "basis", ()))]
    return LIMIT if sum(sizes) <= CROWDED else SHORT


def reason(page: Page, p: Psatz) -> str:
    """Return the sentence that says why the identity has the claimed sign."""
    parts = []
    zero = [page.facts[i] for i in dict.fromkeys(i for i, _ in p.combination)]
    if zero:
        parts.append(f"{_listed(page, zero)} {'vanish' if len(zero) > 1 else 'vanishes'}")
    indices = dict.fromkeys((*(i for t in p.products for i in t.facts), *p.unit, *p.multiplier.facts))
    signed = [page.facts[i] for i in indices]
    for kind, word in ((FactKind.NONNEGATIVE, "nonnegative"), (FactKind.POSITIVE, "positive")):
        some = [n for n in signed if n.fact.kind is kind]
        if some:
            parts.append(f"{_listed(page, some)} {'are' if len(some) > 1 else 'is'} {word}")
    if _is_nontrivial(p.multiplier.squares) and not p.multiplier.constant:
        parts.append("the sum of squares on the left is positive on a dense set, so the sign extends by continuity")
    if any(_is_described(page, s) for s in (p.squares, *(t.squares for t in p.products))):
        parts.append("the Gram matrices in the certificate are positive semidefinite (exact factorisation)")
    for squares in (p.multiplier.squares, p.squares, *(t.squares for t in p.products)):
        if isinstance(squares, FieldSquares):
            w = page.writer()
            t, value = w.field_symbol(), algebraic(w, squares.theta)
            parts.append(f"${t} = {value}$, the weights are nonnegative at ${t}$ and the powers of ${t}$ cancel modulo")
            parts[-1] += " its polynomial"
    if not parts:
        return ""
    return " where " + "; ".join(parts) + "."


def _is_described(page: Page, squares: SumOfSquares) -> bool:
    return isinstance(squares, Gram | FactoredGram) and weighted_squares(squares) is None


def _is_nontrivial(squares: object) -> bool:
    return bool(getattr(squares, "terms", ()) or getattr(squares, "basis", ()))


def _listed(page: Page, facts: Sequence[NamedFact]) -> str:
    if len(facts) > 6:
        return f"the {len(facts)} factors of this kind"
    return ", ".join(f"${fact_latex(page, n)}$" for n in facts)


def fact_latex(page: Page, named: NamedFact) -> str:
    """Return how the polynomial of a fact is called, without outer parentheses."""
    if not named.name:
        return page.inline(named.fact.polynomial)
    return named.name[1:-1] if named.name.startswith("(") and named.name.endswith(")") else named.name


def fact_statement(page: Page, named: NamedFact) -> str:
    """Return a fact with its relation, e.g. ``x - 1 = 0``."""
    return f"{fact_latex(page, named)} {RELATIONS[named.fact.kind]} 0"


def proved(page: Page, goal: Sequence[str], p: Psatz) -> str:
    """Return identity and reason."""
    if p.contradiction:
        inner = page.with_facts(with_opposite(page.facts, goal, p))
        weak = inner.facts[-1].fact.kind is FactKind.NONNEGATIVE
        why = reason(inner, p)
        head = f"(suppose ${''.join(goal)} {LESS[weak]} 0$)"
        shown = identity(page, goal, p, "," if why else ".")
        return f"{head}\n{shown}{why} The right-hand side is positive: a contradiction."
    why = reason(page, p)
    return identity(page, goal, p, "," if why else ".") + why


def combination(page: Page, left: Sequence[str], c: Combination) -> str:
    """Return the displayed identity ``left = sum cofactor * equation``."""
    sizes = sum(len(q) for _, q in c)
    right = page.writer(LIMIT if sizes <= CROWDED else SHORT)
    return display(left, "=", right.sum(right.combination(page.facts, c)), page.line)


def derivation(page: Page, d: PowerMembership | RealRadical, name: str) -> str:
    """Return why one more equation holds; ``name`` is the name of its polynomial if it is long."""
    w = page.writer()
    s = w.factor(d.polynomial)
    written = page.inline(d.polynomial)
    called = f" (called ${name}$ below)" if name else ""
    statement = rf"\noindent Hence ${written} = 0${called}, because"
    match d:
        case PowerMembership(_, exponent, c):
            left = written_power(w, s, exponent)
            if not c:
                return rf"\noindent The polynomial ${written}$ is zero."
            return f"{statement}\n{combination(page, left, c)}"
        case RealRadical(_, exponent, p):
            left = w.sum([Summand(-(s.coefficient ** (2 * exponent)), _to(s.factors, 2 * exponent))])
            return f"{statement} a square is never negative and\n{proved(page, left, p)}"


def _to(factors: Sequence[Factor], exponent: int) -> tuple[Factor, ...]:
    return tuple(replace(f, exponent=f.exponent * exponent) for f in factors)


def written_power(w: LatexWriter, s: Summand, exponent: int) -> list[str]:
    """Return a power of a summand."""
    if exponent == 1 and len(s.factors) == 1 and not s.factors[0].atomic and s.coefficient == 1:
        return list(s.factors[0].pieces)
    return w.sum([Summand(s.coefficient**exponent, _to(s.factors, exponent))])


def horner(page: Page, polynomial: Sequence[int], h: Horner) -> str:
    """Return why a univariate polynomial vanishes at f: one identity if it is short, else Horner's scheme in words."""
    w = page.writer()
    f = page.v.f
    inner = w.univariate(polynomial, f)
    left = inner if h.exponent == 1 else w.sum([Summand(Fraction(1), (Factor(tuple(inner), h.exponent, False),))])
    total = collapsed(page, h)
    if total is not None:
        return display(left, "=", w.sum(w.combination(page.facts, total)), page.line)
    remainders = ", ".join(f"{len(r)}" for r, _ in h.steps)
    t = page.v.symbol("t")
    return (
        display(left, r"\in", [r"\text{the ideal of the equations at hand}"], page.line, ",")
        + rf" shown by Horner's scheme: with $a_d {t}^d + \dots + a_0$ the polynomial on the left and $H_0 = a_d$, each"
        + (
            rf" $H_{{j-1}} {f} + a_{{d-j}} - H_j$ is a combination of these equations, and $H_d = 0$. The"
            rf" remainders $H_1, \dots, H_d$"
        )
        + rf" have {remainders} terms; they and the cofactors are in step {page.index + 1} of the certificate."
    )


def collapsed(page: Page, h: Horner) -> Combination | None:
    """Return m(F)^k as one combination of equations, or None if it would be long."""
    f = page.reading.lift.objective
    degree = len(h.steps)
    powers = [ONE]
    for _ in range(degree - 1):
        if len(powers[-1]) * len(f) > 2000:
            return None
        powers.append(powers[-1] * f)
    pairs: dict[int, list[tuple[Polynomial, Polynomial]]] = {}
    work = 0
    for j, (_, c) in enumerate(h.steps, start=1):
        for index, cofactor in c:
            pairs.setdefault(index, []).append((powers[degree - j], cofactor))
            work += len(powers[degree - j]) * len(cofactor)
    if work > 20_000:
        return None
    total = tuple((i, sum_of_products(p)) for i, p in sorted(pairs.items()))
    if sum(len(q) for _, q in total) > LIMIT or any(len(q) > 30 for _, q in total):
        return None
    return tuple((i, q) for i, q in total if q.terms)
