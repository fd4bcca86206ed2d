"""SpuriousSetwiseMinimum: regions, strict minima, minima of regions, plateaus."""

from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, arc, number, point, q, refused, table

FAR, NEAR = SpuriousSetwiseMinimum(True), SpuriousSetwiseMinimum(False)
INVERSE_T = ((1,), (0, 1))

# -- matrix completion: g = -x2 y1, value 1 at infinity ----------------------------------------------------------------
COMPLETION = On("(x1*y1-1)^2+(x2*y1-1)^2+(x2*y2-1)^2", "x1 x2 y1 y2")
MATRIX = e.Region(
    (COMPLETION("-x2*y1"),),
    q("3/2"),
    q(1),
    # f - 2 = (x1 y1 + x2 y2 - 1)^2 + g (2 + 2 x1 y2 - x2 y1)
    (COMPLETION.psatz("1/2", [(1, "x1*y1+x2*y2-1")], combination={0: "2+2*x1*y2-x2*y1"}),),
    COMPLETION.psatz(0, [(1, "x1*y1-1"), (1, "x2*y2-1"), (1, "x2*y1")], {(0,): [(2, "1")]}),
    point(-1, "1/5", -1, 5),
    point(1, 1, 1, 1),
    arc(5, (-1,), INVERSE_T, (-1,), (0, 1)),
)

# -- (x*y-1)^2 + (x-1)^2: g = -x, value 1 ------------------------------------------------------------------------------
VALLEY = On("(x*y-1)^2+(x-1)^2")
HALF_PLANE = e.Region(
    (VALLEY("-x"),),
    q("3/2"),
    q(1),
    (VALLEY.psatz("1/2", combination={0: "-(x*y^2-2*y+x-2)"}),),
    VALLEY.psatz(0, [(1, "x*y-1"), (1, "x")], {(0,): [(2, "1")]}),
    point("-1/5", -5),
    point(1, 1),
    arc(5, ((-1,), (0, 1)), (0, -1)),
)

# -- (x*y-1)^2 + (x*y^2-1)^2: g = -x; and the quadrant x > 0 > y -------------------------------------------------------
TWO_DATA = On("(x*y-1)^2+(x*y^2-1)^2")
LEFT = e.Region(
    (TWO_DATA("-x"),),
    q("3/2"),
    q(1),
    (TWO_DATA.psatz("1/2", combination={0: "-(x*y^2-2*y+x*y^4-2*y^2)"}),),
    TWO_DATA.psatz(0, [(1, "x*y-1"), (1, "x*y^2")], {(0,): [(2, "y")]}),
    point(-5, "-1/5"),
    point(1, 1),
    arc(5, (0, -1), ((-1,), (0, 1))),
)
QUADRANT = e.Region(
    (TWO_DATA("x"), TWO_DATA("-y")),
    q("3/2"),
    q(1),
    (
        TWO_DATA.psatz("1/2", combination={0: "x*y^2-2*y+x*y^4-2*y^2"}),
        # on y = 0: f = 2
        TWO_DATA.psatz("1/2", combination={1: "-(x^2*y-2*x+x^2*y^3-2*x*y)"}),
    ),
    # f - 1 = (x y^2 - 1)^2 + (x y)^2 + 2 x (-y)
    TWO_DATA.psatz(0, [(1, "x*y^2-1"), (1, "x*y")], {(0, 1): [(2, "1")]}),
    point("1/25", -5),
    point(1, 1),
    arc(5, ((1,), (0, 0, 1)), (0, -1)),
)

