"""Operations on ideals over Q with the backends that are there.  Soundness-critical: no (answers are hints).

One interface: an external program is asked first where it is the better one and installed; without it, or when it
fails, the embedded method answers, which is weaker where the docstring says so.  What was used is recorded
(records.py).  Callers make identities of the answers (ideals.py, splits.py) before they count.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from tameproof.proofs.kernel.errors import RejectedStep
from tameproof.proofs.kernel.evidence import Point
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.symbolic import msolve, singular
from tameproof.symbolic._flint import nullspace, primitive_part, squarefree_part
from tameproof.symbolic.budget import BudgetExceeded, Deadline
from tameproof.symbolic.decomposition import Component, find_components, find_saturation_split
from tameproof.symbolic.division import MonomialOrder
from tameproof.symbolic.groebner import assume_groebner_basis
from tameproof.symbolic.ideals import groebner_basis
from tameproof.symbolic.macaulay import monomials_up_to
from tameproof.symbolic.quotient import dimension_of, find_relation
from tameproof.symbolic.real_points import find_real_points
from tameproof.symbolic.records import recorded

__all__ = ["find_basis", "find_elimination", "find_primes", "find_radical", "find_real_solutions", "find_saturation"]

MAX_COLUMNS = 400
MAX_RELATION = 60
ALL = 10_000  # points

Basis = tuple[Polynomial, ...]


def find_basis(
    generators: Sequence[Polynomial], nvars: int, *, deadline: Deadline, use_programs: bool = True
) -> Basis | None:
    """Return the reduced degrevlex Groebner basis, primitive integer polynomials; None: out of time.

    Args:
        generators: polynomials over Q in the variables 0, ..., nvars - 1.
        nvars: number of variables.
        deadline: when to give up.
        use_programs: whether msolve and Singular may be called.
    """
    if use_programs:
        found = msolve.find_elimination_ideal(generators, nvars, (), deadline=deadline.part(0.4))
        if found is None:
            found = singular.find_standard_basis(generators, nvars, deadline=deadline.part(0.4))
        if found is not None:
            return _sorted(found, nvars)
    try:
        return groebner_basis(generators, nvars, deadline)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return None


def _sorted(basis: Basis, nvars: int) -> Basis:
    return tuple(sorted((p for p in basis if not p.is_zero), key=MonomialOrder(nvars).leading))


def find_elimination(
    generators: Sequence[Polynomial],
    nvars: int,
    eliminated: Sequence[int],
    *,
    deadline: Deadline,
    max_degree: int = 6,
    use_programs: bool = True,
) -> Basis | None:
    """Return elements of the ideal without the given variables: generators of all of them from msolve or Singular.

    The embedded method finds those of degree at most ``max_degree``: linear relations between the normal forms of the
    monomials in the other variables.  None: out of time.
    """
    if use_programs:
        found = msolve.find_elimination_ideal(generators, nvars, eliminated, deadline=deadline.part(0.4))
        if found is None:
            found = singular.find_elimination_ideal(generators, nvars, eliminated, deadline=deadline.part(0.4))
        if found is not None:
            return found
    try:
        return _relations(generators, nvars, eliminated, max_degree, deadline)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return None


@recorded("elimination ideal", order="degrevlex")
def _relations(
    generators: Sequence[Polynomial], nvars: int, eliminated: Sequence[int], max_degree: int, deadline: Deadline
) -> Basis:
    basis = assume_groebner_basis(groebner_basis(generators, nvars, deadline), nvars)
    kept = [i for i in range(nvars) if i not in set(eliminated)]
    columns: list[Polynomial] = []
    forms: list[Polynomial] = []
    for m in monomials_up_to(max_degree, kept):
        if len(columns) == MAX_COLUMNS:
            break
        columns.append(Polynomial({m: 1}))
        forms.append(basis.divide(columns[-1], deadline)[1])
    rows = sorted({m for form in forms for m in form.terms})
    matrix = [[Fraction(form.terms.get(m, 0), form.denominator) for form in forms] for m in rows]
    if not rows:  # every normal form is 0: the ideal is everything
        return (ONE,)
    found = []
    for vector in nullspace(matrix, len(forms)):
        total = Polynomial({})
        for c, p in zip(vector, columns, strict=True):
            if c:
                total = total + p.scale(c)
        found.append(primitive_part(total))
    return groebner_basis(found, nvars, deadline)


def find_saturation(
    generators: Sequence[Polynomial], nvars: int, a: Polynomial, *, deadline: Deadline, use_programs: bool = True
) -> Basis | None:
    """Return generators of (I : a^infinity) from Singular; embedded: a Groebner basis of I and elements of it.

    In both cases the zeros of I where a != 0 are zeros of the answer.  None: out of time.
    """
    if use_programs:
        found = singular.find_saturation(generators, nvars, a, deadline=deadline.part(0.5))
        if found is not None:
            return found
    try:
        basis = groebner_basis(generators, nvars, deadline)
        while True:  # new elements may lead to further ones
            fresh = find_saturation_split(basis, nvars, a, deadline)
            if fresh is None:
                return basis
            basis = groebner_basis(fresh, nvars, deadline, known=basis)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return None


def find_radical(
    generators: Sequence[Polynomial], nvars: int, *, deadline: Deadline, use_programs: bool = True
) -> Basis | None:
    """Return the Groebner basis of the radical, from Singular, or embedded for ideals with finitely many zeros.

    Embedded: the squarefree parts of the minimal polynomials of the variables are added (Seidenberg's lemma).  None:
    out of time, or infinitely many zeros and no Singular.
    """
    if use_programs:
        found = singular.find_radical(generators, nvars, deadline=deadline.part(0.5))
        if found is not None:
            return _sorted(found, nvars)
    try:
        return _finite_radical(generators, nvars, deadline)
    except (BudgetExceeded, RejectedStep):  # time, or the size limits of kernel polynomials
        return None


@recorded("radical", order="degrevlex")
def _finite_radical(generators: Sequence[Polynomial], nvars: int, deadline: Deadline) -> Basis | None:
    basis = groebner_basis(generators, nvars, deadline)
    traced = assume_groebner_basis(basis, nvars)
    if dimension_of(traced) > 0:
        return None
    extra = []
    for i in range(nvars):
        relation = find_relation(Polynomial.variable(i), traced, MAX_RELATION, deadline)
        if relation is None:
            return None
        row = squarefree_part(relation)
        extra.append(Polynomial.from_terms(((0,) * i + (k,), c) for k, c in enumerate(row)))
    return groebner_basis(extra, nvars, deadline, known=basis)


def find_primes(
    generators: Sequence[Polynomial],
    nvars: int,
    *,
    deadline: Deadline,
    hints: Sequence[Polynomial] = (),
    use_programs: bool = True,
) -> tuple[Component, ...] | None:
    """Return pieces whose union is the complex zero set: minimal primes from Singular, else pieces; see decomposition.

    ``hints``: polynomials that take finitely many values on the set; the embedded method splits by them.
    """
    return find_components(generators, nvars, deadline=deadline, hints=hints, use_singular=use_programs)


def find_real_solutions(generators: Sequence[Polynomial], nvars: int, *, deadline: Deadline) -> tuple[Point, ...]:
    """Return real zeros: all of them if there are finitely many complex zeros and the time suffices.

    Every point is exact and was substituted into the equations.  Real points of systems with many solutions come
    from msolve's rational univariate representation when it is installed.
    """
    return find_real_points(generators, nvars, deadline=deadline, wanted=ALL)
