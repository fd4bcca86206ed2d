"""Conserved quantities as a feature of its own: ``conserved_quantities``.  Soundness-critical: no.

Every law that is listed is an identity that was expanded exactly.  Two kinds of completeness are exact statements too:
there are no further polynomial laws up to a degree (a rank modulo a prime bounds the dimension of the null space over
Q), and there are no further laws of any kind (Lie algebra rank, see ``tameproof.sos.lie_rank``).  All of them are steps
of a certificate that the kernel checks: ``LawsReport.certificate``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

from tameproof.proof import Proof
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.claims import ConservedQuantity, LawsOfAllLosses, PolynomialLaws
from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Combination, FlowDerivative, ModularRank
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.facts import FactKind
from tameproof.proofs.kernel.lift import Lift, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.proofs.kernel.printer import to_text
from tameproof.proofs.kernel.rules.laws import MAX_MONOMIALS, polynomial_field
from tameproof.sos.conserved_quantities import find_laws
from tameproof.sos.first_integrals import find_conserved_functions
from tameproof.sos.kink_laws import find_kink_laws
from tameproof.sos.lie_rank import SMALL_PRIME, Completeness, compute_completeness, find_lie_words, independent_laws
from tameproof.sos.linear_networks import Layer, find_layers
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.symbolic import budget
from tameproof.symbolic.ideals import find_combination
from tameproof.symbolic.outcome import Open

__all__ = ["LawsReport", "conserved_quantities"]

MAX_UNKNOWNS = 12_000
MAX_WORK = 20_000_000
WIDTH = 100
COMBINATION_SECONDS = 10.0
MOST_SYMMETRIES = 4  # lines about linear symmetries


@dataclass(frozen=True)
class LawsReport:
    """The polynomial laws of the gradient flow of an objective, or of all losses of a parametrisation.

    Attributes:
        objectives: texts of the objective, or of the outputs of the parametrisation.
        all_losses: whether the laws hold for every loss of the outputs, and so for every data set.
        variables: names of the variables.
        laws: generators as texts; every polynomial law up to ``degree`` is a polynomial in them.
        polynomials: the same, exact.
        functions: laws that are no polynomials (logarithms, exponentials, quotients), as texts; together with the
            polynomial ones their gradients are independent.  No completeness is claimed for them.
        degree: there are no further polynomial laws up to this degree (0 if f is no quotient of polynomials:
            then the lifted variables are treated as independent, and laws that use relations may be missed).
        searched: the degree up to which laws were searched.
        requested: the degree that was asked for.
        dimensions: number of linearly independent laws of degree at most 1, ..., degree.
        layers: the layers of a linear network whose balancedness relations are among the laws, or None.
        local: number of independent local laws near a generic point, n - 1 for an objective that is not constant; 0
            with ``all_losses``, where ``completeness`` tells.
        completeness: the count of independent laws by Lie algebra rank, or None (not for an objective with lifts).
        seconds: wall time.
    """

    objectives: tuple[str, ...]
    all_losses: bool
    variables: tuple[str, ...]
    laws: tuple[str, ...]
    polynomials: tuple[Polynomial, ...]
    functions: tuple[str, ...]
    degree: int
    searched: int
    requested: int
    dimensions: tuple[int, ...]
    layers: tuple[Layer, ...] | None
    local: int
    completeness: Completeness | None
    seconds: float

    def lines(self) -> list[str]:
        """Return the report as lines of plain text."""
        out = [_shortened(f"  h{k} = {text}") for k, text in enumerate(self.laws, 1)]
        out += [_shortened(f"  h{k} = {text}") for k, text in enumerate(self.functions, len(self.laws) + 1)]
        if out:
            what = "every loss and every data set" if self.all_losses else "this objective"
            out.insert(0, f"constant along every gradient trajectory, for {what}:")
        if self.laws and self.degree:
            these = "these" if not self.functions else f"h1{f', ..., h{len(self.laws)}' if len(self.laws) > 1 else ''}"
            out.append(f"every polynomial law up to degree {self.degree} is a polynomial in {these} (exact)")
        elif self.degree:
            out.append(f"there is no polynomial law up to degree {self.degree} (exact)")
        if self.degree < self.searched:
            out.append(f"polynomials up to degree {self.searched} were searched; for this f others are not excluded")
        if self.searched < self.requested:
            out.append(f"degree {self.searched + 1} is beyond the size limits")
        if self.layers is not None:
            out.append("balancedness of a linear network: the entries of W_{l+1}' W_{l+1} - W_l W_l' for")
            for k, w in enumerate(self.layers, 1):
                rows = "; ".join(" ".join(self.variables[i] for i in row) for row in w)
                out.append(_shortened(f"  W_{k} = [{rows}]"))
        out += self._symmetry_lines()
        if not self.all_losses and self.local:
            listed = len(independent_laws(self.polynomials, len(self.variables))) + len(self.functions)
            exist = "law exists" if self.local == 1 else "independent laws exist"
            out.append(f"near a generic point {self.local} {exist}, as for every flow; {listed} listed")
        if self.completeness is not None:
            out += _completeness_lines(self.completeness, self.all_losses)
        return out

    def _symmetry_lines(self) -> list[str]:
        """Say from which linear flows, dx/dt = Bx, the quadratic laws x'Bx come: f does not change along them."""
        out = []
        for k, h in enumerate(self.polynomials, 1):
            if h.degree == 2 and all(sum(exponents) == 2 for exponents, _ in h.items()) and not self.all_losses:
                used = sorted(h.variables())
                names = ", ".join(self.variables[i] for i in used)
                field = ", ".join(_half(h.derivative(i)).format(self.variables) for i in used)
                out.append(f"h{k}: f does not change along the linear flow d/dt ({names}) = ({field})")
        out = [line for line in out if len(line) <= WIDTH]
        return out[:MOST_SYMMETRIES]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def certificate(self) -> Certificate | Open:
        """Return a certificate with the laws and what is proved about completeness as steps, checked by the kernel.

        Its objective is f; with ``all_losses``, whose steps do not use an objective, it is the sum of the squares of
        the outputs.  Open if the objective is not proved to be well defined.
        """
        text = self.objectives[0] if not self.all_losses else " + ".join(f"({t})^2" for t in self.objectives)
        lifted = lift(parse(text), self.variables)
        proof = Proof(lifted)
        unclear = proof.add_side_conditions(SosSettings())
        if unclear is not None:
            return unclear
        if self.all_losses:
            renamed = tuple(_fields([parse(t) for t in self.objectives])[2])
            independent = tuple(independent_laws(self.polynomials, len(self.variables)))
            evidence, most = find_lie_words(renamed, independent, len(self.variables))
            proof.add(LawsOfAllLosses(renamed, independent, most), evidence)
            return proof.certificate(text, {})
        for h in self.polynomials:
            proof.add(ConservedQuantity(h), FlowDerivative(_flow_combination(lifted, h)))
        if self.degree and comb(len(self.variables) + self.degree, self.degree) <= MAX_MONOMIALS:
            proof.add(PolynomialLaws(self.degree, self.polynomials), ModularRank(SMALL_PRIME))
        for claim, flow in find_conserved_functions(lifted, self.polynomials, Deadline(60.0)):
            if claim.function in self.functions:
                proof.add(claim, flow)
        return proof.certificate(text, {})

    def to_dict(self) -> dict[str, object]:
        """Return the report as a JSON value."""
        found = self.completeness
        return {
            "schema": "laws/1",
            "objectives": list(self.objectives),
            "all_losses": self.all_losses,
            "variables": list(self.variables),
            "laws": list(self.laws),
            "functions": list(self.functions),
            "degree": self.degree,
            "searched": self.searched,
            "dimensions": list(self.dimensions),
            "layers": None
            if self.layers is None
            else [[[self.variables[i] for i in row] for row in w] for w in self.layers],
            "local_laws": self.local or None,
            "independent_laws": None if found is None else found.laws,
            "lie_dimension": None if found is None else found.lie_dimension,
            "count": None if found is None else found.count,
            "complete": None if found is None else found.is_complete,
        }