# -- x^2 (1+x^2)/(1+x^4): g = x - 8/5, value 1 -------------------------------------------------------------------------
HUMP = On("x^2*(1+x^2)/(1+x^4)")
RAY = e.Region(
    (HUMP("x-8/5"),),
    q("6/5"),
    q(1),
    (
        HUMP.psatz(
            "154/23605",
            combination={
                0: "5696/4721",
                1: "-975*inv_1*x^3/4721-1560*inv_1*x^2/4721+2225*inv_1*x/4721+3560*inv_1/4721",
            },
        ),
    ),
    HUMP.psatz(
        0,
        [
            (1, "inv_1*(x-8/5)"),
            (1, "inv_1*(x-8/5)*x^2"),
            ("39/25", "inv_1"),
            ("39/25", "inv_1*x^2"),
        ],
        {(1,): [("16/5", "inv_1"), ("16/5", "inv_1*x^2")]},
        {0: "1-(x^2-1)*inv_1"},
    ),
    point(2),
    point(0),
    arc(2, (0, 1)),
)

SIGMOID = On("(w*sigmoid(u)-1)^2+(w*sigmoid(-u)+3)^2", "w u")
L1 = On("abs(x*y-1)+abs(x-1)")
XY = On("(x*y-1)^2")


@table(
    accepted("matrix completion", COMPLETION, FAR, MATRIX),
    accepted("(x*y-1)^2 + (x-1)^2", VALLEY, FAR, HALF_PLANE),
    accepted("(x*y-1)^2 + (x*y^2-1)^2", TWO_DATA, FAR, LEFT),
    accepted("another region of the same", TWO_DATA, FAR, QUADRANT),
    accepted("x^2*(1+x^2)/(1+x^4)", HUMP, FAR, RAY),
    accepted("without an arc: spurious, perhaps not at infinity", VALLEY, NEAR, replace(HALF_PLANE, arc=None)),
    refused("at infinity without an arc", Reason.WRONG_SHAPE, VALLEY, FAR, replace(HALF_PLANE, arc=None)),
    refused("with an arc, not at infinity", Reason.WRONG_SHAPE, VALLEY, NEAR, HALF_PLANE),
    refused("the certificate of another objective", Reason.IDENTITY_FAILS, XY, FAR, HALF_PLANE),
    refused(
        "level at the boundary value",
        Reason.IDENTITY_FAILS,
        VALLEY,
        FAR,
        replace(HALF_PLANE, level=q(2)),
    ),
    refused(
        "level at the boundary value, epsilon 0",
        Reason.SIDE_CONDITION,
        VALLEY,
        FAR,
        replace(HALF_PLANE, level=q(2), boundary=(replace(HALF_PLANE.boundary[0], epsilon=q(0)),)),
    ),
    refused("level above it", Reason.IDENTITY_FAILS, COMPLETION, FAR, replace(MATRIX, level=q(3))),
    refused(
        "level and floor swapped", Reason.IDENTITY_FAILS, VALLEY, FAR, replace(HALF_PLANE, level=q(1), lower=q("3/2"))
    ),
    refused(
        "flipped coefficient",
        Reason.IDENTITY_FAILS,
        COMPLETION,
        FAR,
        replace(MATRIX, floor=COMPLETION.psatz(0, [(1, "x1*y1+1"), (1, "x2*y2-1"), (1, "x2*y1")], {(0,): [(2, "1")]})),
    ),
    refused("no boundary proof", Reason.WRONG_SHAPE, VALLEY, FAR, replace(HALF_PLANE, boundary=())),
    refused("no inequality", Reason.VACUOUS, VALLEY, FAR, replace(HALF_PLANE, inequalities=(), boundary=())),
    refused(
        "one proof for two inequalities",
        Reason.WRONG_SHAPE,
        TWO_DATA,
        FAR,
        replace(QUADRANT, boundary=QUADRANT.boundary[:1]),
    ),
    refused(
        "the proofs swapped", Reason.WRONG_FACT, TWO_DATA, FAR, replace(QUADRANT, boundary=QUADRANT.boundary[::-1])
    ),
    refused("inside a point of the boundary", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, inside=point(0, 0))),
    refused("inside a point outside", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, inside=point(1, 1))),
    refused("inside a high point", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, inside=point(-1, -5))),
    refused("nothing lower elsewhere", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, below=point("-1/5", -5))),
    refused("equal is not lower", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, below=point(1, 2))),
    refused("the arc leaves the region", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, arc=arc(5, INVERSE_T, (0, 1)))),
    refused("the arc is too high", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, arc=arc(5, (-1,), (0, 1)))),
    refused(
        "too high at its start", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, arc=arc(1, ((-1,), (0, 1)), (0, -1)))
    ),
    refused("the arc is bounded", Reason.SIGN, VALLEY, FAR, replace(HALF_PLANE, arc=arc(5, (-1,), (-1,)))),
    refused(
        "a pole on the arc",
        Reason.SIDE_CONDITION,
        VALLEY,
        FAR,
        replace(HALF_PLANE, arc=arc(0, ((-1,), (0, 1)), (0, -1))),
    ),
    refused(
        "the whole space as region",
        Reason.IDENTITY_FAILS,
        VALLEY,
        FAR,
        replace(HALF_PLANE, inequalities=(VALLEY("1"),), boundary=(VALLEY.psatz("1/2", combination={0: "-1"}),)),
    ),
    refused("a sign as inequality", Reason.NOT_SUPPORTED, L1, FAR, replace(HALF_PLANE, inequalities=(L1("sign_1"),))),
    refused(
        "an inequality in a variable that does not exist",
        Reason.UNKNOWN_VARIABLE,
        XY,
        FAR,
        replace(HALF_PLANE, inequalities=(COMPLETION("y1"),)),
    ),
    refused(
        "sigmoid at 1 is not rational",
        Reason.NOT_SUPPORTED,
        SIGMOID,
        NEAR,
        e.RegionMinimum(point(1, 1), (SIGMOID("w"),), SIGMOID.psatz(), point(0, 0)),
    ),
    refused("another claim", Reason.WRONG_SHAPE, VALLEY, NoSpuriousSetwiseMinima(), HALF_PLANE),
)
def test_region(row: Row) -> None:
    row.run()


