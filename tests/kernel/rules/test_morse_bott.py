"""SpuriousSetwiseMinimum: minima on critical manifolds that are not isolated."""

from dataclasses import replace
from fractions import Fraction

from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.claims import NoSpuriousSetwiseMinima, SpuriousSetwiseMinimum
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import Combined, On, Row, accepted, number, point, refused, table

FAR, NEAR = SpuriousSetwiseMinimum(True), SpuriousSetwiseMinimum(False)


def orbit(on: On, *fields: str, combination: Combined | None = None) -> e.CriticalOrbit:
    """Return vector fields, components separated by commas."""
    rows = [tuple(map(on, field.split(","))) for field in fields]
    return e.CriticalOrbit(tuple(e.SymmetryField(row, on.combination(combination or {})) for row in rows))


def manifold(on: On, generators: str, *combinations: Combined, multiplier: str = "1") -> e.CriticalManifold:
    """Generators, separated by commas, and the gradient in terms of them."""
    return e.CriticalManifold(
        tuple(map(on, generators.split(","))), tuple(map(on.combination, combinations)), on(multiplier)
    )


def root(m: list[int], low: int, high: int, *coordinates: list[int | Fraction]) -> e.AlgebraicPoint:
    """The point with these polynomials in a root of m as coordinates."""
    return e.AlgebraicPoint(number(m, low, high), tuple(tuple(map(Fraction, c)) for c in coordinates))


def sqrt_3(*coordinates: list[int | Fraction]) -> e.AlgebraicPoint:
    return root([-3, 0, 1], 1, 2, *coordinates)


# -- minimum 0 on the circle x^2 + y^2 = 3, which has no rational point; maximum on x^2 + y^2 = 1, minimum -4 at 0 -----
CIRCLE = On("(x^2+y^2-3)^2*(x^2+y^2-4/9)")
CIRCLE_SLOPE = "(3*x^2+3*y^2-35/9)"  # f_x = 2 x (s - 3) (3 s - 35/9) with s = x^2 + y^2
BY_ORBIT = e.MorseBottMinimum(sqrt_3([0, 1], [0]), orbit(CIRCLE, "-y,x"), point(0, 0))
BY_EQUATION = replace(
    BY_ORBIT, along=manifold(CIRCLE, "x^2+y^2-3", {0: f"2*x*{CIRCLE_SLOPE}"}, {0: f"2*y*{CIRCLE_SLOPE}"})
)
# the hill between: 3 s = 35/9
HILL = root([-35, 0, 27], 1, 2, [0, 1], [0])

# -- a curve that is no orbit and has no rational point: h(g) with g = y^2 - x^3 - 7, minima 1/5 at -1, -1/5 at 1 ------
G = "(y^2-x^3-7)"
CURVE = On(f"({G}^2-1)^2+{G}^3/10-3*{G}/10", "x y")  # h' = (g^2 - 1) (4 g + 3/10)


def along_curve(generator: str, other: str) -> e.CriticalManifold:
    slope = f"(4*{G}+3/10)*({other})"
    return manifold(CURVE, generator, {0: f"-3*x^2*{slope}"}, {0: f"2*y*{slope}"})


SPURIOUS, BEST = along_curve(f"{G}+1", f"{G}-1"), along_curve(f"{G}-1", f"{G}+1")
ON_CURVE = e.MorseBottMinimum(root([-6, 0, 1], 2, 3, [0], [0, 1]), SPURIOUS, point(1, 3))

# -- Motzkin: on x = 0 a minimum of value 1 for y^2 > 3 and a saddle for y^2 < 3 ---------------------------------------
MOTZKIN = On("x^4*y^2+x^2*y^4-3*x^2*y^2+1", "x y")
ROWS = ("4*x^2*y^2+2*y^4-6*y^2", "2*x^3*y+4*x*y^3-6*x*y")
LINE = manifold(MOTZKIN, "x", *({0: c} for c in ROWS))
ON_LINE = e.MorseBottMinimum(point(0, 2), LINE, point(1, 1))

# -- a quotient: (s - 3)^2 (s - 4/9) / (1 + s) -------------------------------------------------------------------------
QUOTIENT = On("(x^2+y^2-3)^2*(x^2+y^2-4/9)/(1+x^2+y^2)", "x y")
ON_QUOTIENT = e.MorseBottMinimum(sqrt_3([0, 1], [0], [Fraction(1, 4)]), orbit(QUOTIENT, "-y,x"), point(0, 0))

# -- two spheres at once: values add, the orbit is a torus -------------------------------------------------------------
TORUS = On("(x^2+y^2-3)^2*(x^2+y^2-4/9)+(z^2+w^2-3)^2", "x y z w")
ON_TORUS = e.MorseBottMinimum(sqrt_3([0, 1], [0], [0, 1], [0]), orbit(TORUS, "-y,x,0,0", "0,0,-w,z"), point(0, 0, 1, 1))

