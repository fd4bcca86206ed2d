"""Every claim, every kind of evidence and every node of a case tree has a LaTeX, a plain text and an HTML form.

The steps below are shapes, not proofs: the writers present what they are given; only the public functions insist on the
checker.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from fractions import Fraction

import pytest

from tameproof.proofs.export.html import reading_to_html
from tameproof.proofs.export.latex import reading_to_latex
from tameproof.proofs.export.reading import Reading
from tameproof.proofs.export.text import explain_reading, step_line
from tameproof.proofs.kernel import claims as c
from tameproof.proofs.kernel import evidence as e
from tameproof.proofs.kernel.algebraic import AlgebraicNumber, rational, real_roots
from tameproof.proofs.kernel.certificate import Certificate, Step
from tameproof.proofs.kernel.lift import NodeKind, lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.polynomial import ONE, Polynomial
from tameproof.proofs.kernel.theorems import THEOREMS

X, Y = Polynomial.variable(0), Polynomial.variable(1)
U = X * Y - ONE
Q = Fraction
CUBIC = real_roots((-2, 0, 0, 1))[0]
QUADRATIC = real_roots((-1, -4, 4))  # (1 - sqrt 2)/2 and (1 + sqrt 2)/2
LONG = (X + Y + ONE) ** 12  # 91 terms

GRAM = e.Gram((ONE, X), ((Q(2),), (Q(1), Q(1))))
BIG = e.Gram(tuple(Polynomial.variable(0, k) for k in range(14)), tuple((Q(0),) * i + (Q(1),) for i in range(14)))
FACTORED = e.FactoredGram((ONE, Y), ((Q(1),), (Q(0), Q(1))), ((Q(1),), (Q(0), Q(1))))
PLAIN = e.Psatz(Q(1, 2), e.Squares(((Q(1), U), (Q(2, 3), X - Y.scale(3)), (Q(5), X * Y))))
GRAMS = e.Psatz(squares=GRAM, multiplier=e.Multiplier(Q(1), e.Squares(((Q(1), X),))))
FIELD = e.FieldSquares(CUBIC, (((Q(1),), (X, Y, U)), ((Q(0), Q(1, 2)), (ONE,)), ((), (X,))))
FIELDS = e.Psatz(squares=FIELD, multiplier=e.Multiplier(Q(1), e.FieldSquares(CUBIC, (((Q(1),), (LONG, X)),))))
DENSE = e.Psatz(squares=BIG, multiplier=e.Multiplier(Q(0), FACTORED))


def with_fact(index: int, *, strict: bool = False) -> e.Psatz:
    """Return an identity that uses one fact: as an equation, or as a positive factor everywhere it may stand."""
    if strict:
        products = (e.ProductTerm((index,), e.Squares(((Q(1), ONE),))),)
        return e.Psatz(Q(1), products=products, multiplier=e.Multiplier(facts=(index,)), unit=(index,))
    return e.Psatz(Q(1), combination=((index, LONG), (index, X.scale(Q(-1, 2)))))


CONTRADICTION = e.Psatz(Q(1), products=(e.ProductTerm((0, 3), GRAM),), unit=(3, 3), contradiction=True)
HORNER = e.Horner(2, ((X, ((0, Y),)), (Polynomial({}), ((1, X - ONE),))))
LONG_HORNER = e.Horner(1, tuple((LONG, ((0, LONG),)) for _ in range(3)))
ARC = e.RationalArc((((-1,), (0, 1)), ((1, 1), (1, 0, 1))), Q(5))
POINT = e.RationalPoint((Q(1), Q(-1, 3)))
FACTOR = e.ExponentialFactor(2, (((), (Q(1, 2), Q(-1))), ((Q(0), Q(2)), (Q(1),))))
ALGEBRAIC_POINT = e.AlgebraicPoint(CUBIC, ((Q(0), Q(1)), (Q(1, 2), Q(0), Q(-1))))
STRAIGHT = e.NotLocalMinimum(2, (e.EscapeArc(Q(1), ((X, -Y),)),), (((), ()),), with_fact(0))
TWO = e.NotLocalMinimum(2, (e.EscapeArc(Q(1), ((X, -Y),)), e.EscapeArc(Q(2), ((ONE, ONE),))), ((), ()), PLAIN)
CURVED = e.NotLocalMinimum(4, (e.EscapeArc(Q(1), ((ONE, Polynomial({})), (X, Y))),), ((), ()), PLAIN)
ODD = e.NotLocalMinimum(3, (e.EscapeArc(Q(1), ((ONE, ONE),)),), ((),), PLAIN, nonzero=True)
DERIVATIONS = (
    e.PowerMembership(U, 2, ((0, X),)),
    e.PowerMembership(LONG, 1, ((0, ONE),)),
    e.RealRadical(X - Y, 1, PLAIN),
)
ODD_ROOT = Polynomial.variable(4, 3) - X * Polynomial.variable(4) - Y
CRITICAL_TREE = e.Derive(
    DERIVATIONS,
    e.SplitProduct(
        (X, U, LONG),
        2,
        ((1, X),),
        (
            e.SplitValue((e.HasValue(), STRAIGHT, TWO)),
            e.SplitSign(
                X - Y, ODD, e.HasValue(HORNER, PLAIN, PLAIN), e.SplitSign(Y, CURVED, CURVED, e.Empty(with_fact(2)))
            ),
            e.AdjoinRoot(
                ONE + X * X,
                PLAIN,
                e.AdjoinInverse(X, PLAIN, e.AdjoinOddRoot(ODD_ROOT, e.Empty(with_fact(6)))),
            ),
        ),
    ),
)
CANDIDATES = (
    e.Candidate(rational(0), Q(1), e.AtMostInfimum()),
    e.Candidate(rational(1), Q(1, 10), e.NotFromAbove(with_fact(2, strict=True))),
    e.Candidate(CUBIC, Q(0), e.SaddleAtInfinity((X, -Y), ((0, X),), with_fact(2, strict=True))),
)
SEPARATION = e.Separation((-1, 0, 1), ((0, X), (1, ONE)))
LONG_SEPARATION = e.Separation(tuple(range(1, 40)), ((0, LONG), (1, LONG)))
SIGNS = e.BranchSigns(
    0,
    (
        e.End(Q(5), None),
        e.End(Q(5, 2), SEPARATION, SEPARATION),
        e.End(Q(5), SEPARATION, None, LONG_SEPARATION, SEPARATION, SEPARATION),
        e.End(Q(7), LONG_SEPARATION),
    ),
)
CANDIDATES = (
    *CANDIDATES,
    e.Candidate(rational(7), Q(1), SIGNS),
    e.Candidate(rational(8), Q(0), e.LowerFarOut(2, Q(3, 2), with_fact(1), ARC)),
    e.Candidate(rational(-9), Q(0), e.LowerFarOut(1, Q(1), PLAIN, ARC)),
    e.Candidate(CUBIC, Q(0), e.Remaining()),
)
ELIMINANTS = e.Eliminants(
    (e.Eliminant(X * Y * Y - ONE, 2, ((0, X),)), e.CoordinateBound((Q(1), Q(0), Q(3)), 2, PLAIN)), CANDIDATES
)
RADIAL = e.RadialEliminant(X * Y - ONE, 2, ((1, X),), ELIMINANTS.candidates)
TANGENCY_TREE = e.SplitSign(
    X,
    e.FiniteValues((-1, 0, 1), LONG_HORNER),
    e.AdjoinMultiplier(
        Q(1, 2),
        e.SecondOrder(
            (Y, -X),
            (),
            e.SecondOrder((X, Y), ((2, ONE),), e.SplitSign(Y, ELIMINANTS, RADIAL, e.Empty(PLAIN))),
        ),
    ),
    e.BoundedPart((Q(1), Q(1)), 1, PLAIN),
)
VALUES = c.CriticalValues(
    (2, 0, -1), (rational(0), *QUADRATIC, CUBIC), ("attained", "not-attained", "open", "attained")
)
STATUSES = (e.Attained(POINT), e.NotAttained(with_fact(5)), e.OpenStatus(), e.Attained(ALGEBRAIC_POINT))
GROWTH = X * X + Y * Y
FLOW = Polynomial.variable(1, 2) - Polynomial.variable(0)
INEQUALITIES = (X - ONE, Y)
ORBIT = e.CriticalOrbit((e.SymmetryField((Y, -X)), e.SymmetryField((X, Y))))
MANIFOLD = e.CriticalManifold((U, X + Y), (((0, Y), (1, X)), ((0, ONE),)), X + ONE)
INSIDE = e.Contained(Polynomial.variable(2), 1, PLAIN)
ONE_STAGE = e.Stages((e.Nonincreasing(X, PLAIN), e.Bounded(X * Y, Polynomial.variable(2), with_fact(0))), INSIDE)
CONFINED = e.Phases(
    X,
    0,
    Y,
    (),
    e.Psatz(),
    e.Phases(Y, 1, Polynomial({}), (), PLAIN, ONE_STAGE, INSIDE),
    e.Stages((), e.Pieces(X, INSIDE, INSIDE)),
)
ORIGIN = e.RationalPoint((Q(0),))
STEPS = (
    Step(c.WellDefined(), e.SideConditions(())),
    Step(c.BoundedBelow(Q(-1, 2)), e.LowerBound(GRAMS)),
    Step(c.UnboundedBelow(), e.DescendingArc(dataclasses.replace(ARC, logarithms=(Q(0), Q(-1, 2))))),
    Step(c.LocallyLipschitz(), e.TypeDerivation()),
    Step(c.ChainRule(), e.TypeDerivation()),
    Step(c.FinitelyManyCriticalValues(), e.TypeDerivation()),
    Step(VALUES, e.IdealMembership(DERIVATIONS, LONG_HORNER, STATUSES)),
    Step(c.FinitelyManyCriticalValues(), e.ListedValues(), (6,)),
    Step(c.ConservedQuantity(X * X - Y * Y), e.FlowDerivative(())),
    Step(c.MonotoneQuantity(X * X, Q(0)), e.FlowInequality(PLAIN, DENSE)),
    Step(c.BoundedTrajectories(), e.Proper(FLOW, 2, ONE, PLAIN), (1, 8, 9)),
    Step(c.GenericTrajectories(), e.Proper(FLOW, 1, Polynomial.variable(1), PLAIN), (1, 8)),
    Step(
        c.BoundedTrajectories(), e.Gronwall(GROWTH, Q(4), Polynomial.constant(Q(1, 3)), PLAIN, FLOW, 1, PLAIN), (1, 8)
    ),
    Step(c.BoundedTrajectories(), e.Gronwall(GROWTH, Q(4), FLOW, with_fact(0, strict=True), FLOW, 1, PLAIN), (1, 8)),
    Step(
        c.BoundedTrajectories(),
        e.DesingularisedGronwall(Q(0), U, (), GROWTH, Q(3), Q(2), PLAIN, with_fact(0, strict=True), FLOW, 1, PLAIN),
        (1,),
    ),
    Step(c.GenericTrajectories(), e.Malgrange((Q(0), Q(1), Q(1, 2)), Q(9), PLAIN), (1,)),
    Step(c.LocalMinimaHaveValue(CUBIC), e.CriticalCases(CRITICAL_TREE), (6,)),
    Step(c.LocalMinimaHaveValue(None), e.CriticalCases(e.Empty(with_fact(0)))),
    Step(c.NoSpuriousLocalMinima(), e.NoLocalMinima(), (17,)),
    Step(c.NoSpuriousLocalMinima(), e.ValueIsLowerBound(), (1, 16)),
    Step(c.NoSpuriousLocalMinima(), e.InfimumIsAttained(), (1, 3, 4, 7, 10, 16)),
    Step(c.NoValueAtInfinity(), e.Tangency((Q(1), Q(2)), (1, 2), Q(5), TANGENCY_TREE), (1,)),
    Step(c.Infimum(Q(0), True), e.AttainedInfimum(ALGEBRAIC_POINT), (1,)),
    Step(c.Infimum(Q(1), False), e.LimitInfimum(ARC), (1,)),
    Step(c.ExactInfimum(rational(0), False), e.LeastCriticalValue(), (6, 22)),
    Step(c.NoValueAtInfinity(), e.EulerIdentity((1, 0), 2, Q(0))),
    Step(c.NoValueAtInfinity(), e.EulerIdentity((2, 3), 1, Q(-1, 2))),
    Step(c.ExactInfimum(CUBIC, True), e.LeastCriticalValue(), (1, 6)),
    Step(c.ExactInfimum(QUADRATIC[0], True), e.LeastCriticalValue(), (1, 3, 4, 7, 10, 6)),
    Step(c.WellDefined(), e.NoPoles(((0, 1), (-1, 0, 1)))),
    Step(c.ExactInfimum(CUBIC, False), e.InfimumOfPieces(((0, -1, 0, 1),))),
    Step(c.NoSpuriousSetwiseMinima(), e.Theorem1(), (1, 3)),
    Step(c.NoSpuriousSetwiseMinima(), e.Theorem1Plus(), (1, 3)),
    Step(c.NoSpuriousSetwiseMinima(), e.TheoremT(), (1, 3)),
    Step(
        c.SpuriousSetwiseMinimum(True),
        e.Region(INEQUALITIES, Q(3, 2), Q(1), (PLAIN, with_fact(1)), with_fact(0, strict=True), POINT, POINT, ARC),
    ),
    Step(c.SpuriousSetwiseMinimum(False), e.Region((X,), Q(3, 2), Q(1), (PLAIN,), PLAIN, POINT, POINT, None)),
    Step(c.SpuriousSetwiseMinimum(False), e.StrictMinimum(ALGEBRAIC_POINT, POINT)),
    Step(c.SpuriousSetwiseMinimum(False), e.MorseBottMinimum(ALGEBRAIC_POINT, ORBIT, POINT)),
    Step(c.SpuriousSetwiseMinimum(False), e.MorseBottMinimum(POINT, MANIFOLD, POINT)),
    Step(
        c.SpuriousSetwiseMinimum(False),
        e.MorseBottMinimum(POINT, e.CriticalManifold((U,), (((0, X),), ((0, Y),))), POINT),
    ),
    Step(c.SpuriousSetwiseMinimum(False), e.RegionMinimum(POINT, INEQUALITIES, PLAIN, POINT)),
    Step(c.SpuriousSetwiseMinimum(True), e.Plateau(INEQUALITIES, Q(1), Q(1, 4), PLAIN, PLAIN, ARC, POINT)),
    Step(c.NoSpuriousSetwiseMinima(), e.MonotonePieces(((0, -1, 0, 1),), CUBIC)),
    Step(c.NoSpuriousSetwiseMinima(), e.MonotonePieces(((1,),), None)),
    Step(c.SpuriousSetwiseMinimum(False), e.SpuriousValley(((0, 1),), 0, Q(1, 2))),
    Step(c.NoSpuriousSetwiseMinima(), e.ExponentialPieces((FACTOR, dataclasses.replace(FACTOR, exponent=1)))),
    Step(c.NoSpuriousSetwiseMinima(), e.ExponentialPieces(())),
    Step(c.NoSpuriousSetwiseMinima(), e.ConvexFunction("x^2 + y^2")),
    Step(c.SpuriousSetwiseMinimum(True), e.ExponentialValley((FACTOR,), 0, Q(1, 2), POINT)),
    Step(c.ChainRule(), e.Hole("ran out of {time} & \\memory_100%")),
    Step(
        c.BoundedTrajectories(),
        e.DesingularisedGronwall(
            Q(0), U, (), GROWTH, Q(3), Q(2), PLAIN, with_fact(0, strict=True), FLOW, 1, PLAIN, ONE + X * X, PLAIN
        ),
        (1,),
    ),
    Step(
        c.UnboundedTrajectory((Q(1), Q(2))),
        e.TrappedRegion(INEQUALITIES, Q(3, 2), Q(1), (PLAIN, with_fact(1)), with_fact(0, strict=True)),
        (1, 6),
    ),
    Step(c.UnboundedTrajectory((Q(1), Q(2))), e.TrappedRegion((), Q(3, 2), Q(1), (), PLAIN), (1, 6)),
    Step(
        c.UnboundedTrajectory((Q(1), Q(2))), e.TrappedRegion((X,), Q(3, 2), Q(1), (PLAIN,), PLAIN, with_fact(0)), (1,)
    ),
    Step(c.FiniteTimeBlowUp((Q(1), Q(2)), Q(3)), e.RiccatiGrowth(X, Q(1), with_fact(0))),
    Step(c.BoundedTrajectories(), e.BalancedLayers((((0,),), ((1,),)), (Q(2), Q(2)), PLAIN), (1, 8)),
    Step(
        c.BoundedTrajectories(),
        e.BalancedLayers((((0, 1),),), (Q(2), Q(2)), PLAIN, ((Q(1, 2),), (Q(1, 2), Q(1, 2)))),
        (1, 8),
    ),
    Step(c.UnboundedBelowOn((X,), (Y,)), e.DescendingArc(ARC)),
    Step(c.BoundedBelowOn((X, Y), (U,), Q(-1, 2)), e.LowerBound(with_fact(2))),
    Step(c.TakesValueBelow(Q(3)), e.LowPoint(POINT)),
    Step(c.ConservedFunction("x^2 - log(y^2)/3"), e.FlowDerivative(((0, X),))),
    Step(c.ConservedFunction("x^2/y"), e.FlowDerivative(())),
    Step(c.PolynomialLaws(4, (X * X - Y * Y,)), e.ModularRank(2147483647)),
    Step(c.PolynomialLaws(6, ()), e.ModularRank(2147483647)),
    Step(c.LawsOfAllLosses((X * Y,), (X * X - Y * Y,), 1), e.LieRank(101, (3, 5), ((0,), (0, 0)))),
    Step(c.LawsOfAllLosses((X * Y, X), (), 0), e.LieRank(101, (3, 5), ((0,), (1,)))),
    Step(c.LawsOfAllLosses((X * Y,), (X * X - Y * Y,), 2), e.LieRank(101, (3, 5), ())),
    Step(c.BoundedTrajectories(), e.Malgrange((Q(0), Q(1, 2)), Q(1), PLAIN), (1,)),
    Step(c.TrajectoriesInBall((Q(0), Q(1)), (Q(0), Q(1)), Q(3)), e.Proper(FLOW, 1, ONE, PLAIN), (1, 8)),
    Step(c.TrajectoriesInBall((Q(0), Q(1)), (Q(2), Q(1)), Q(3)), e.Proper(FLOW, 1, ONE, PLAIN), (1, 8)),
    Step(
        c.TrajectoriesInBall((Q(0), Q(1)), (Q(2), Q(1)), Q(3)),
        e.Gronwall(GROWTH, Q(4), FLOW, with_fact(1), FLOW, 1, with_fact(0), (Q(0), Q(1)), with_fact(0)),
        (1, 8, 47),
    ),
    Step(
        c.TrajectoriesInBall((Q(0), Q(1)), (Q(2), Q(1)), Q(3)),
        e.DesingularisedGronwall(
            Q(0), U, (), GROWTH, Q(3), Q(2), with_fact(1), PLAIN, FLOW, 1, PLAIN, factor=FLOW, sublevel=(Q(0), Q(1))
        ),
        (1, 8),
    ),
    Step(
        c.TrajectoriesInBall((Q(0), Q(1)), (Q(2), Q(1)), Q(3)),
        e.Malgrange((Q(0), Q(1, 2)), Q(1), with_fact(2), FLOW, (Q(0), Q(1))),
        (1, 8),
    ),
    Step(
        c.TrajectoriesInBall((Q(0), Q(1)), (Q(2), Q(1)), Q(3)), e.BalancedLayers((((0,),), ((1,),)), (), PLAIN), (1, 8)
    ),
    Step(c.BoundedTrajectories(), e.Confinement(CONFINED), (1, 8)),
    Step(c.TrajectoriesInBall((Q(0), Q(1)), (Q(2), Q(1)), Q(3)), e.Confinement(CONFINED), (1, 8)),
    Step(c.NotSumOfSquares(ONE + X * X), e.PseudoMoments(X * X - ONE)),
    Step(c.BoundedBelow(Q(-1, 2)), e.LowerBound(FIELDS)),
    Step(c.BoundedBelowOn((X, Y), (U,), Q(-1, 2)), e.LowerBound(CONTRADICTION)),
    Step(c.BoundedBelowOn((X, Y), (U,), Q(0)), e.LowerBound(dataclasses.replace(CONTRADICTION, unit=()))),
    Step(c.Minimum((X,), (U,), rational(Q(3, 2))), e.AttainedMinimum(PLAIN, POINT)),
    Step(c.Minimum((), (), CUBIC), e.AttainedMinimum(with_fact(0), ALGEBRAIC_POINT, CUBIC, (Q(0), Q(1)))),
    Step(
        c.NoSpuriousSetwiseMinima(),
        e.ChangeOfCoordinates(
            "(u*v - 1)^2",
            ("u", "v"),
            (X, Y + X * X),
            (X, Y - X * X),
            (
                Step(c.LocallyLipschitz(), e.TypeDerivation()),
                Step(c.ConservedQuantity(X * X - Y * Y), e.FlowDerivative(())),
                Step(c.BoundedBelow(Q(0)), e.LowerBound(PLAIN)),
                Step(c.NoSpuriousSetwiseMinima(), e.TheoremT(), (0,)),
            ),
        ),
    ),
    Step(
        c.SpuriousSetwiseMinimum(False),
        e.IncreasingFunction(
            "x*y",
            "t/(1 + t)",
            Q(0),
            (
                Step(c.BoundedBelow(Q(0)), e.LowerBound(PLAIN)),
                Step(c.SpuriousSetwiseMinimum(False), e.StrictMinimum(POINT, POINT)),
            ),
        ),
    ),
    Step(c.SpuriousSetwiseMinimum(False), e.IncreasingFunction("x*y", "exp(t)", None, ())),
    Step(
        c.NoSpuriousSetwiseMinima(),
        e.FunctionOfFunction(
            "x*y",
            "(t - 1)^2",
            (Step(c.NoSpuriousSetwiseMinima(), e.MonotonePieces(((-1, 1),), CUBIC)),),
            (Step(c.NoSpuriousSetwiseMinima(), e.TheoremT()),),
            (Step(c.NoSpuriousSetwiseMinima(), e.TheoremT()),),
        ),
    ),
    Step(c.NoSpuriousSetwiseMinima(), e.FunctionOfFunction("x*y", "exp(t)", (), (), ())),
    Step(
        c.NoSpuriousSetwiseMinima(),
        e.MonotoneCoordinates(
            "(x*exp(y) - 1)^2",
            "(x*y - 1)^2",
            (e.SingleVariable("y", "log(1 + exp(t))"),),
            ("exp(t)",),
            (Step(c.NoSpuriousSetwiseMinima(), e.TheoremT()),),
        ),
    ),
    Step(c.NoSpuriousSetwiseMinima(), e.ConvexInCoordinates("(x + y)^2", (e.SingleVariable("y", "tanh(t)"),))),
    Step(
        c.NoSpuriousSetwiseMinima(),
        e.ConvexInProducts("(m - 1)^2", (e.MatrixProduct((("m",),), ((("x",),), (("y",),))),)),
    ),
    Step(
        c.SpuriousSetwiseMinimum(True),
        e.PartialMinimum(
            "x",
            "y^2",
            "-2*y",
            "1",
            "0*y",
            "1",
            PLAIN,
            (Step(c.SpuriousSetwiseMinimum(True), e.SpuriousValley(((0, 1),), 0, Q(0))),),
        ),
    ),
    Step(
        c.SpuriousSetwiseMinimum(False),
        e.SeparateVariables(
            False,
            Q(-1, 2),
            (
                e.SeparatePart("x^2", ("x",), (Step(c.BoundedBelow(Q(0)), e.LowerBound(PLAIN)),)),
                e.SeparatePart(
                    "y^4", ("y",), (Step(c.SpuriousSetwiseMinimum(False), e.StrictMinimum(ORIGIN, ORIGIN)),)
                ),
            ),
        ),
    ),
    Step(
        c.NoSpuriousSetwiseMinima(),
        e.SeparateVariables(
            True,
            Q(3),
            (
                e.SeparatePart("x^2", ("x",), (Step(c.NoSpuriousSetwiseMinima(), e.TheoremT()),)),
                e.SeparatePart("y^4", ("y",), ()),
            ),
        ),
    ),
    Step(
        c.ExactInfimum(CUBIC, True),
        e.SeparateVariables(
            False,
            Q(1),
            (
                e.SeparatePart("x^2", ("x",), (Step(c.ExactInfimum(CUBIC, True), e.InfimumOfPieces(((0, 1),))),)),
                e.SeparatePart("y^4", ("y",), (Step(c.ExactInfimum(rational(0), True), e.InfimumOfPieces(((0, 1),))),)),
            ),
            CUBIC,
            ((Q(0), Q(1)), ()),
        ),
    ),
    Step(c.Minimum((X,), (), QUADRATIC[0]), e.AttainedMinimum(with_fact(2), POINT, QUADRATIC[1], (Q(1), Q(-1)))),
)
WINDOWS = (
    e.SpeedWindow(rational(Q(1)), Q(1, 2), Q(3), Q(4), with_fact(2)),
    e.SpeedWindow(CUBIC, Q(0), Q(1, 3), Q(5), with_fact(3)),
)
STEPS = (
    *STEPS,
    Step(c.ValuesAtInfinity((), None), e.Tangency((Q(1), Q(2)), (1, 2), Q(5), TANGENCY_TREE)),
    Step(c.ValuesAtInfinity((rational(0), CUBIC), Q(-1, 2)), e.Malgrange((Q(0), Q(1), Q(1, 2)), Q(9), PLAIN), (1, 5)),
    Step(c.NoValueAtInfinity(), e.DescendingPaths((), (), ONE), (1,)),
    Step(c.NoValueAtInfinity(), e.DescendingPaths((1,), (X,), X * X + ONE), (1,)),
    Step(
        c.NoValueAtInfinity(),
        e.DescendingPaths((1,), (X,), X * X + ONE, (), (-1, 0), ((),), PLAIN, PLAIN),
        (1,),
    ),
    Step(c.ExactInfimum(CUBIC, True), e.LeastCriticalValue(), (1, 6, len(STEPS))),
    Step(c.TrajectoryLimits(()), e.Malgrange((Q(0), Q(1)), Q(9), PLAIN), (1,)),
    Step(c.TrajectoryLimits((rational(1), CUBIC)), e.Malgrange((Q(0), Q(1)), Q(9), PLAIN, windows=WINDOWS), (1,)),
    Step(c.GenericTrajectories(), e.Malgrange((Q(0), Q(1)), Q(9), PLAIN, windows=WINDOWS[:1]), (1,)),
    Step(c.ValuesAtInfinity((CUBIC,), None), e.CommonValues(), (len(STEPS), len(STEPS) + 1)),
    Step(c.NoValueAtInfinity(), e.CommonValues(), (len(STEPS), len(STEPS) + 1, 1)),
    Step(c.NoValueAtInfinity(), e.CommonValues(), (len(STEPS), len(STEPS) + 1, 1, 6)),
)
NODE_STAGES = (e.BoundedNode, e.BoundedArgument)
KINKY = "abs(x) + max(x, y, 1) + exp(y) + exp(-y) + 1/(1 + x^2) + sqrt(2 + y^2) + log(1 + x^2) + sigmoid(x) + tanh(y)"


def reading_of(text: str, steps: tuple[Step, ...], verdict: str, variables: tuple[str, ...] = ("x", "y")) -> Reading:
    tree = parse(text)
    return Reading(
        certificate=Certificate(text, variables, steps),
        expression=tree,
        lift=lift(tree, variables),
        verdict=verdict,
        theorems=tuple(THEOREMS[t] for t in sorted(THEOREMS)),
        holes=tuple(k for k, s in enumerate(steps) if isinstance(s.evidence, e.Hole)),
        digest="0123456789abcdef" * 4,
    )


@pytest.fixture(scope="module")
def everything() -> Reading:
    return reading_of("(x*y - 1)^2", STEPS, "undecided")


@pytest.fixture(scope="module")
def kinks() -> Reading:
    n = 2
    lifted = lift(parse(KINKY), ("x", "y"))
    sides = tuple(e.Side(1, e.Psatz(Q(1), e.Squares(((Q(1), X),)))) for _ in lifted.obligations)
    kink = e.Kink(0, (e.Gap(1, ((),), PLAIN),))
    leaf = e.NotLocalMinimum(1, (e.EscapeArc(Q(1), ((ONE,) * n,)),), (((),),), PLAIN, kinks=((kink, kink),))
    steps = (
        Step(c.WellDefined(), e.SideConditions(sides)),
        Step(c.LocallyLipschitz(), e.TypeDerivation()),
        Step(c.ChainRule(), e.TypeDerivation()),
        Step(c.FinitelyManyCriticalValues(), e.TypeDerivation()),
        Step(c.ConservedQuantity(X), e.FlowDerivative(((0, X),))),
        Step(c.LocalMinimaHaveValue(None), e.CriticalCases(e.SplitSign(LONG * X, leaf, leaf, leaf))),
        Step(c.NoValueAtInfinity(), e.Tangency((Q(1), Q(1)), (1, 1), Q(1), e.Empty(PLAIN))),
    )
    nodes = [v.index for v in lifted.lifted if v.kind in (NodeKind.EXP, NodeKind.SIGMOID, NodeKind.TANH)]
    p = Polynomial.variable(len(lifted.names))
    stages = [kind(k, upper, p, PLAIN) for kind in NODE_STAGES for k in nodes for upper in (True, False)]
    confined = e.Confinement(e.Stages(tuple(stages), e.Contained(p, 1, PLAIN)))
    return reading_of(KINKY, (*steps, Step(c.BoundedTrajectories(), confined)), "undecided")


def classes_of(union: object) -> set[type]:
    """Return the classes of a union, aliases resolved."""
    return {member for member in typing.get_args(union) if isinstance(member, type)}


def objects_in(value: object) -> typing.Iterator[object]:
    """Yield every dataclass instance inside a value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield value
        for field in dataclasses.fields(value):
            yield from objects_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from objects_in(item)


