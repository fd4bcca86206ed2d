"""Lists of values at infinity, one for each function rho, and what they have in common.  Soundness-critical: no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cmp_to_key

from tameproof.morse_sard.outcome import CommonProof
from tameproof.morse_sard.tangency_floor import Floor
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, compare, compare_rational
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import BoundedBelow, Claim, CriticalValues, NoValueAtInfinity, ValuesAtInfinity
from tameproof.proofs.kernel.errors import Reason, RejectedStep
from tameproof.proofs.kernel.evidence import (
    AdjoinInverse,
    AdjoinMultiplier,
    AdjoinOddRoot,
    AdjoinRoot,
    AtMostInfimum,
    Candidate,
    CaseTree,
    CommonValues,
    Derive,
    Eliminants,
    Malgrange,
    RadialEliminant,
    Remaining,
    SecondOrder,
    SplitProduct,
    SplitSign,
    Tangency,
)
from tameproof.proofs.kernel.lift import Lift


@dataclass(slots=True)
class ValueLists:
    """The lists found so far.

    Attributes:
        lift: the lifted objective.
        floor: the proved lower bound.
        critical: the proved critical values, if any.
        open_numbers: candidates that some search could not exclude.
    """

    lift: Lift
    floor: Floor
    critical: CriticalValues | None
    open_numbers: list[AlgebraicNumber] = field(default_factory=list)
    _found: list[tuple[ValuesAtInfinity, Tangency | Malgrange]] = field(default_factory=list)

    def add_tangency(self, evidence: Tangency) -> None:
        """Add the list of a case tree with candidates that are left over."""
        claim, tree = as_list(evidence, self.floor.value)
        try:
            check_step(self.lift, claim, tree, (), "step")
        except RejectedStep as error:
            if error.reason is not Reason.LIMIT:
                raise
            return
        self._found.append((claim, tree))

    def add(self, claim: ValuesAtInfinity, evidence: Malgrange) -> None:
        """Add a list that was checked already."""
        self._found.append((claim, evidence))

    @property
    def common(self) -> list[AlgebraicNumber]:
        """The numbers that are in all lists."""
        if not self._found:
            return []
        first, *others = [claim.values for claim, _ in self._found]
        return [v for v in first if all(any(compare(v, w) == 0 for w in other) for other in others)]

    def conclude(self) -> CommonProof | None:
        """Return a proof that no value above inf f is in all lists, or None."""
        if not self._found:
            return None
        useful = self._found
        for k in reversed(range(len(useful))):  # leave out lists that are not needed
            rest = [row for i, row in enumerate(useful) if i != k]
            if self._suffices(rest, None) or self._suffices(rest, self.critical):
                useful = rest
        for critical in dict.fromkeys((None, self.critical)):
            if self._suffices(useful, critical):
                bound = None
                if self.floor.value is not None and self.floor.psatz is not None:
                    bound = (self.floor.value, self.floor.psatz)
                return CommonProof(tuple(useful), bound, critical is not None)
        return None

    def _suffices(
        self, rows: list[tuple[ValuesAtInfinity, Tangency | Malgrange]], critical: CriticalValues | None
    ) -> bool:
        premises: list[Claim] = [claim for claim, _ in rows]
        if self.floor.value is not None:
            premises.append(BoundedBelow(self.floor.value))
        if critical is not None:
            premises.append(critical)
        try:
            check_step(self.lift, NoValueAtInfinity(), CommonValues(), tuple(premises), "step")
        except RejectedStep as error:
            if error.reason not in (Reason.GOAL_NOT_REACHED, Reason.WRONG_PREMISE, Reason.LIMIT):
                raise
            return False
        return True


def as_list(evidence: Tangency, bound: Fraction | None) -> tuple[ValuesAtInfinity, Tangency]:
    """Return the list of what a case tree leaves over, and the case tree as evidence for it.

    Candidates that are at most the lower bound stay excluded if they are smaller, and are listed if they are equal.
    """
    values: list[AlgebraicNumber] = []

    def change(candidate: Candidate) -> Candidate:
        below = bound is not None and compare_rational(candidate.value, bound) < 0
        if isinstance(candidate.exclusion, Remaining) or (isinstance(candidate.exclusion, AtMostInfimum) and not below):
            if all(compare(candidate.value, known) != 0 for known in values):
                values.append(candidate.value)
            return Candidate(candidate.value, Fraction(0), Remaining())
        return candidate

    tree = _changed(evidence.tree, change)
    return ValuesAtInfinity(tuple(sorted(values, key=cmp_to_key(compare))), bound), replace(evidence, tree=tree)


def left_over(tree: CaseTree) -> list[AlgebraicNumber]:
    """Return the candidates of a case tree that nothing excludes."""
    out: list[AlgebraicNumber] = []

    def look(candidate: Candidate) -> Candidate:
        if isinstance(candidate.exclusion, Remaining):
            out.append(candidate.value)
        return candidate

    _changed(tree, look)
    return out


def _changed(tree: CaseTree, change: Callable[[Candidate], Candidate]) -> CaseTree:
    match tree:
        case Eliminants() | RadialEliminant():
            return replace(tree, candidates=tuple(change(c) for c in tree.candidates))
        case SplitProduct():
            return replace(tree, children=tuple(_changed(c, change) for c in tree.children))
        case SplitSign():
            parts = [_changed(c, change) for c in (tree.positive, tree.zero, tree.negative)]
            return replace(tree, positive=parts[0], zero=parts[1], negative=parts[2])
        case Derive() | AdjoinRoot() | AdjoinOddRoot() | AdjoinInverse() | AdjoinMultiplier() | SecondOrder():
            return replace(tree, child=_changed(tree.child, change))
        case _:
            return tree
