"""Exact solutions by way of smaller programs: permutation symmetry, term sparsity.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.sos.exact_solution import NO_FACE, SEPARATED, find_exact_solution
from tameproof.sos.permutation_group import find_permutation_group
from tameproof.sos.program import SosProgram, SosSolution
from tameproof.sos.rational_face import find_solution_on_rational_faces
from tameproof.sos.settings import Deadline, SosSettings
from tameproof.sos.symmetric_program import SymmetricProgram, find_symmetric_program
from tameproof.sos.term_sparsity import find_term_cliques
from tameproof.symbolic.outcome import Open

DENSE = 0.8  # targets with more of the possible terms than this have no useful pattern
TERM_ROUNDS = (0, 1, 2)  # denser and denser patterns of term sparsity
SPARSE_SHARE = 0.3  # of the remaining time
SPARSE_SOLVES = 6
SYMMETRIC_SHARE = 0.6
MIN_UNKNOWNS = 200  # smaller programs are solved as they are
WORTHWHILE = 0.6  # share of the unknowns that may be left by symmetry
STRONG = 0.2  # up to this share symmetry comes before the fast method for positive definite matrices
REPEATED = 1500  # unknowns up to which a program is also tried without its symmetry


def find_solution(program: SosProgram, settings: SosSettings, deadline: Deadline) -> SosSolution | Open:
    """Return an exact solution, tried in smaller programs first; see ``find_exact_solution``.

    Args:
        program: presolved.
        settings: solver and sizes.
        deadline: looked at before every solve.
    """
    symmetric = find_worthwhile_symmetry(program)
    if symmetric is not None:
        limited = Deadline(SYMMETRIC_SHARE * deadline.remaining)
        found = find_exact_solution(symmetric.reduced, settings, limited)
        if isinstance(found, SosSolution):
            return symmetric.lift(found)
        if program.count_unknowns() > REPEATED:
            return found  # averaging a solution would give one with this symmetry
    found = _find_sparse_solution(program, settings, deadline) or find_exact_solution(program, settings, deadline)
    if isinstance(found, Open) and found.reason in (NO_FACE, SEPARATED) and not deadline.is_over:
        return find_solution_on_rational_faces(program, settings, deadline) or found
    return found


def find_worthwhile_symmetry(program: SosProgram, *, share: float = WORTHWHILE) -> SymmetricProgram | None:
    """Return a program with at most this share of the unknowns that uses permutations of the variables, or None."""
    if program.free or program.count_unknowns() < MIN_UNKNOWNS:
        return None
    group = find_permutation_group(program.target)
    symmetric = None if group is None else find_symmetric_program(program, group)
    if symmetric is None or symmetric.reduced.count_unknowns() > share * program.count_unknowns():
        return None
    return symmetric


def _find_sparse_solution(program: SosProgram, settings: SosSettings, deadline: Deadline) -> SosSolution | None:
    """Return a solution with the pattern of the terms that occur, if that makes the program much smaller."""
    if len(program.target.terms) > DENSE * len(program.rows):
        return None
    last = 0
    for rounds in TERM_ROUNDS:
        sparse = find_term_cliques(program, rounds)
        if sparse is None or sparse.count_unknowns() == last or deadline.is_over:
            return None
        last = sparse.count_unknowns()
        limited = Deadline(SPARSE_SHARE * deadline.remaining)
        found = find_exact_solution(sparse, settings, limited, solves=SPARSE_SOLVES)
        if isinstance(found, SosSolution):
            return found
    return None