WELLS = On("x^4/4-x^3/3-x^2")  # critical points -1 (value -5/12), 0, 2 (value -8/3)
CUBE = On("x^3-6*x")  # strict local minimum at sqrt(2), unbounded below
SADDLE = On("x^2-y^2+y^4/4", "x y")
DEGENERATE = On("x^4-x^5")
KINK = On("abs(x)-x^2")
QUOTIENT = On("x*(x^2-2)^2/(1+x^2)")  # strict local minimum at sqrt(2), value 0
SQUARE_ROOT = On("x*(x^2-2)^2/sqrt(1+x^2)")


def algebraic(low: int, high: int, *coefficients: int) -> e.AlgebraicPoint:
    return e.AlgebraicPoint(number([-2, 0, 1], low, high), (tuple(map(Fraction, coefficients)),))


def lifted(low: int, high: int, *inverses: Fraction) -> e.AlgebraicPoint:
    """The root of t^2 - 2 between low and high with rational values of the lifted variables."""
    x = algebraic(low, high, 0, 1)
    return e.AlgebraicPoint(x.theta, (*x.coordinates, *((c,) for c in inverses)))


@table(
    accepted("at a rational point", WELLS, NEAR, e.StrictMinimum(point(-1), point(2))),
    refused("the global minimum", Reason.SIGN, WELLS, NEAR, e.StrictMinimum(point(2), point(-1))),
    refused("the maximum", Reason.NOT_POSITIVE_SEMIDEFINITE, WELLS, NEAR, e.StrictMinimum(point(0), point(2))),
    refused("no critical point", Reason.IDENTITY_FAILS, WELLS, NEAR, e.StrictMinimum(point(1), point(2))),
    refused("nothing lower", Reason.SIGN, WELLS, NEAR, e.StrictMinimum(point(-1), point(-1))),
    refused("at infinity", Reason.WRONG_SHAPE, WELLS, FAR, e.StrictMinimum(point(-1), point(2))),
    refused("a saddle", Reason.NOT_POSITIVE_SEMIDEFINITE, SADDLE, NEAR, e.StrictMinimum(point(0, 0), point(0, 1))),
    refused(
        "a degenerate minimum", Reason.NOT_POSITIVE_SEMIDEFINITE, DEGENERATE, NEAR, e.StrictMinimum(point(0), point(2))
    ),
    refused("a kink", Reason.NOT_SUPPORTED, KINK, NEAR, e.StrictMinimum(point(0), point(2))),
    accepted("at an algebraic point", CUBE, NEAR, e.StrictMinimum(algebraic(1, 2, 0, 1), point(-10))),
    accepted("as minus the other root", CUBE, NEAR, e.StrictMinimum(algebraic(-2, -1, 0, -1), point(-10))),
    refused(
        "its conjugate",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        CUBE,
        NEAR,
        e.StrictMinimum(algebraic(-2, -1, 0, 1), point(-10)),
    ),
    refused("a rational neighbour", Reason.IDENTITY_FAILS, CUBE, NEAR, e.StrictMinimum(point("7/5"), point(-10))),
    refused("nothing lower than at sqrt(2)", Reason.SIGN, CUBE, NEAR, e.StrictMinimum(algebraic(1, 2, 0, 1), point(0))),
    accepted(
        "at an algebraic point of a quotient", QUOTIENT, NEAR, e.StrictMinimum(lifted(1, 2, Fraction(1, 3)), point(-1))
    ),
    refused(
        "its conjugate, a maximum",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        QUOTIENT,
        NEAR,
        e.StrictMinimum(lifted(-2, -1, Fraction(1, 3)), point(-1)),
    ),
    refused(
        "another inverse",
        Reason.IDENTITY_FAILS,
        QUOTIENT,
        NEAR,
        e.StrictMinimum(lifted(1, 2, Fraction(1, 2)), point(-1)),
    ),
    refused("no inverse", Reason.WRONG_SHAPE, QUOTIENT, NEAR, e.StrictMinimum(algebraic(1, 2, 0, 1), point(-1))),
    refused(
        "two inverses",
        Reason.WRONG_SHAPE,
        QUOTIENT,
        NEAR,
        e.StrictMinimum(lifted(1, 2, Fraction(1, 3), Fraction(1, 3)), point(-1)),
    ),
    refused(
        "an algebraic point of a square root",
        Reason.NOT_SUPPORTED,
        SQUARE_ROOT,
        NEAR,
        e.StrictMinimum(lifted(1, 2, Fraction(1), Fraction(1)), point(-1)),
    ),
    refused(
        "another claim", Reason.WRONG_SHAPE, WELLS, NoSpuriousSetwiseMinima(), e.StrictMinimum(point(-1), point(2))
    ),
)
def test_strict_minimum(row: Row) -> None:
    row.run()


