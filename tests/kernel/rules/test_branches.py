"""BranchSigns: signs on the far real branches of a curve.  The identities come from the search, the lies are ours."""

from dataclasses import replace
from fractions import Fraction

from tameproof.morse_sard.branch_signs import BranchSearch
from tameproof.morse_sard.outcome import TangencyProof
from tameproof.morse_sard.tangency import find_no_value_at_infinity
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import rational
from tameproof.proofs.kernel.claims import BoundedBelow, NoValueAtInfinity
from tameproof.proofs.kernel.errors import Reason
from tameproof.proofs.kernel.polynomial import Polynomial
from tameproof.symbolic.budget import Deadline
from tests.kernel.rules.build import On, Row, accepted, q, refused, table
from tests.kernel.rules.test_tangency import BELOW, FROM_BELOW, SADDLE, at_infinity, tangency

GOAL = NoValueAtInfinity()
X = Polynomial.variable(0)

# -- 1/(1+y^2) - x^2: on the axis x = 0 (fact 3) the value 0 comes from above, at saddles ------------------------------
TREE = at_infinity()
assert isinstance(TREE, e.SplitProduct)
ON_AXIS = TREE.children[0]
assert isinstance(ON_AXIS, e.Eliminants)


def search(on: On) -> BranchSearch:
    frame = e.Tangency((q(1), q(1)), (1, 1), q(1), e.Empty(e.Psatz()))
    return BranchSearch(on.lift, frame, X, Deadline.after(60.0))


FOUND = search(SADDLE).exclude(rational(0), Fraction(1), 3)
assert isinstance(FOUND, e.BranchSigns)
UP = FOUND.ends[2]
assert UP.curvature is not None
assert UP.simple is not None


def axis(signs: e.BranchSigns, width: int = 1) -> e.Tangency:
    leaf = replace(ON_AXIS, candidates=(e.Candidate(rational(0), q(width), signs),))
    return tangency(replace(TREE, children=(leaf, *TREE.children[1:])), 2)


def with_end(k: int, **changes: object) -> e.Tangency:
    ends = list(FOUND.ends)
    ends[k] = replace(ends[k], **changes)  # type: ignore[arg-type]
    return axis(replace(FOUND, ends=tuple(ends)))


# -- 1/(1+y^2) + x^2: the same curve, but minima on the circles --------------------------------------------------------
VALLEY = On("1/(1+y^2)+x^2", "x y")
OTHER = search(VALLEY)
CURVED = OTHER._separate(OTHER.curvature, 1)
SLOPED = OTHER._separate(OTHER.slope, 1)
STEEP = replace(UP, radius=q(50), curvature=CURVED, slope=SLOPED)
LEAF = e.Eliminants(
    (
        e.CoordinateBound((q(0),), 1, VALLEY.psatz(combination={3: "-x"})),
        e.Eliminant(ON_AXIS.coordinates[1].polynomial, 1, VALLEY.combination({0: 1, 3: "x*(1+y^2)"})),  # type: ignore[union-attr]
    ),
    (e.Candidate(rational(0), q(1), e.BranchSigns(3, (*FOUND.ends[:2], STEEP, STEEP))),),
)
VALLEY_TREE = e.SplitProduct(
    (X, VALLEY("y"), VALLEY("1+inv_1^2")), 1, VALLEY.combination({1: "1/4"}), (LEAF, LEAF, LEAF)
)


