"""Arcs with roots and inverses over the base point: AdjoinRoot, AdjoinOddRoot, AdjoinInverse above escape arcs."""

from dataclasses import replace

from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.errors import Reason
from tests.kernel.rules.build import On, Row, accepted, refused, table

NONE = c.LocalMinimaHaveValue(None)
P = "1+u^2"

# -- -x^2 (1 + u^2): facts G_x, G_u; w^2 - 1 - u^2 = 0, w >= 0; the arc x + w t ----------------------------------------
RIDGE = On("-x^2*(1+u^2)", "x u", "w v")
IS_SQUARE = RIDGE.psatz(1, [(1, "u")])
BELOW_RIDGE = RIDGE.psatz(1, [(2, "u"), (1, "u^2")], combination={2: P})
DOWN = RIDGE.escape(2, [["w", "0"]], [{}, {0: "w"}], BELOW_RIDGE)

LATER = replace(DOWN, psatz=RIDGE.psatz(1, [(2, "u"), (1, "u^2")], combination={3: P}))  # below one more fact


def rooted(child: e.CaseTree = DOWN, p: str = P, psatz: e.Psatz = IS_SQUARE) -> e.CriticalCases:
    return e.CriticalCases(e.AdjoinRoot(RIDGE(p), psatz, child))


# -- -x^3 (1 + u^2): fact 2 is x = 0, then w^2 - 1 - u^2 = 0, w >= 0; here the sign of w matters -----------------------
CUBE = On("-x^3*(1+u^2)", "x u", "w")
AT_ZERO = e.RealRadical(CUBE("x"), 1, CUBE.psatz(0, [(1, "x*u")], combination={0: "1/3"}))
# the negation -w^3 (1 + u^2) >= 0 is fact 5; times w it is -(1 + u^2)^3
CONTRADICTION = replace(
    CUBE.psatz(
        1,
        [(3, "u"), (3, "u^2"), (1, "u^3")],
        products={(4, 5): [(1, "1")]},
        combination={3: "(1+u^2)*(w^2+1+u^2)"},
    ),
    contradiction=True,
)


def cubic(direction: str, psatz: e.Psatz = CONTRADICTION) -> e.CriticalCases:
    vanishing = [{}, {0: direction}, {2: "-3*(1+u^2)*w^2"}]
    leaf = CUBE.escape(3, [[direction, "0"]], vanishing, psatz)
    root = e.AdjoinRoot(CUBE(P), CUBE.psatz(1, [(1, "u")]), leaf)
    return e.CriticalCases(e.Derive((AT_ZERO,), root))


# -- with an inverse: r (1 + u^2) = 1, the arc x + r t with second coefficient -r -------------------------------------
INVERSE = On("-x^2*(1+u^2)", "x u", "r")
NOT_ZERO = INVERSE.psatz(1, [(2, "u"), (1, "u^2")])
# the second coefficient is -(1 + u^2) r^2 =: -q; the negation -q >= 0 is fact 3, and -q (1 + u^2) = -1 + ...
POSITIVE_INVERSE = replace(
    INVERSE.psatz(1, products={(3,): [(1, "1"), (1, "u")]}, combination={2: "r*(1+u^2)+1"}),
    contradiction=True,
)
BY_INVERSE = INVERSE.escape(2, [["r", "0"]], [{}, {0: "r"}], POSITIVE_INVERSE)

# -- a root of odd degree: w^3 = 1 + u^2 is fact 2, the arc x + w^3 t ------------------------------------------------
ODD = RIDGE.escape(
    2,
    [["w^3", "0"]],
    [{}, {0: "w^3"}],
    RIDGE.psatz(1, [(3, "u"), (3, "u^2"), (1, "u^3")], combination={2: "(1+u^2)*(w^3+1+u^2)"}),
)
# with any number w whatever: the arc x + (1 + w^2) t
ANY = RIDGE.escape(
    2,
    [["1+w^2", "0"]],
    [{}, {0: "1+w^2"}],
    RIDGE.psatz(1, [(1, "u"), (2, "w"), (2, "w*u"), (1, "w^2"), (1, "w^2*u")]),
)


def odd(p: str, child: e.CaseTree = ANY) -> e.CriticalCases:
    return e.CriticalCases(e.AdjoinOddRoot(RIDGE(p), child))


