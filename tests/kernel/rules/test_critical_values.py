"""CriticalValues: completeness of the list, and the status of every value."""

from fractions import Fraction

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber
from tameproof.proofs.kernel.claims import CriticalValues, FinitelyManyCriticalValues
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, number, point, refused, table

XY = On("(x*y-1)^2")
COMPLEX = On("(x^2+1)^2")
CUBIC = On("x^3-6*x")
ABS = On("abs(x*y-1)")
NESTED = On("abs(abs(x)-1)")

ATTAINED, EXCLUDED, OPEN = "attained", "not-attained", "open"
ZERO, ONE = number(0), number(1)
ROOTS_32 = (number([-32, 0, 1], -6, -5), number([-32, 0, 1], 5, 6))
IDEMPOTENT = (0, -1, 1)  # v^2 - v


def at(*coordinates: int) -> e.Attained:
    return e.Attained(point(*coordinates))


def claim(
    values: tuple[AlgebraicNumber, ...], status: tuple[str, ...], m: tuple[int, ...] = IDEMPOTENT
) -> CriticalValues:
    return CriticalValues(m, values, status)


HORNER = XY.horner(1, ("(x*y-1)^2-1", {}), (0, {0: "x^3*y^2/2-3*x^2*y/2+x"}))
BOTH = (ATTAINED, ATTAINED)


def values_of_xy(*statuses: e.Attained | e.NotAttained | e.OpenStatus, horner: e.Horner = HORNER) -> e.IdealMembership:
    return e.IdealMembership((), horner, statuses)


C_HORNER = COMPLEX.horner(1, ("(x^2+1)^2-1", {}), (0, {0: "x^5/4+3*x^3/4+x/2"}))
NO_POINT = COMPLEX.psatz(1, [(1, "x^2"), (2, "x")], combination={1: -1})


def values_of_complex(first: e.Attained | e.NotAttained | e.OpenStatus) -> e.IdealMembership:
    return e.IdealMembership((), C_HORNER, (first, at(0)))


def root_2(low: int, high: int, factor: int = 1) -> e.Attained:
    return e.Attained(e.AlgebraicPoint(number([-2, 0, 1], low, high), ((Fraction(0), Fraction(factor)),)))


CUBIC_HORNER = CUBIC.horner(1, ("-4*x", {0: "x/3"}), (0, {0: "(-4*x^2+16)/3"}))
CUBIC_CLAIM = claim(ROOTS_32, BOTH, (-32, 0, 1))


def values_of_cubic(first: e.Attained, second: e.Attained) -> e.IdealMembership:
    return e.IdealMembership((), CUBIC_HORNER, (first, second))


# abs(x*y-1): facts (s^2-1)u = 0, 1-s^2 >= 0, s u >= 0, s y = 0, s x = 0; F = s (x*y-1) vanishes or s = 0
ABS_HORNER = ABS.horner(
    # F (F+1) = s u (s u + 1) = s^2 u^2 + s u; s x = s y = 0 give s u = -s, so F = -s and F^2 + F = s^2 - s
    2,
    ("sign_1*(x*y-1)+2", {}),
)


