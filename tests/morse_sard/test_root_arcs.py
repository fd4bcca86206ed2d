"""Escape arcs with roots over the base point: the arcs, and the trees that adjoin the roots."""

import pytest
from objectives import SETTINGS, lifted

from tameproof.morse_sard.adjoined_roots import RootTower, split_square
from tameproof.morse_sard.branch import open_branch
from tameproof.morse_sard.critical_values import find_critical_values
from tameproof.morse_sard.local_minima import find_case_tree
from tameproof.morse_sard.root_arcs import RootArcSearch
from tameproof.morse_sard.root_directions import roots_of
from tameproof.morse_sard.root_tree import find_product, find_root_tree
from tameproof.morse_sard.samples import sample_points_float
from tameproof.morse_sard.weighted_homogeneous import find_euler_identity
from tameproof.proofs.kernel.check import check_step
from tameproof.proofs.kernel.claims import LocalMinimaHaveValue
from tameproof.proofs.kernel.evidence import AdjoinOddRoot, AdjoinRoot
from tameproof.proofs.kernel.facts import equation, nonnegative, positive
from tameproof.proofs.kernel.lift import critical_facts
from tameproof.proofs.kernel.rules.context import Context
from tameproof.proofs.kernel.rules.psatz import check_nonnegative, check_positive

# the objective, and how many roots its arcs need at least
NO_LOCAL_MINIMUM = [
    ("(x^2-(1+u^2)*y^2)*(x^2-2*(1+u^2)*y^2)", 1),
    # between two forms that are not proportional: the root of their mean
    ("(x^2-(1+u^2)*y^2)*(x^2-(2+u^4)*y^2)", 1),
    # the radicand vanishes at points of the base
    ("(x^2-u^2*(1+u^2)*y^2)*(x^2-2*u^2*(1+u^2)*y^2)", 1),
    # the leading form is a square: the next term decides
    ("(y^2-(1+u^2)*x^3)^2-x^7", 1),
    # roots of roots, and two roots
    ("(x^4-(1+u^2)*y^4)*(x^4-2*(1+u^2)*y^4)", 1),
    ("(x^2-(1+u^2)*z^2)^2+(y^2-2*z^2)^2-z^6", 2),
    # a quotient without a root
    ("(1+z^2)*y^2-2*(2+z^2)*x^2*y+x^4*(3+z^2)", 0),
    # roots of odd degree, also in an odd power, and where the radicand changes its sign
    ("(x^3-(1+u^2)*y^3)*(x^3-2*(1+u^2)*y^3)", 1),
    ("(x^3+x*y^2-(1+u^2)*y^3)*(x^3+x*y^2-2*(1+u^2)*y^3)", 1),
    # an exponential function
    ("(x^2-exp(u)*y^2)*(x^2-2*exp(u)*y^2)", 1),
]


@pytest.mark.parametrize(("text", "roots"), NO_LOCAL_MINIMUM)
def test_no_local_minimum(text, roots):
    lift = lifted(text)
    values, evidence = find_critical_values(lift, SETTINGS)
    check_step(lift, values, evidence, (), "values")
    claim, evidence = find_case_tree(lift, values, None, SETTINGS)
    assert claim == LocalMinimaHaveValue(None)
    check_step(lift, claim, evidence, (values,), "step")
    assert sum(repr(evidence).count(node.__name__) for node in (AdjoinRoot, AdjoinOddRoot)) >= roots


CONES = "(x^2-(1+u^2)*y^2)*(x^2-(1+v^2)*y^2)"


@pytest.mark.parametrize(
    ("text", "equations", "nonzero"),
    [
        # the form across the plane (u, v) is a square where u = v: one of them moves
        (CONES, ("x", "y", "u-v"), "v"),
        # a single point of the base
        (CONES, ("x", "y", "u", "v"), ""),
        ("(x-u^2*y)*(x-v^2*y)", ("x", "y", "u-v"), "v"),
        ("(x^3-u*y^3)*(x^3-v*y^3)", ("x", "y", "u-v"), "v"),
        # a base that is no coordinate plane
        ("(x-u^2)^2-v^2*(x-u^2)*y^2+y^4*v^4/8", ("x-u^2", "y"), "v"),
    ],
)
def test_arcs_whose_base_point_moves(text, equations, nonzero):
    lift = lifted(text)
    names = "+".join(f"0*{name}" for name in lift.names)
    facts = [equation(lifted(f"{names}+{p}").objective) for p in equations]
    if nonzero:
        facts.append(positive(lifted(f"{names}+({nonzero})^2").objective))
    deadline = SETTINGS.deadline()
    branch, _ = open_branch(Context.of_lift(lift, ()).add(*facts), deadline)
    tree = find_root_tree(branch, SETTINGS, deadline, lambda _: None, partial=False)
    assert tree is not None
    assert "NotLocalMinimum" in repr(tree)


