"""NoSpuriousLocalMinima in three ways, from the value of all local minima."""

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import (
    BoundedBelow,
    BoundedTrajectories,
    ChainRule,
    Claim,
    ExactInfimum,
    FinitelyManyCriticalValues,
    GenericTrajectories,
    LocallyLipschitz,
    LocalMinimaHaveValue,
    NoSpuriousLocalMinima,
    NoSpuriousSetwiseMinima,
)
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, number, q, refused, table

ANY = On("x^2+y^2")
GOAL = NoSpuriousLocalMinima()
NONE = LocalMinimaHaveValue(None)
EXACT = ExactInfimum(number([-2, 0, 1], 1, 2), False)
ROOT_2 = LocalMinimaHaveValue(number([-2, 0, 1], 1, 2))
HYPOTHESES: tuple[Claim, ...] = (
    BoundedBelow(q(-7)),
    LocallyLipschitz(),
    ChainRule(),
    FinitelyManyCriticalValues(),
    BoundedTrajectories(),
)


def value(text: str) -> LocalMinimaHaveValue:
    return LocalMinimaHaveValue(number(text))


def bound(text: str) -> BoundedBelow:
    return BoundedBelow(q(text))


@table(
    accepted("no local minimum", ANY, GOAL, e.NoLocalMinima(), NONE),
    refused("some value", Reason.WRONG_PREMISE, ANY, GOAL, e.NoLocalMinima(), value("0")),
    refused("nothing known", Reason.WRONG_PREMISE, ANY, GOAL, e.NoLocalMinima()),
    refused("another claim", Reason.WRONG_SHAPE, ANY, NoSpuriousSetwiseMinima(), e.NoLocalMinima(), NONE),
    accepted("value = bound", ANY, GOAL, e.ValueIsLowerBound(), value("1/2"), bound("1/2")),
    accepted("the better of two bounds", ANY, GOAL, e.ValueIsLowerBound(), value("1/2"), bound("0"), bound("1/2")),
    refused(
        "value above the bound", Reason.SIDE_CONDITION, ANY, GOAL, e.ValueIsLowerBound(), value("1/2"), bound("1/3")
    ),
    accepted("no local minimum, and a bound", ANY, GOAL, e.ValueIsLowerBound(), NONE, bound("0")),
    refused("no bound", Reason.WRONG_PREMISE, ANY, GOAL, e.ValueIsLowerBound(), value("0")),
    refused("no value", Reason.WRONG_PREMISE, ANY, GOAL, e.ValueIsLowerBound(), bound("0")),
    refused("an irrational value above", Reason.SIDE_CONDITION, ANY, GOAL, e.ValueIsLowerBound(), ROOT_2, bound("7/5")),
    accepted("the exact infimum", ANY, GOAL, e.ValueIsLowerBound(), ROOT_2, EXACT, bound("0")),
    accepted("the exact infimum alone", ANY, GOAL, e.ValueIsLowerBound(), value("7/5"), EXACT),
    refused("above the infimum", Reason.SIDE_CONDITION, ANY, GOAL, e.ValueIsLowerBound(), value("3/2"), EXACT),
    refused("above both", Reason.SIDE_CONDITION, ANY, GOAL, e.ValueIsLowerBound(), value("3/2"), EXACT, bound("1")),
    accepted("hypotheses of Theorem 1", ANY, GOAL, e.InfimumIsAttained(), value("3"), *HYPOTHESES),
    accepted("with an irrational value", ANY, GOAL, e.InfimumIsAttained(), ROOT_2, *HYPOTHESES),
    refused("without the value", Reason.WRONG_PREMISE, ANY, GOAL, e.InfimumIsAttained(), *HYPOTHESES),
    *(
        refused(
            f"without {type(left_out).__name__}",
            Reason.WRONG_PREMISE,
            ANY,
            GOAL,
            e.InfimumIsAttained(),
            value("3"),
            *(p for p in HYPOTHESES if p is not left_out),
        )
        for left_out in HYPOTHESES
    ),
    refused(
        # in (x*y-1)^2 + x^2 almost all trajectories minimise f, and the infimum is not attained
        "generic trajectories are not enough",
        Reason.WRONG_PREMISE,
        ANY,
        GOAL,
        e.InfimumIsAttained(),
        value("3"),
        GenericTrajectories(),
        *HYPOTHESES[:-1],
    ),
)
def test_no_spurious_minima(row: Row) -> None:
    row.run()