@table(
    accepted("an arc with a root", RIDGE, NONE, rooted()),
    accepted(
        "the arc of the other sign", RIDGE, NONE, rooted(RIDGE.escape(2, [["-w", "0"]], [{}, {0: "-w"}], BELOW_RIDGE))
    ),
    accepted("a root that needs its sign", CUBE, NONE, cubic("w")),
    refused("and the other one", Reason.IDENTITY_FAILS, CUBE, NONE, cubic("-w")),
    refused(
        "the sign of the root is no strict fact",
        Reason.WRONG_FACT,
        CUBE,
        NONE,
        cubic("w", CUBE.psatz(1, unit=(4,))),
    ),
    refused(
        "the fact w >= 0 turned round",
        Reason.NEGATIVE_WEIGHT,
        CUBE,
        NONE,
        cubic("w", replace(CONTRADICTION, products=CUBE.psatz(0, products={(4, 5): [(-1, "1")]}).products)),
    ),
    refused("a root of a negative number", Reason.IDENTITY_FAILS, RIDGE, NONE, rooted(p="-1-u^2")),
    refused("a root of what may be negative", Reason.IDENTITY_FAILS, RIDGE, NONE, rooted(p="1-u^2")),
    refused("no reason for the root", Reason.IDENTITY_FAILS, RIDGE, NONE, rooted(psatz=RIDGE.psatz(0))),
    refused(
        "a root of something else",
        Reason.IDENTITY_FAILS,
        RIDGE,
        NONE,
        rooted(p="2+u^2", psatz=RIDGE.psatz(2, [(1, "u")])),
    ),
    refused("a root of itself", Reason.UNKNOWN_VARIABLE, RIDGE, NONE, rooted(p="w", psatz=RIDGE.psatz(0))),
    refused(
        # w^2 - p = 0 is not yet a fact where p >= 0 is shown
        "the root as its own reason",
        Reason.WRONG_FACT,
        RIDGE,
        NONE,
        rooted(p="1-u^2", psatz=RIDGE.psatz(0, [(1, "w")], combination={2: "-1"})),
    ),
    refused("the root without the node", Reason.UNKNOWN_VARIABLE, RIDGE, NONE, e.CriticalCases(DOWN)),
    refused(
        "the next variable",
        Reason.UNKNOWN_VARIABLE,
        RIDGE,
        NONE,
        rooted(RIDGE.escape(2, [["v", "0"]], [{}, {0: "v"}], BELOW_RIDGE)),
    ),
    refused(
        "the root in the sibling's case",
        Reason.UNKNOWN_VARIABLE,
        RIDGE,
        NONE,
        e.CriticalCases(e.SplitSign(RIDGE("u"), rooted(LATER).tree, DOWN, DOWN)),
    ),
    refused(
        "a point that moves in the direction of the root",
        Reason.WRONG_SHAPE,
        RIDGE,
        NONE,
        rooted(RIDGE.escape(2, [["w", "0", "1"]], [{}, {0: "w"}], BELOW_RIDGE)),
    ),
    refused(
        # w is a constant along the arc: it does not follow the base point
        "a root that moves with the base point",
        Reason.IDENTITY_FAILS,
        RIDGE,
        NONE,
        rooted(RIDGE.escape(2, [["w", "1"]], [{}, {0: "w", 1: "1"}], BELOW_RIDGE)),
    ),
    accepted(
        "a root below a root",
        RIDGE,
        NONE,
        rooted(
            e.AdjoinRoot(
                RIDGE("w"),
                RIDGE.psatz(0, products={(3,): [(1, "1")]}),
                # v^2 = w, the arc x + v^2 t
                RIDGE.escape(
                    2,
                    [["v^2", "0"]],
                    [{}, {0: "v^2"}],
                    RIDGE.psatz(1, [(2, "u"), (1, "u^2")], combination={2: P, 4: "(1+u^2)*(v^2+w)"}),
                ),
            )
        ),
    ),
    refused(
        "a root of the negative root",
        Reason.IDENTITY_FAILS,
        RIDGE,
        NONE,
        rooted(e.AdjoinRoot(RIDGE("-w"), RIDGE.psatz(0, products={(3,): [(1, "1")]}), DOWN)),
    ),
    accepted(
        "an arc with an inverse",
        INVERSE,
        NONE,
        e.CriticalCases(e.AdjoinInverse(INVERSE(P), NOT_ZERO, BY_INVERSE)),
    ),
    refused(
        "an inverse of what may vanish",
        Reason.IDENTITY_FAILS,
        INVERSE,
        NONE,
        e.CriticalCases(e.AdjoinInverse(INVERSE("u"), NOT_ZERO, BY_INVERSE)),
    ),
    refused(
        # r x = 1 would contradict x = 0
        "an inverse of zero",
        Reason.SIDE_CONDITION,
        INVERSE,
        NONE,
        e.CriticalCases(e.AdjoinInverse(INVERSE("x"), INVERSE.psatz(0, [(1, "x")]), e.Empty(INVERSE.psatz(1)))),
    ),
)
def test_adjoined_roots(row: Row) -> None:
    row.run()