def conserved_quantities(
    objective: str | Expression | Callable[..., Any] | object | Sequence[str],
    *,
    degree: int = 4,
    all_losses: bool = False,
    seconds: float = 20.0,
) -> LawsReport:
    """Return all polynomial conserved quantities of the (sub)gradient flow, up to a degree, and others that are found.

    Args:
        objective: f as for ``certify``; with ``all_losses`` the outputs phi_1, ..., phi_k of a parametrisation.
        degree: highest degree, at least 1; a smaller one is used when the linear system gets too large.
        all_losses: list the laws of f = loss(phi_1, ..., phi_k) that hold for every differentiable loss.
        seconds: time for laws that are no polynomials (for one objective).

    Returns:
        Generators and what is proved about completeness.  No law of low degree does not mean that trajectories are
        unbounded.

    Raises:
        InputError: if the input cannot be read.
        ValueError: for several outputs without ``all_losses``, or outputs that are no polynomials.

    Exactness: identities over Q; ranks modulo a prime only where they prove an upper bound on the number of laws.
    Source: [marcotte_gribonval_peyre_2023].

    Example:
        >>> import tameproof as tp
        >>> tp.conserved_quantities("(x*y - 1)^2").laws
        ('x^2 - y^2',)
    """
    import time

    start = time.monotonic()
    expressions = _expressions(objective)
    if len(expressions) > 1 and not all_losses:
        raise ValueError("several outputs make sense only with all_losses=True")
    names, fields, potentials, exact = _fields(expressions)
    n = len(names)
    if all_losses and not potentials:
        raise ValueError(
            "all_losses needs polynomials; f = loss(phi) has the laws of phi, so ask for those of phi alone"
        )
    found = find_laws(fields, n, max_degree=max(1, degree), max_unknowns=MAX_UNKNOWNS, max_work=MAX_WORK)
    generators = found.generators
    if not all_losses and not exact:
        kinks = tuple(claim.quantity for claim, _ in find_kink_laws(lift(expressions[0]), max_degree=max(1, degree)))
        generators = kinks or generators  # these include those that use no relations
    layers = find_layers(generators, n) if found.degree >= 2 else None
    functions: tuple[str, ...] = ()
    if not all_losses and len(generators) < n - 1:
        steps = find_conserved_functions(lift(expressions[0]), generators, Deadline(seconds))
        functions = tuple(claim.function for claim, _ in steps)
    completeness = None
    if all_losses and potentials:
        completeness = compute_completeness(potentials, found.generators, n)
    return LawsReport(
        tuple(to_text(e) for e in expressions),
        all_losses,
        names,
        tuple(h.format(names) for h in generators),
        generators,
        functions,
        found.degree if exact else 0,
        found.degree,
        degree,
        found.dimensions,
        layers,
        0 if all_losses or all(g.is_zero for v in fields for g in v) else n - 1,
        completeness,
        time.monotonic() - start,
    )