@table(
    accepted("both values attained", XY, claim((ZERO, ONE), BOTH), values_of_xy(at(1, 1), at(0, 0))),
    accepted("one left open", XY, claim((ZERO, ONE), (ATTAINED, OPEN)), values_of_xy(at(1, 1), e.OpenStatus())),
    refused("points swapped", Reason.IDENTITY_FAILS, XY, claim((ZERO, ONE), BOTH), values_of_xy(at(0, 0), at(1, 1))),
    refused("not critical", Reason.IDENTITY_FAILS, XY, claim((ZERO, ONE), BOTH), values_of_xy(at(1, 1), at(1, 0))),
    refused("a coordinate is missing", Reason.WRONG_SHAPE, XY, claim((ZERO, ONE), BOTH), values_of_xy(at(1), at(0, 0))),
    refused("a value is missing", Reason.ROOTS, XY, claim((ZERO,), (ATTAINED,)), values_of_xy(at(1, 1))),
    refused(
        "a value that is no root",
        Reason.ROOTS,
        XY,
        claim((ZERO, number(2)), (ATTAINED, OPEN)),
        values_of_xy(at(1, 1), e.OpenStatus()),
    ),
    refused("in the wrong order", Reason.ROOTS, XY, claim((ONE, ZERO), BOTH), values_of_xy(at(0, 0), at(1, 1))),
    refused(
        "twice the same value",
        Reason.ROOTS,
        XY,
        claim((ZERO, ZERO, ONE), (OPEN, OPEN, OPEN)),
        values_of_xy(e.OpenStatus(), e.OpenStatus(), e.OpenStatus()),
    ),
    refused(
        "open, but claimed attained",
        Reason.WRONG_SHAPE,
        XY,
        claim((ZERO, ONE), BOTH),
        values_of_xy(at(1, 1), e.OpenStatus()),
    ),
    refused(
        "open, but claimed not attained",
        Reason.WRONG_SHAPE,
        XY,
        claim((ZERO, ONE), (ATTAINED, EXCLUDED)),
        values_of_xy(at(1, 1), e.OpenStatus()),
    ),
    refused(
        "a status too few", Reason.WRONG_SHAPE, XY, claim((ZERO, ONE), (ATTAINED,)), values_of_xy(at(1, 1), at(0, 0))
    ),
    refused(
        "swapped coefficients of m",
        Reason.IDENTITY_FAILS,
        XY,
        claim((number(-1), ZERO), (OPEN, OPEN), (0, 1, 1)),
        values_of_xy(e.OpenStatus(), e.OpenStatus()),
    ),
    refused(
        "leading coefficient 0",
        Reason.WRONG_SHAPE,
        XY,
        claim((ZERO, ONE), BOTH, (0, -1, 1, 0)),
        values_of_xy(at(1, 1), at(0, 0)),
    ),
    refused("the constant 1", Reason.WRONG_SHAPE, XY, claim((), (), (1,)), values_of_xy(horner=XY.horner(1))),
    refused("the zero polynomial", Reason.WRONG_SHAPE, XY, claim((), (), ()), values_of_xy(horner=XY.horner(1))),
    refused(
        "flipped cofactor",
        Reason.IDENTITY_FAILS,
        XY,
        claim((ZERO, ONE), BOTH),
        values_of_xy(at(1, 1), at(0, 0), horner=XY.horner(1, ("(x*y-1)^2-1", {}), (0, {0: "x^3*y^2/2+3*x^2*y/2+x"}))),
    ),
    refused(
        "Horner stops early",
        Reason.WRONG_SHAPE,
        XY,
        claim((ZERO, ONE), BOTH),
        values_of_xy(at(1, 1), at(0, 0), horner=XY.horner(1, ("(x*y-1)^2-1", {}))),
    ),
    # complex critical points
    accepted(
        "only the value 1 is real",
        COMPLEX,
        claim((ZERO, ONE), (EXCLUDED, ATTAINED)),
        values_of_complex(e.NotAttained(NO_POINT)),
    ),
    refused(
        "a complex point claimed real",
        Reason.IDENTITY_FAILS,
        COMPLEX,
        claim((ZERO, ONE), BOTH),
        values_of_complex(at(0)),
    ),
    refused(
        "the attained value excluded",
        Reason.IDENTITY_FAILS,
        COMPLEX,
        claim((ZERO, ONE), (ATTAINED, EXCLUDED)),
        e.IdealMembership((), C_HORNER, (at(0), e.NotAttained(NO_POINT))),
    ),
    refused(
        "excluded without epsilon",
        Reason.SIDE_CONDITION,
        COMPLEX,
        claim((ZERO, ONE), (EXCLUDED, ATTAINED)),
        values_of_complex(e.NotAttained(COMPLEX.psatz(0))),
    ),
    # algebraic points
    accepted("irrational values", CUBIC, CUBIC_CLAIM, values_of_cubic(root_2(1, 2), root_2(-2, -1))),
    accepted(
        "another coordinate of the same number", CUBIC, CUBIC_CLAIM, values_of_cubic(root_2(1, 2), root_2(1, 2, -1))
    ),
    refused("points swapped", Reason.IDENTITY_FAILS, CUBIC, CUBIC_CLAIM, values_of_cubic(root_2(-2, -1), root_2(1, 2))),
    refused(
        "twice the same point", Reason.IDENTITY_FAILS, CUBIC, CUBIC_CLAIM, values_of_cubic(root_2(1, 2), root_2(1, 2))
    ),
    refused(
        "an interval with two roots",
        Reason.ROOTS,
        CUBIC,
        CUBIC_CLAIM,
        values_of_cubic(
            e.Attained(
                e.AlgebraicPoint(AlgebraicNumber((-2, 0, 1), Fraction(-2), Fraction(2)), ((Fraction(0), Fraction(1)),))
            ),
            root_2(-2, -1),
        ),
    ),
    refused(
        "one root under two intervals",
        Reason.ROOTS,
        CUBIC,
        claim((number([-32, 0, 1], 5, 6), number([-32, 0, 1], 4, 7)), BOTH, (-32, 0, 1)),
        values_of_cubic(root_2(1, 2), root_2(-2, -1)),
    ),
    refused(
        "a reducible polynomial for a rational number",
        Reason.WRONG_SHAPE,
        XY,
        claim((AlgebraicNumber((0, -1, 1), Fraction(-1), Fraction(1, 2)), ONE), BOTH),
        values_of_xy(at(1, 1), at(0, 0)),
    ),
    # nonsmooth objectives
    refused(
        "-1 is no value of abs(x*y-1)",
        Reason.WRONG_SHAPE,
        ABS,
        claim((number(-1), ZERO, ONE), (OPEN,) * 3, (0, -1, 0, 1)),
        e.IdealMembership((), ABS_HORNER, (e.OpenStatus(),) * 3),
    ),
    refused(
        "a kink in a kink", Reason.NOT_SUPPORTED, NESTED, claim((), ()), e.IdealMembership((), NESTED.horner(1), ())
    ),
    refused("another claim", Reason.WRONG_SHAPE, XY, FinitelyManyCriticalValues(), values_of_xy(at(1, 1), at(0, 0))),
    accepted("finitely many", XY, FinitelyManyCriticalValues(), e.ListedValues(), claim((ZERO, ONE), BOTH)),
    refused("finitely many of nothing", Reason.WRONG_PREMISE, XY, FinitelyManyCriticalValues(), e.ListedValues()),
)
def test_critical_values(row: Row) -> None:
    row.run()