@table(
    accepted("a cube root", RIDGE, NONE, odd("w^3-1-u^2", ODD)),
    accepted("a cube root of what may be negative", RIDGE, NONE, odd("w^3-u")),
    accepted("a root of any polynomial of odd degree", RIDGE, NONE, odd("-2*w^5+u*w^4-w*(1+x)+u^3")),
    accepted("a root of degree one", RIDGE, NONE, odd("w-u")),
    accepted(
        "an odd root of an odd root",
        RIDGE,
        NONE,
        odd("w^3-u", e.AdjoinOddRoot(RIDGE("v^3-v-w"), ANY)),
    ),
    refused("an even degree", Reason.SIDE_CONDITION, RIDGE, NONE, odd("w^2-1-u^2")),
    refused("an even degree without real roots", Reason.SIDE_CONDITION, RIDGE, NONE, odd("w^4+w+1+u^2")),
    refused("degree zero", Reason.SIDE_CONDITION, RIDGE, NONE, odd("1+u^2")),
    refused("the zero polynomial", Reason.SIDE_CONDITION, RIDGE, NONE, odd("0")),
    # at u = 0 it is the constant 1
    refused("a leading coefficient with a zero", Reason.SIDE_CONDITION, RIDGE, NONE, odd("u*w^3+1")),
    refused("a leading coefficient without a zero", Reason.SIDE_CONDITION, RIDGE, NONE, odd("(1+u^2)*w^3+1")),
    # odd in u only
    refused("the degree in another variable", Reason.SIDE_CONDITION, RIDGE, NONE, odd("u^3+w^2+1")),
    refused("a variable after the new one", Reason.UNKNOWN_VARIABLE, RIDGE, NONE, odd("w^3-v")),
    refused(
        # the second root is a root of a polynomial in the first one only
        "the old variable again",
        Reason.SIDE_CONDITION,
        RIDGE,
        NONE,
        odd("w^3-u", e.AdjoinOddRoot(RIDGE("w^3+u"), ANY)),
    ),
    refused("another equation than the adjoined one", Reason.IDENTITY_FAILS, RIDGE, NONE, odd("w^3-2-u^2", ODD)),
    refused(
        "no sign is known",
        Reason.WRONG_FACT,
        RIDGE,
        NONE,
        odd("w^3-u", replace(ANY, psatz=RIDGE.psatz(1, products={(3,): [(1, "1")]}))),
    ),
    refused(
        "an equation as a positive factor",
        Reason.WRONG_FACT,
        RIDGE,
        NONE,
        odd("w^3-u", replace(ANY, psatz=RIDGE.psatz(1, unit=(2,)))),
    ),
    refused(
        "an odd root that moves with the base point",
        Reason.IDENTITY_FAILS,
        RIDGE,
        NONE,
        odd("w^3-1-u^2", RIDGE.escape(2, [["w^3", "1"]], [{}, {0: "w^3", 1: "1"}], ODD.psatz)),
    ),
    refused(
        "the odd root without the node",
        Reason.UNKNOWN_VARIABLE,
        RIDGE,
        NONE,
        e.CriticalCases(ANY),
    ),
    refused(
        "an odd root in an empty case",
        Reason.IDENTITY_FAILS,
        RIDGE,
        NONE,
        odd("w^3+1", e.Empty(RIDGE.psatz(1, [(1, "w")]))),
    ),
)
def test_roots_of_odd_degree(row: Row) -> None:
    row.run()