def _flow_combination(lifted: Lift, h: Polynomial) -> Combination:
    """Return <grad h, G> as a combination of the lift's equations (empty for polynomials)."""
    flow = lifted.inner_with_gradient(h)
    equations = [(k, f.polynomial) for k, f in enumerate(lifted.facts) if f.kind is FactKind.EQUATION]
    found = find_combination(
        flow, [p for _, p in equations], len(lifted.names), deadline=budget.Deadline.after(COMBINATION_SECONDS)
    )
    return tuple((equations[i][0], q) for i, q in found or ())


def _expressions(objective: object) -> list[Expression]:
    from tameproof.api import read_objective

    if isinstance(objective, list | tuple):
        if not objective:
            raise ValueError("no outputs")
        return [read_objective(one) for one in objective]
    return [read_objective(objective)]


def _fields(
    expressions: Sequence[Expression],
) -> tuple[tuple[str, ...], tuple[tuple[Polynomial, ...], ...], list[Polynomial], bool]:
    """Return the variables, polynomial fields with the same laws, the functions if they are polynomials, and a flag.

    The flag: the fields are polynomials in x alone (else relations between lifted variables are ignored).
    """
    lifts = [lift(e) for e in expressions]
    if len(lifts) == 1:
        one = lifts[0]
        try:
            field, exact = tuple(polynomial_field(one, "objective")), True
        except RejectedStep:
            field, exact = one.gradient, False
        return one.variables, (field,), [one.objective] if one.is_polynomial else [], exact
    if not all(one.is_polynomial for one in lifts):
        raise ValueError("several outputs must be polynomials")
    names = tuple(dict.fromkeys(name for one in lifts for name in one.variables))
    position = {name: Polynomial.variable(k) for k, name in enumerate(names)}
    potentials = [one.objective.substitute({i: position[v] for i, v in enumerate(one.variables)}) for one in lifts]
    fields = tuple(tuple(p.derivative(i) for i in range(len(names))) for p in potentials)
    return names, fields, potentials, True


def _half(p: Polynomial) -> Polynomial:
    return p.scale(Fraction(1, 2))


def _completeness_lines(found: Completeness, all_losses: bool) -> list[str]:
    whom = "for all losses " if all_losses else ""
    if found.is_complete:
        return [
            f"{found.laws} independent laws {whom}near a generic point, and no more of any kind: the Lie algebra of",
            f"the fields has dimension {found.lie_dimension} there, of {found.dimension} (exact, brackets up to length"
            f" {found.depth})",
        ]
    if found.count is not None:
        return [f"{found.laws} of exactly {found.count} independent local laws {whom}are listed"]
    return [
        f"{found.laws} independent laws {whom}are listed; at most {found.missing} more exist"
        f" (Lie algebra of dimension >= {found.lie_dimension})"
    ]


def _shortened(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 4].rstrip() + " ..."