# -- a line, a fourth power, a kink, an exponential function ----------------------------------------------------------
TROUGH = On("((x+y)^2-1)^2*(x+y+3)", "x y")
ON_TROUGH = e.MorseBottMinimum(point(-4, 5), orbit(TROUGH, "1,-1"), point(-4, 0))
FLAT = On("(x^2+y^2-1)^4*(x^2+y^2-1/4)")
KINK = On("abs(x^2+y^2-3)*(x^2+y^2-1)")
GROWTH = On("(x^2+y^2-1)^2*(4-exp(x^2+y^2-1))", "x y")
ON_GROWTH = e.MorseBottMinimum(point(1, 0), orbit(GROWTH, "-y,x"), point(2, 0))
MANY = On("+".join(f"x{k}^2" for k in range(61)) + "+x60^3")


@table(
    accepted("a circle as an orbit", CIRCLE, NEAR, BY_ORBIT),
    accepted("a circle by its equation", CIRCLE, NEAR, BY_EQUATION),
    accepted("at the other root", CIRCLE, NEAR, replace(BY_ORBIT, point=root([-3, 0, 1], -2, -1, [0, 1], [0]))),
    accepted("a further field, which vanishes", CIRCLE, NEAR, replace(BY_ORBIT, along=orbit(CIRCLE, "-y,x", "0,0"))),
    accepted(
        "a field that is not linear", CIRCLE, NEAR, replace(BY_ORBIT, along=orbit(CIRCLE, "-y*(1+x^2),x*(1+x^2)"))
    ),
    accepted("a quotient", QUOTIENT, NEAR, ON_QUOTIENT),
    accepted("an exponential function", GROWTH, NEAR, ON_GROWTH),
    accepted("a torus", TORUS, NEAR, ON_TORUS),
    accepted("a rational point of a line", TROUGH, NEAR, ON_TROUGH),
    accepted("Motzkin's polynomial", MOTZKIN, NEAR, ON_LINE),
    accepted(
        "with a multiplier",
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(MOTZKIN, "x", *({0: f"(1+y)*({c})"} for c in ROWS), multiplier="1+y")),
    ),
    accepted("a curve", CURVE, NEAR, ON_CURVE),
    # the point
    refused("no critical point", Reason.IDENTITY_FAILS, CIRCLE, NEAR, replace(BY_ORBIT, point=point(1, 0))),
    refused("a rational neighbour", Reason.IDENTITY_FAILS, CIRCLE, NEAR, replace(BY_ORBIT, point=point("26/15", 0))),
    refused("a hill", Reason.NOT_POSITIVE_SEMIDEFINITE, CIRCLE, NEAR, replace(BY_ORBIT, point=HILL, below=point(0, 0))),
    refused("the global minimum", Reason.SIGN, CIRCLE, NEAR, replace(BY_ORBIT, point=point(0, 0))),
    refused("nothing lower", Reason.SIGN, CIRCLE, NEAR, replace(BY_ORBIT, below=point(2, 0))),
    refused("equal is not lower", Reason.SIGN, TROUGH, NEAR, replace(ON_TROUGH, below=point(1, 0))),
    refused("Motzkin, a saddle", Reason.NOT_POSITIVE_SEMIDEFINITE, MOTZKIN, NEAR, replace(ON_LINE, point=point(0, 1))),
    refused(
        "Motzkin, where minima turn into saddles",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, point=sqrt_3([0], [0, 1])),
    ),
    refused("exp(3) is not rational", Reason.NOT_SUPPORTED, GROWTH, NEAR, replace(ON_GROWTH, point=point(2, 0))),
    # orbits
    refused("no field", Reason.VACUOUS, CIRCLE, NEAR, replace(BY_ORBIT, along=orbit(CIRCLE))),
    refused(
        "a field that changes f", Reason.IDENTITY_FAILS, CIRCLE, NEAR, replace(BY_ORBIT, along=orbit(CIRCLE, "x,y"))
    ),
    refused(
        "a field that changes f a little",
        Reason.IDENTITY_FAILS,
        CIRCLE,
        NEAR,
        replace(BY_ORBIT, along=orbit(CIRCLE, "-y,1000001*x/1000000")),
    ),
    refused("a tangent vector", Reason.IDENTITY_FAILS, CIRCLE, NEAR, replace(BY_ORBIT, along=orbit(CIRCLE, "0,1"))),
    refused(
        "a field that vanishes",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        CIRCLE,
        NEAR,
        replace(BY_ORBIT, along=orbit(CIRCLE, "0,0")),
    ),
    refused(
        "a field that vanishes at the point",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        CIRCLE,
        NEAR,
        replace(BY_ORBIT, along=orbit(CIRCLE, "-y^2,x*y")),
    ),
    refused(
        "one rotation of two",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        TORUS,
        NEAR,
        replace(ON_TORUS, along=orbit(TORUS, "-y,x,0,0")),
    ),
    refused("four components", Reason.WRONG_SHAPE, CIRCLE, NEAR, replace(BY_ORBIT, along=ON_TORUS.along)),
    refused("other variables", Reason.UNKNOWN_VARIABLE, CIRCLE, NEAR, replace(BY_ORBIT, along=orbit(TORUS, "-w,z"))),
    refused(
        "a combination of nothing",
        Reason.WRONG_FACT,
        CIRCLE,
        NEAR,
        replace(BY_ORBIT, along=orbit(CIRCLE, "-y,x", combination={0: "1"})),
    ),
    refused(
        "a fourth power",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        FLAT,
        NEAR,
        e.MorseBottMinimum(point(1, 0), orbit(FLAT, "-y,x"), point(0, 0)),
    ),
    # zero sets
    refused("the other curve", Reason.IDENTITY_FAILS, CURVE, NEAR, replace(ON_CURVE, along=BEST)),
    refused(
        "the lower curve",
        Reason.SIGN,
        CURVE,
        NEAR,
        e.MorseBottMinimum(point(1, 3), BEST, point(2, 4)),
    ),
    refused(
        "points that are not critical",
        Reason.IDENTITY_FAILS,
        CIRCLE,
        NEAR,
        replace(BY_EQUATION, along=manifold(CIRCLE, "x^2-3", {0: f"2*x*{CIRCLE_SLOPE}"}, {0: f"2*y*{CIRCLE_SLOPE}"})),
    ),
    refused(
        "a flipped cofactor",
        Reason.IDENTITY_FAILS,
        CIRCLE,
        NEAR,
        replace(
            BY_EQUATION, along=manifold(CIRCLE, "x^2+y^2-3", {0: f"2*x*{CIRCLE_SLOPE}"}, {0: f"-2*y*{CIRCLE_SLOPE}"})
        ),
    ),
    refused(
        "one identity of two",
        Reason.WRONG_SHAPE,
        CIRCLE,
        NEAR,
        replace(BY_EQUATION, along=manifold(CIRCLE, "x^2+y^2-3", {0: f"2*x*{CIRCLE_SLOPE}"})),
    ),
    refused(
        "a point as the manifold",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(MOTZKIN, "x,y-2", *({0: c} for c in ROWS))),
    ),
    refused(
        "the square of the equation",
        Reason.IDENTITY_FAILS,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(MOTZKIN, "x^2", *({0: c} for c in ROWS))),
    ),
    refused(
        "the equation twice",
        Reason.NOT_POSITIVE_SEMIDEFINITE,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(MOTZKIN, "x,x", *({0: c} for c in ROWS))),
    ),
    refused(
        "three equations",
        Reason.WRONG_SHAPE,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(MOTZKIN, "x,x,x", *({0: c} for c in ROWS))),
    ),
    refused("no equation", Reason.WRONG_SHAPE, MOTZKIN, NEAR, replace(ON_LINE, along=e.CriticalManifold((), ((), ())))),
    refused(
        "an equation in other variables",
        Reason.UNKNOWN_VARIABLE,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(TORUS, "z", *({0: c} for c in ROWS))),
    ),
    refused(
        "a multiplier that vanishes at the point",
        Reason.SIDE_CONDITION,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(MOTZKIN, "x", *({0: f"(y-2)*({c})"} for c in ROWS), multiplier="y-2")),
    ),
    refused(
        "a multiplier of 0",
        Reason.SIDE_CONDITION,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(MOTZKIN, "x", {}, {}, multiplier="0")),
    ),
    refused(
        "a multiplier that the identities ignore",
        Reason.IDENTITY_FAILS,
        MOTZKIN,
        NEAR,
        replace(ON_LINE, along=manifold(MOTZKIN, "x", *({0: c} for c in ROWS), multiplier="y")),
    ),
    refused(
        "61 variables",
        Reason.LIMIT,
        MANY,
        NEAR,
        e.MorseBottMinimum(point(*[0] * 61), e.CriticalOrbit(()), point(*[0] * 60, -5)),
    ),
    # the claim
    refused("at infinity", Reason.WRONG_SHAPE, CIRCLE, FAR, BY_ORBIT),
    refused("another claim", Reason.WRONG_SHAPE, CIRCLE, NoSpuriousSetwiseMinima(), BY_ORBIT),
    refused("a kink", Reason.NOT_SUPPORTED, KINK, NEAR, replace(BY_ORBIT, along=orbit(KINK, "-y,x"))),
    refused("without the inverse", Reason.WRONG_SHAPE, QUOTIENT, NEAR, replace(ON_QUOTIENT, point=BY_ORBIT.point)),
)
def test_morse_bott_minimum(row: Row) -> None:
    row.run()
