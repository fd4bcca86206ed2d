"""Dropping derived equations that nothing refers to.  Soundness-critical: no (the kernel checks the pruned tree).

A branch derives its whole Groebner basis; when the tree below is finished, only what it uses is kept, and the indices
of all later facts are renumbered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from tameproof.proofs.kernel.evidence import (
    AdjoinInverse,
    AdjoinMultiplier,
    AdjoinOddRoot,
    AdjoinRoot,
    BoundedPart,
    BranchSigns,
    Candidate,
    CaseTree,
    Combination,
    CoordinateControl,
    Derivation,
    Derive,
    Eliminant,
    Eliminants,
    Empty,
    FiniteValues,
    Gap,
    HasValue,
    Horner,
    Kink,
    NotFromAbove,
    NotLocalMinimum,
    PowerMembership,
    Psatz,
    RadialEliminant,
    SaddleAtInfinity,
    SecondOrder,
    SplitProduct,
    SplitSign,
    SplitValue,
)

Rename: TypeAlias = Callable[[int], int]


def prune(tree: CaseTree, count: int, value_facts: tuple[int, ...] = (), dimension: int = 0) -> CaseTree:
    """Return the tree without unused derived equations.

    Args:
        tree: a case tree.
        count: number of facts at its root.
        value_facts: number of facts that SplitValue adds, per case.
        dimension: number of variables of the objective (AdjoinMultiplier adds two facts more).
    """

    def below(child: CaseTree, added: int) -> CaseTree:
        return prune(child, count + added, value_facts, dimension)

    match tree:
        case Derive(derivations, child):
            return _prune_derive(derivations, below(child, len(derivations)), count)
        case SplitProduct(_, _, _, children):
            return replace(tree, children=tuple(below(c, k + 1) for k, c in enumerate(children)))
        case SplitSign(_, above, zero, negative):
            return replace(tree, positive=below(above, 1), zero=below(zero, 1), negative=below(negative, 1))
        case SplitValue(children):
            return replace(tree, children=tuple(below(c, k) for c, k in zip(children, value_facts, strict=True)))
        case AdjoinRoot():
            return replace(tree, child=below(tree.child, 2))
        case AdjoinInverse() | AdjoinOddRoot() | SecondOrder():
            return replace(tree, child=below(tree.child, 1))
        case AdjoinMultiplier():
            return replace(tree, child=below(tree.child, dimension + 2))
        case _:
            return tree


def _prune_derive(derivations: tuple[Derivation, ...], child: CaseTree, count: int) -> CaseTree:
    used: set[int] = set()

    def record(i: int) -> int:
        used.add(i)
        return i

    rename_tree(child, record)
    kept: list[int] = []
    for k in range(len(derivations) - 1, -1, -1):
        if count + k in used:
            kept.append(k)
            rename_derivation(derivations[k], record)
    kept.reverse()
    position = {count + k: count + new for new, k in enumerate(kept)}
    removed = len(derivations) - len(kept)

    def rename(i: int) -> int:
        if i < count:
            return i
        return position[i] if i < count + len(derivations) else i - removed

    below = rename_tree(child, rename)
    return Derive(tuple(rename_derivation(derivations[k], rename) for k in kept), below) if kept else below


# -- renaming --------------------------------------------------------------------------------------------------------
def rename_combination(combination: Combination, rename: Rename) -> Combination:
    """Return the combination with renamed facts."""
    return tuple((rename(i), q) for i, q in combination)


def rename_psatz(psatz: Psatz, rename: Rename) -> Psatz:
    """Return the evidence with renamed facts."""
    multiplier = replace(psatz.multiplier, facts=tuple(rename(i) for i in psatz.multiplier.facts))
    return replace(
        psatz,
        products=tuple(replace(t, facts=tuple(rename(i) for i in t.facts)) for t in psatz.products),
        combination=rename_combination(psatz.combination, rename),
        multiplier=multiplier,
        unit=tuple(rename(i) for i in psatz.unit),
    )


def rename_derivation(derivation: Derivation, rename: Rename) -> Derivation:
    """Return the derivation with renamed facts."""
    if isinstance(derivation, PowerMembership):
        return replace(derivation, combination=rename_combination(derivation.combination, rename))
    return replace(derivation, psatz=rename_psatz(derivation.psatz, rename))


def _rename_horner(horner: Horner, rename: Rename) -> Horner:
    return replace(horner, steps=tuple((p, rename_combination(c, rename)) for p, c in horner.steps))


def _optional(psatz: Psatz | None, rename: Rename) -> Psatz | None:
    return None if psatz is None else rename_psatz(psatz, rename)


def _rename_gap(gap: Gap, rename: Rename) -> Gap:
    return replace(
        gap,
        vanishing=tuple(rename_combination(c, rename) for c in gap.vanishing),
        psatz=_optional(gap.psatz, rename),
    )


def _rename_kink(kink: Kink, rename: Rename) -> Kink:
    return replace(kink, gaps=tuple(_rename_gap(g, rename) for g in kink.gaps))


def _rename_control(control: CoordinateControl, rename: Rename) -> CoordinateControl:
    if isinstance(control, Eliminant):
        return replace(control, combination=rename_combination(control.combination, rename))
    return replace(control, psatz=rename_psatz(control.psatz, rename))


def _rename_candidate(candidate: Candidate, rename: Rename) -> Candidate:
    match candidate.exclusion:
        case NotFromAbove(psatz):
            return replace(candidate, exclusion=NotFromAbove(rename_psatz(psatz, rename)))
        case SaddleAtInfinity(direction, tangent, psatz):
            own = SaddleAtInfinity(direction, rename_combination(tangent, rename), rename_psatz(psatz, rename))
            return replace(candidate, exclusion=own)
        case BranchSigns(curve, _):
            # the identities of the ends have their own numbering of facts
            return replace(candidate, exclusion=replace(candidate.exclusion, curve=rename(curve)))
        case _:
            return candidate


def rename_tree(tree: CaseTree, rename: Rename) -> CaseTree:
    """Return the tree with all references to facts renamed."""
    match tree:
        case Derive(derivations, child):
            return Derive(tuple(rename_derivation(d, rename) for d in derivations), rename_tree(child, rename))
        case SplitProduct():
            return replace(
                tree,
                combination=rename_combination(tree.combination, rename),
                children=tuple(rename_tree(c, rename) for c in tree.children),
            )
        case SplitSign():
            return replace(
                tree,
                positive=rename_tree(tree.positive, rename),
                zero=rename_tree(tree.zero, rename),
                negative=rename_tree(tree.negative, rename),
            )
        case SplitValue(children):
            return replace(tree, children=tuple(rename_tree(c, rename) for c in children))
        case AdjoinRoot() | AdjoinInverse():
            return replace(tree, psatz=rename_psatz(tree.psatz, rename), child=rename_tree(tree.child, rename))
        case AdjoinMultiplier() | AdjoinOddRoot():
            return replace(tree, child=rename_tree(tree.child, rename))
        case SecondOrder():
            own_tangent = rename_combination(tree.tangent, rename)
            return replace(tree, tangent=own_tangent, child=rename_tree(tree.child, rename))
        case Empty(psatz):
            return Empty(rename_psatz(psatz, rename))
        case HasValue(horner, above, below):
            own = None if horner is None else _rename_horner(horner, rename)
            return HasValue(own, _optional(above, rename), _optional(below, rename))
        case NotLocalMinimum():
            return replace(
                tree,
                vanishing=tuple(tuple(rename_combination(c, rename) for c in row) for row in tree.vanishing),
                psatz=rename_psatz(tree.psatz, rename),
                kinks=tuple(tuple(_rename_kink(k, rename) for k in row) for row in tree.kinks),
            )
        case FiniteValues(_, horner):
            return replace(tree, horner=_rename_horner(horner, rename))
        case BoundedPart():
            return replace(tree, psatz=rename_psatz(tree.psatz, rename))
        case Eliminants(coordinates, candidates):
            return Eliminants(
                tuple(_rename_control(c, rename) for c in coordinates),
                tuple(_rename_candidate(c, rename) for c in candidates),
            )
        case RadialEliminant():
            rows = rename_combination(tree.combination, rename)
            own_candidates = tuple(_rename_candidate(c, rename) for c in tree.candidates)
            return replace(tree, combination=rows, candidates=own_candidates)