@table(
    accepted("saddles at infinity", SADDLE, GOAL, axis(FOUND)),
    accepted("a larger radius", SADDLE, GOAL, with_end(2, radius=q("70/3"))),
    refused("a radius before a zero", Reason.ROOTS, SADDLE, GOAL, with_end(2, radius=q(-1))),
    refused("a radius before a zero of the axis", Reason.ROOTS, SADDLE, GOAL, with_end(0, radius=q("-1/2"))),
    refused("no reason", Reason.SIGN, SADDLE, GOAL, with_end(2, curvature=None)),
    refused("no reason on the other side", Reason.SIGN, SADDLE, GOAL, with_end(3, curvature=None)),
    refused("not shown to be graphs", Reason.WRONG_SHAPE, SADDLE, GOAL, with_end(2, simple=None)),
    refused("graphs where nothing is", Reason.VACUOUS, SADDLE, GOAL, with_end(0, simple=UP.simple)),
    refused(
        "a resultant of our own",
        Reason.IDENTITY_FAILS,
        SADDLE,
        GOAL,
        with_end(2, curvature=replace(UP.curvature, polynomial=(1,))),
    ),
    refused(
        "the resultant 0",
        Reason.VACUOUS,
        SADDLE,
        GOAL,
        with_end(2, curvature=replace(UP.curvature, polynomial=(), combination=())),
    ),
    refused(
        "a coefficient 0 in front",
        Reason.WRONG_SHAPE,
        SADDLE,
        GOAL,
        with_end(2, curvature=replace(UP.curvature, polynomial=(*UP.curvature.polynomial, 0))),
    ),
    refused("the slope instead", Reason.IDENTITY_FAILS, SADDLE, GOAL, with_end(2, curvature=None, slope=UP.curvature)),
    refused("f < 0 instead", Reason.IDENTITY_FAILS, SADDLE, GOAL, with_end(2, curvature=None, below=UP.curvature)),
    refused(
        "a fact of the leaf, which need not hold along the branch",
        Reason.WRONG_FACT,
        SADDLE,
        GOAL,
        with_end(2, curvature=replace(UP.curvature, combination=((3, X),))),
    ),
    refused("three ends", Reason.WRONG_SHAPE, SADDLE, GOAL, axis(replace(FOUND, ends=FOUND.ends[:3]))),
    refused(
        "ends in another order",
        Reason.VACUOUS,
        SADDLE,
        GOAL,
        axis(replace(FOUND, ends=FOUND.ends[2:] + FOUND.ends[:2])),
    ),
    refused("no such fact", Reason.WRONG_FACT, SADDLE, GOAL, axis(replace(FOUND, curve=99))),
    refused("an inequality as curve", Reason.WRONG_FACT, SADDLE, GOAL, axis(replace(FOUND, curve=2))),
    refused("a curve in lifted variables", Reason.WRONG_FACT, SADDLE, GOAL, axis(replace(FOUND, curve=0))),
    refused("no window", Reason.SIDE_CONDITION, SADDLE, GOAL, axis(FOUND, 0)),
    refused(
        "one variable",
        Reason.NOT_SUPPORTED,
        FROM_BELOW,
        GOAL,
        tangency(replace(BELOW, candidates=(replace(BELOW.candidates[0], exclusion=FOUND),))),
    ),
    refused("minima on the circles", Reason.SIGN, VALLEY, GOAL, tangency(VALLEY_TREE, 2)),
)
def test_branches(row: Row) -> None:
    row.run()


# -- curved branches: two values at infinity, one from below and one from above at saddles -----------------------------
TWO_VALUES = On("(x^2*y-x-1)^2+(x^2-1)^2")
PROOF = find_no_value_at_infinity(TWO_VALUES.lift, Fraction(0))
assert isinstance(PROOF, TangencyProof)
BOUND = BoundedBelow(Fraction(0))


def changed(**changes: object) -> e.Tangency:
    """Return the proof with changes of every end of every BranchSigns."""

    def visit(tree: e.CaseTree) -> e.CaseTree:
        match tree:
            case e.Derive():
                return replace(tree, child=visit(tree.child))
            case e.SplitProduct():
                return replace(tree, children=tuple(map(visit, tree.children)))
            case e.Eliminants():
                return replace(tree, candidates=tuple(map(candidate, tree.candidates)))
            case _:
                return tree

    def candidate(c: e.Candidate) -> e.Candidate:
        if not isinstance(c.exclusion, e.BranchSigns):
            return c
        ends = tuple(replace(end, **changes) for end in c.exclusion.ends)  # type: ignore[arg-type]
        return replace(c, exclusion=replace(c.exclusion, ends=ends))

    return replace(PROOF.evidence, tree=visit(PROOF.evidence.tree))


@table(
    accepted("two values at infinity", TWO_VALUES, GOAL, PROOF.evidence, BOUND),
    refused("without slopes", Reason.SIGN, TWO_VALUES, GOAL, changed(slope=None), BOUND),
    refused("without curvatures", Reason.SIGN, TWO_VALUES, GOAL, changed(curvature=None), BOUND),
    refused("too early", Reason.ROOTS, TWO_VALUES, GOAL, changed(radius=q("1/10")), BOUND),
)
def test_curved_branches(row: Row) -> None:
    row.run()