SEEN = {type(o) for step in STEPS for o in objects_in(step)} | {e.Kink, e.Gap, e.Side, *NODE_STAGES}


def test_the_samples_contain_every_class_of_the_kernel() -> None:
    defined = {
        v
        for module in (c, e)
        for v in vars(module).values()
        if isinstance(v, type) and dataclasses.is_dataclass(v) and v.__module__ == module.__name__
    }

    assert defined - SEEN == set()


@pytest.mark.parametrize(
    "union", [c.Claim, e.Evidence, e.SumOfSquares, e.Derivation, e.Point, e.CoordinateControl], ids=str
)
def test_the_samples_cover_the_union(union: types.UnionType) -> None:
    assert classes_of(union) - SEEN == set()


@pytest.mark.parametrize("snippet", [False, True])
def test_latex_of_every_class(everything: Reading, kinks: Reading, snippet: bool) -> None:
    for reading in (everything, kinks):
        text = reading_to_latex(reading, snippet=snippet)

        assert text.isascii()
        for k in range(len(reading.steps)):
            assert f"Step {k + 1}:" in text


@pytest.mark.parametrize("name", ["everything", "kinks"])
def test_every_class_compiles(
    name: str, request: pytest.FixtureRequest, compile_latex: Callable[[str], str | None]
) -> None:
    log = compile_latex(reading_to_latex(request.getfixturevalue(name)))

    assert log is None or "undefined" not in log