MOTZKIN = On("x^4*y^2+x^2*y^4-3*x^2*y^2+1")
OUTSIDE = e.RegionMinimum(
    point(0, 2),
    (MOTZKIN("x^2+y^2-3"),),
    MOTZKIN.psatz(products={(0,): [(1, "x*y")]}),  # M - 1 = x^2 y^2 (x^2 + y^2 - 3)
    point(1, 1),
)
PIT = On("min(abs(x),abs(x-3)-1)")


@table(
    accepted("Motzkin's form at (0, 2)", MOTZKIN, NEAR, OUTSIDE),
    refused("on the same component, at (0, 1)", Reason.SIGN, MOTZKIN, NEAR, replace(OUTSIDE, point=point(0, 1))),
    refused(
        "with the region x^2 + y^2 > 0",
        Reason.IDENTITY_FAILS,
        MOTZKIN,
        NEAR,
        replace(OUTSIDE, point=point(0, 1), inequalities=(MOTZKIN("x^2+y^2"),)),
    ),
    refused(
        "on the boundary of the region",
        Reason.SIGN,
        MOTZKIN,
        NEAR,
        replace(OUTSIDE, inequalities=(MOTZKIN("x^2+y^2-4"),)),
    ),
    refused("another point of the region", Reason.IDENTITY_FAILS, MOTZKIN, NEAR, replace(OUTSIDE, point=point(2, 2))),
    refused("a global minimum", Reason.SIGN, MOTZKIN, NEAR, replace(OUTSIDE, below=point(0, 0))),
    refused("at infinity", Reason.WRONG_SHAPE, MOTZKIN, FAR, OUTSIDE),
    refused("no region", Reason.VACUOUS, MOTZKIN, NEAR, replace(OUTSIDE, inequalities=())),
    refused("a constant region", Reason.IDENTITY_FAILS, MOTZKIN, NEAR, replace(OUTSIDE, inequalities=(MOTZKIN("1"),))),
    refused("an empty region", Reason.SIGN, MOTZKIN, NEAR, replace(OUTSIDE, inequalities=(MOTZKIN("-1"),))),
    refused(
        "a kink variable",
        Reason.NOT_SUPPORTED,
        PIT,
        NEAR,
        e.RegionMinimum(point(0), (PIT("sign_1"),), PIT.psatz(), point(3)),
    ),
)
def test_region_minimum(row: Row) -> None:
    row.run()