# abs(x*y-1): F = s u, with s x = s y = 0 at critical points
SIGN = On("abs(x*y-1)")
SIGN_VALUES = SIGN.horner(
    # F^3 - F = 0: on the critical set s u = -s, so F = -s; and s (s^2 - 1) = -(s^2 - 1) u + ... = 0
    1,
    ("-sign_1", {3: "x"}),
    ("sign_1^2-1", {4: "-sign_1*y"}),
    (0, {0: "sign_1"}),
)
CLAIM = claim((number(-1), ZERO, ONE), (EXCLUDED, ATTAINED, OPEN), (0, -1, 0, 1))
NOT_NEGATIVE = SIGN.psatz(1, products={(2,): [(1, "1")]}, combination={5: -1})


@table(
    accepted(
        "-1 excluded by s u >= 0",
        SIGN,
        claim(CLAIM.values, (EXCLUDED, OPEN, OPEN), CLAIM.polynomial),
        e.IdealMembership((), SIGN_VALUES, (e.NotAttained(NOT_NEGATIVE), e.OpenStatus(), e.OpenStatus())),
    ),
    refused(
        "1 is not excluded so",
        Reason.IDENTITY_FAILS,
        SIGN,
        claim(CLAIM.values, (EXCLUDED, OPEN, EXCLUDED), CLAIM.polynomial),
        e.IdealMembership((), SIGN_VALUES, (e.NotAttained(NOT_NEGATIVE), e.OpenStatus(), e.NotAttained(NOT_NEGATIVE))),
    ),
    refused(
        "-1 attained",
        Reason.NOT_SUPPORTED,
        SIGN,
        claim(CLAIM.values, (ATTAINED, OPEN, OPEN), CLAIM.polynomial),
        e.IdealMembership((), SIGN_VALUES, (at(0, 0), e.OpenStatus(), e.OpenStatus())),
    ),
    refused(
        "-1 simply left out",
        Reason.ROOTS,
        SIGN,
        claim((ZERO, ONE), (OPEN, OPEN), CLAIM.polynomial),
        e.IdealMembership((), SIGN_VALUES, (e.OpenStatus(), e.OpenStatus())),
    ),
)
def test_patterns_of_abs(row: Row) -> None:
    row.run()