@pytest.mark.parametrize(
    ("base", "equations"),
    [("v-u^2", ("v-u^2", "x")), ("u*v-1", ("u*v-1", "x"))],
)
def test_curved_bases(base, equations):
    # the critical equations have multiple zeros: numerical points come from the basis
    lift = lifted(f"0*u+0*v+0*x+(({base})^2-(1+u^2)*x^2)*(({base})^2-2*(1+u^2)*x^2)")
    facts = [equation(lifted(f"0*u+0*v+0*x+{p}").objective) for p in equations]
    deadline = SETTINGS.deadline()
    branch, _ = open_branch(Context.of_lift(lift, critical_facts(lift)).add(*facts), deadline)
    assert sample_points_float(branch)
    arc = next(next(RootArcSearch(branch, sample_points_float(branch), deadline).stages()))
    assert arc.everywhere
    assert arc.order == 4


@pytest.mark.parametrize(
    ("text", "objective", "weights", "degree"),
    [
        (CONES, True, (1, 0, 1, 0), 4),
        ("3+x^3-2*y^2", True, (2, 3), 6),
        ("x*(x^2-exp(u)*y^2)", True, (1, 0, 1), 3),
        ("(x*y-1)^2", False, (), 0),
        ("x^2/(1+x^2)", False, (), 0),
        ("x^2+y^2+x*y^2", False, (), 0),
    ],
)
def test_weighted_homogeneous(text, objective, weights, degree):
    found = find_euler_identity(lifted(text))
    assert (found is not None) == objective
    if found is not None:
        scale = found.degree // degree
        assert found.degree == scale * degree
        assert sorted(found.weights) == sorted(scale * w for w in weights)


@pytest.mark.parametrize(
    ("text", "outer", "inner"),
    [
        ("4*x^2", "2*x", "1"),
        ("x^2*(1+y^2)", "x", "1+y^2"),
        ("x^3/2", "x/2", "2*x"),
        ("-9*x", "3", "-x"),
        ("3/4", "1/2", "3"),
        ("(x+y)^2*(x-y)", "x+y", "x-y"),
    ],
)
def test_square_factors(text, outer, inner):
    p, a, b = (lifted(f"x*0+y*0+{t}").objective for t in (text, outer, inner))
    found = split_square(p)
    assert found[0] * found[0] * found[1] == p
    assert found[1] == b
    assert found[0] in (a, -a)


def test_roots_of_quadratic_polynomials():
    # s^2 + u s - 1, then s^4 - u^2 - 1, in the variables u, s
    for text, count in (
        ("s^2+u*s-1+0*u", 2),
        ("0*u+s^4-u^2-1", 4),
        ("0*u+s^3-u", 1),
        ("0*u+s^3-u*s-1", 1),
        ("0*u+s^4-s", 0),
    ):
        lift = lifted(text if text.startswith("0") else f"0*u+{text}")
        assert lift.names == ("u", "s")
        p = lift.objective.substitute({1: lift.objective.variable(9)})
        found = list(roots_of(p, 9, RootTower(1)))
        assert len(found) == count
        for tower, value in found:
            parts = p.coefficients_in(9)
            top = max(parts)
            total = lift.objective.constant(0)
            for e, c in parts.items():
                total = total + c * value.numerator**e * value.denominator ** (top - e)
            assert tower.reduce(total).is_zero


@pytest.mark.parametrize(
    ("text", "facts", "strict"),
    [
        ("(1+x^2)*y^3", ["y"], True),
        ("x^2*y", ["y"], False),
        ("(1+x^2)*(x-y)*y", ["(x-y)*y"], True),
        ("3+x^2*y^4", [], True),
    ],
)
def test_products_of_facts(text, facts, strict):
    lift = lifted(f"0*x+0*y+{text}")
    context = Context.of_lift(lift, ()).add(*(positive(lifted(f"0*x+0*y+{t}").objective) for t in facts))
    psatz = find_product(lift.objective, context)
    (check_positive if strict else check_nonnegative)(lift.objective, psatz, context, "product")


@pytest.mark.parametrize(("text", "facts"), [("x*y", ["x"]), ("-y", ["y"]), ("x^2-1", [])])
def test_no_product_of_facts(text, facts):
    lift = lifted(f"0*x+0*y+{text}")
    context = Context.of_lift(lift, ()).add(*(nonnegative(lifted(f"0*x+0*y+{t}").objective) for t in facts))
    assert find_product(lift.objective, context) is None