PLATEAU = On("min(x^2,1)")
FLAT = e.Plateau(
    (PLATEAU("x-1"),),
    q(1),
    q(1),
    # F - 1 = -(m + 1) = l_1 (x^2 - 1) modulo the facts of max(-x^2, -1)
    PLATEAU.psatz(products={(1,): [(1, "x-1")], (1, 7): [(2, "1")]}, combination={2: -1, 5: -1, 6: "max_3+1"}),
    PLATEAU.psatz(products={(3,): [(1, "1")]}),
    arc(2, (0, 1)),
    point(0),
)
SLOPE = On("min(x^2,1)+y^2", "x y")


@table(
    accepted("min(x^2, 1)", PLATEAU, FAR, FLAT),
    refused("not at infinity", Reason.WRONG_SHAPE, PLATEAU, NEAR, FLAT),
    refused("margin 0", Reason.SIDE_CONDITION, PLATEAU, FAR, replace(FLAT, margin=q(0))),
    refused("negative margin", Reason.SIDE_CONDITION, PLATEAU, FAR, replace(FLAT, margin=q(-1))),
    refused("a margin that the arc lacks", Reason.SIGN, PLATEAU, FAR, replace(FLAT, margin=q(2))),
    refused("the arc starts too early", Reason.SIGN, PLATEAU, FAR, replace(FLAT, arc=arc("3/2", (0, 1)))),
    refused("a bounded arc", Reason.SIGN, PLATEAU, FAR, replace(FLAT, arc=arc(2, (3,)))),
    refused("another value", Reason.IDENTITY_FAILS, PLATEAU, FAR, replace(FLAT, value=q("1/2"))),
    refused("a larger region", Reason.IDENTITY_FAILS, PLATEAU, FAR, replace(FLAT, inequalities=(PLATEAU("x"),))),
    refused(
        "the two sides swapped", Reason.IDENTITY_FAILS, PLATEAU, FAR, replace(FLAT, upper=FLAT.lower, lower=FLAT.upper)
    ),
    refused("nothing lower", Reason.SIGN, PLATEAU, FAR, replace(FLAT, below=point(5))),
    refused("no inequality", Reason.VACUOUS, PLATEAU, FAR, replace(FLAT, inequalities=())),
    refused(
        "a weight as inequality", Reason.NOT_SUPPORTED, PLATEAU, FAR, replace(FLAT, inequalities=(PLATEAU("weight_1"),))
    ),
    refused("another claim", Reason.WRONG_SHAPE, PLATEAU, NoSpuriousSetwiseMinima(), FLAT),
)
def test_plateau(row: Row) -> None:
    row.run()