def test_plain_text_of_every_class(everything: Reading, kinks: Reading) -> None:
    for reading in (everything, kinks):
        for label, line in explain_reading(reading):
            assert 1 <= len(line) <= 100, label
            assert line.isascii()
            assert line.isprintable()


def test_a_line_can_be_written_while_the_proof_is_still_being_found(everything: Reading) -> None:
    lines = [step_line(s, everything.lift, everything.steps[:k]) for k, s in enumerate(everything.steps)]

    assert lines == [line for _, line in explain_reading(everything)]


def test_html_of_every_class(everything: Reading, kinks: Reading) -> None:
    for reading in (everything, kinks):
        html = reading_to_html(reading)

        assert html.count("<tr>") == len(reading.steps) + 1
        assert "<script" not in html
        assert "http" not in html
        assert "undecided".upper() in html


def test_every_variable_name_is_free_for_the_objective() -> None:
    names = ("f", "h", "V", "t", "S", "g", "d", "z1", "G", "M", "e")
    text = " + ".join(f"{n}^2" for n in names)
    steps = (
        Step(c.ConservedQuantity(X), e.FlowDerivative(())),
        Step(
            c.SpuriousSetwiseMinimum(False), e.Region((X,), Q(1), Q(1), (PLAIN,), PLAIN, _zeros(11), _zeros(11), None)
        ),
    )
    reading = reading_of(text, steps, "refuted", names)
    latex = reading_to_latex(reading)

    assert r"The function $\mathsf{f} : \mathbb{R}^{11}" in latex
    assert r"\mathsf{h} = f" in latex
    assert r"\mathsf{S} = " in latex
    assert "h_ = f" in step_line(steps[0], reading.lift)


def _zeros(n: int) -> e.RationalPoint:
    return e.RationalPoint((Q(0),) * n)


def test_algebraic_numbers() -> None:
    from tameproof.proofs.export.latex_math import LatexWriter, algebraic

    w = LatexWriter((), 60, 1)

    def shown(number: AlgebraicNumber) -> str:
        return algebraic(w, number)

    assert shown(rational(Q(-3, 2))) == r"-\tfrac{3}{2}"
    assert [shown(v) for v in QUADRATIC] == [r"\tfrac{1 - \sqrt{2}}{2}", r"\tfrac{1 + \sqrt{2}}{2}"]
    assert [shown(v) for v in real_roots((-12, 0, 1))] == [r"-2 \sqrt{3}", r"2 \sqrt{3}"]
    assert shown(CUBIC).startswith(r"1.259921\ldots\ \allowbreak (\text{the root of }\allowbreak t^{3} - 2")
