"""Certificates as Coq files: every exportable one compiles, the others are refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tameproof.coqc import CoqReport
from tameproof.proofs.export.coq import CannotExport, to_coq
from tameproof.proofs.kernel.codec import decode
from tests.coq.conftest import all_refused, in_one_file

ACCEPTED = Path(__file__).resolve().parents[1] / "certificates" / "accepted"
OWN = Path(__file__).resolve().parent / "certificates"
CERTIFIED = "f_is_certified : no_spurious_setwise_minimum f"
REFUTED = "f_is_refuted : exists S, spurious_setwise_minimum f S"
AT_INFINITY = REFUTED + " /\\ unbounded S"
# a citation, as a named hypothesis
GIVEN = "f_is_certified : finitely_many_critical_values f -> no_spurious_setwise_minimum f"
FINITE = (
    "f_is_refuted : (exists x, local_minimum f x /\\ ~ global_minimum f x) /\\ exists S, spurious_setwise_minimum f S"
)
Check = Callable[[str], CoqReport | None]

# what Coq proves for a certificate
THEOREMS = {
    # two and three factors, one and two conserved quantities
    ACCEPTED / "product.json": CERTIFIED,
    ACCEPTED / "product-of-three.json": CERTIFIED,
    ACCEPTED / "squared-product.json": CERTIFIED,
    OWN / "balanced.json": CERTIFIED,
    # five factors, and four layers after a projector
    OWN / "five-factors.json": CERTIFIED,
    OWN / "projected-layers.json": CERTIFIED,
    # trajectories bounded by Gronwall's inequality, by its desingularised form, and by Malgrange's condition
    OWN / "gronwall.json": CERTIFIED,
    OWN / "desingularised.json": CERTIFIED,
    OWN / "malgrange.json": CERTIFIED,
    # ... of a quotient
    OWN / "bump.json": CERTIFIED,
    # principal components, rank one, data diag(2, 1)
    ACCEPTED / "rank-one.json": CERTIFIED,
    OWN / "rank-one-balanced.json": CERTIFIED,
    # ... and data [[1, 2], [3, 5]]: irrational critical values
    ACCEPTED / "rank-one-irrational.json": CERTIFIED,
    # coercive quartics in four variables
    OWN / "quartic.json": CERTIFIED,
    OWN / "sphere.json": CERTIFIED,
    # a monotone quantity; a critical point whose escape needs higher order
    OWN / "monotone.json": CERTIFIED,
    ACCEPTED / "degenerate.json": CERTIFIED,
    # quotients, with and without an escape arc, with a monotone quantity; the exponential function
    ACCEPTED / "quotient.json": CERTIFIED,
    OWN / "quotient-wells.json": CERTIFIED,
    OWN / "limit-from-below.json": CERTIFIED,
    OWN / "exponential-neuron.json": CERTIFIED,
    # Theorem T: an infimum that is not attained, and a function without lower bound
    OWN / "tangency.json": CERTIFIED,
    OWN / "unbounded.json": CERTIFIED,
    # ... of an objective with a sigmoid
    OWN / "sigmoid-neuron.json": CERTIFIED,
    # regions with arcs, of a polynomial and of a rational function
    ACCEPTED / "valley.json": AT_INFINITY,
    ACCEPTED / "completion.json": AT_INFINITY,
    OWN / "rational-function.json": AT_INFINITY,
    # kinks: a region with absolute values, a plateau behind a maximum
    OWN / "l1-completion.json": AT_INFINITY,
    OWN / "dead-relu.json": AT_INFINITY,
    # ... and Theorem 1 by proximal descent, with an absolute value and with a maximum
    OWN / "absolute.json": CERTIFIED,
    OWN / "maximum.json": CERTIFIED,
    # finitely many critical values by definability: cited, so a hypothesis
    OWN / "cited-values.json": GIVEN,
    # one variable: a valley of a rational function, a flat piece of a minimum
    OWN / "rational-valley.json": AT_INFINITY,
    OWN / "plateau.json": AT_INFINITY,
    # spurious local minima
    OWN / "strict-minimum.json": FINITE,
    # ... at an irrational point, of a polynomial and of a rational function
    ACCEPTED / "tilted-wells.json": FINITE,
    OWN / "quotient-minimum.json": FINITE,
    OWN / "motzkin.json": FINITE,
    OWN / "no-conserved.json": FINITE,
}

# lower bounds: a Gram matrix of 28 rows with a rounded factor
BOUNDED = {OWN / "gram.json": "f_is_bounded_below : forall x, (Q2R (-18495729 # 1000000)%Q <= f x)%R"}
THEOREMS |= BOUNDED

# the step at which the export stops, and what it is
REFUSED = {
    OWN / "kink-of-exponential.json": "Theorem1",
    OWN / "saddle-at-infinity.json": "BranchSigns",
}


def exported(path: Path) -> str:
    return to_coq(decode(path.read_bytes()))


# certificates that Coq reads together: starting it costs more than most proofs
GROUPS = [list(THEOREMS)[k::6] for k in range(6)]


@pytest.mark.parametrize("paths", GROUPS, ids=lambda paths: "+".join(path.stem for path in paths))
def test_coq_proves_the_conclusions(paths: list[Path], coq: Check) -> None:
    texts = [exported(path) for path in paths]
    for path, text in zip(paths, texts, strict=True):
        assert f"Theorem {THEOREMS[path]}." in " ".join(text.split())

    report = coq(in_one_file(texts))

    if report is not None:
        assert report.accepted, report.message
        assert report.assumptions == ()
        assert report.output.split("Axioms:")[0].split() == [f"File{k}" for k in range(len(paths))]


def test_a_citation_is_a_hypothesis(coq: Check) -> None:
    report = coq(exported(OWN / "cited-values.json"))

    if report is not None:
        assert report.theorem == GIVEN
        assert report.citations == ("finitely_many_critical_values",)
        assert report.assumptions == ()


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_what_the_theory_lacks_is_refused_by_name(path: Path) -> None:
    with pytest.raises(CannotExport) as refusal:
        exported(path)

    assert refusal.value.what == REFUSED[path]
    assert refusal.value.step is not None


def test_every_accepted_certificate_is_listed_here() -> None:
    listed = {path for path in (*THEOREMS, *REFUSED) if path.parent == ACCEPTED}

    for path in sorted(ACCEPTED.glob("*.json")):
        if path not in listed:
            text = exported(path)  # a new one must at least be exportable
            assert text.endswith(".\n")


# wrong data: (certificate, what is replaced, by what); every change makes an identity or an evaluation false
WRONG = {
    "level above the boundary": (ACCEPTED / "valley.json", "(3 # 2)%Q (1 # 1)%Q", "(5 # 2)%Q (1 # 1)%Q"),
    "bound above the infimum of the region": (ACCEPTED / "valley.json", "(3 # 2)%Q (1 # 1)%Q", "(3 # 2)%Q (11 # 10)%Q"),
    "point outside the region": (ACCEPTED / "valley.json", "[(-1 # 5)%Q; (-5 # 1)%Q]", "[(1 # 5)%Q; (5 # 1)%Q]"),
    "no smaller value elsewhere": (ACCEPTED / "valley.json", "[(1 # 1)%Q; (1 # 1)%Q].", "[(0 # 1)%Q; (0 # 1)%Q]."),
    "flipped coefficient": (ACCEPTED / "valley.json", "(4)%Z, [0; 1]", "(-4)%Z, [0; 1]"),
    "negative weight": (ACCEPTED / "valley.json", "[((1 # 1)%Q, (Terms", "[((-1 # 1)%Q, (Terms"),
    "arc to the other side": (ACCEPTED / "valley.json", "1 true.", "1 false."),
    "another objective": (ACCEPTED / "product.json", "Const (-1 # 1)", "Const (-2 # 1)"),
    "not conserved": (ACCEPTED / "product.json", "((-1)%Z, [0; 2])", "((-2)%Z, [0; 2])"),
    "wrong critical polynomial": (
        ACCEPTED / "product.json",
        "[(0 # 1)%Q; (-1 # 1)%Q; (1 # 1)%Q]",
        "[(0 # 1)%Q; (1 # 1)%Q]",
    ),
    "escape along a flat direction": (
        ACCEPTED / "product.json",
        "EscapeArc (1 # 1)%Q [[(Const (1 # 1)%Q)",
        "EscapeArc (1 # 1)%Q [[(Const (0 # 1)%Q)",
    ),
    "value of another critical point": (
        ACCEPTED / "product.json",
        "(Some (Rational (0 # 1)%Q))",
        "(Some (Rational (1 # 1)%Q))",
    ),
    "slower growth": (OWN / "gronwall.json", "(Const (5 # 2)%Q)", "(Const (1 # 2)%Q)"),
    "growth from another threshold": (
        OWN / "gronwall.json",
        "(Squares []) []) (4 # 1)%Q",
        "(Squares []) []) (-4 # 1)%Q",
    ),
    "growing quantity that may be negative": (
        OWN / "gronwall.json",
        "ByGronwall (Terms 1 [((1)%Z, [0; 2])])",
        "ByGronwall (Terms 1 [((-1)%Z, [0; 2])])",
    ),
    "another residual": (
        OWN / "desingularised.json",
        "(Terms 1 [((-1)%Z, []); ((1)%Z, [1; 1])]) (Terms",
        "(Terms 1 [((-2)%Z, []); ((1)%Z, [1; 1])]) (Terms",
    ),
    "weight of the wrong sign": (
        OWN / "desingularised.json",
        "(Terms 1 [((1)%Z, []); ((1)%Z, [2])]) (Psatz",
        "(Terms 1 [((-1)%Z, []); ((-1)%Z, [2])]) (Psatz",
    ),
    "wrong imbalance of two layers": (
        OWN / "projected-layers.json",
        "[[[(Terms 1 [((1)%Z, [0; 1])])]]; ",
        "[[[(Terms 1 [((1)%Z, [0; 0; 1])])]]; ",
    ),
    "layer left out": (OWN / "projected-layers.json", "(1, [[(Terms 1 [((1)%Z, [1])])]]);", ""),
    "speed beyond the bound": (OWN / "malgrange.json", "(4 # 1)%Q] (Psatz (4", "(5 # 1)%Q] (Psatz (5"),
    "speed that vanishes above the bound": (
        OWN / "malgrange.json",
        "[(0 # 1)%Q; (0 # 1)%Q; (4 # 1)%Q]",
        "[(0 # 1)%Q; (-1 # 1)%Q; (4 # 1)%Q]",
    ),
    "function of another argument": (
        OWN / "sigmoid-neuron.json",
        "(Sigmoid, (Terms 1 [((1)%Z, [",
        "(Sigmoid, (Terms 1 [((2)%Z, [",
    ),
    "sign of another function": (OWN / "l1-completion.json", "[(Sign, ((Const (-1 # 1))", "[(Sign, ((Const (-2 # 1))"),
    "level above the boundary of a region with kinks": (
        OWN / "l1-completion.json",
        "(5 # 3)%Q (1 # 1)%Q",
        "(7 # 3)%Q (1 # 1)%Q",
    ),
    "arc on the other side of a kink": (OWN / "absolute.json", "[KinkSide false", "[KinkSide true"),
    "kink that does not multiply its argument": (
        OWN / "absolute.json",
        "((Var 2) * ((Const (-1 # 1)) + ((Var 0) * (Var 1))))",
        "((Var 2) * ((Const (-2 # 1)) + ((Var 0) * (Var 1))))",
    ),
    "not conserved beside a kink": (OWN / "absolute.json", "((-1)%Z, [0; 2])", "((-2)%Z, [0; 2])"),
    "not bounded by the quantities": (OWN / "absolute.json", "(Terms 1 [((13)%Z, [])", "(Terms 1 [((12)%Z, [])"),
    "another maximum": (OWN / "maximum.json", "[(Step, (((Const (-1 # 1))", "[(Step, (((Const (-2 # 1))"),
    "citation that does not replace an identity": (
        OWN / "cited-values.json",
        "(Terms 2 [((1)%Z, [1])])",
        "(Terms 3 [((1)%Z, [1])])",
    ),
    "kink that jumps": (OWN / "dead-relu.json", "(Var 2) * (Var 1)", "(Var 2)"),
    "value of another plateau": (OWN / "dead-relu.json", "(1 # 4)%Q (1 # 1)%Q", "(1 # 4)%Q (2 # 1)%Q"),
    "flat piece that ends before": (OWN / "plateau.json", "(Some (-1 # 1)%Q)", "(Some (-1 # 2)%Q)"),
    "valley with a low end": (OWN / "rational-valley.json", "(Some (-3 # 1)%Q)", "(Some (-5 # 1)%Q)"),
    "valley that is not above the bound": (
        OWN / "rational-valley.json",
        "(272 # 257)%Q (1 # 2)%Q",
        "(272 # 257)%Q (3 # 2)%Q",
    ),
    "factor that is too small": (OWN / "gram.json", "%Z;\n  [637214909207]%Z]", "%Z;\n  [0]%Z]"),
    "entry of a Gram matrix": (OWN / "gram.json", "[20638156375000;", "[20638156375001;"),
    "bound that is too large": (OWN / "gram.json", "-18495729 # 1000000", "-18395729 # 1000000"),
    "point that is not critical": (
        OWN / "strict-minimum.json",
        "[[(-1 # 1)%Q]",
        "[[(-2 # 1)%Q]",
    ),
    "value at infinity above the bound": (
        OWN / "tangency.json",
        "[((Rational (0 # 1)%Q), None)]",
        "[((Rational (1 # 1)%Q), None)]",
    ),
    "wrong eliminant": (OWN / "tangency.json", "Eliminant [[(0 # 1)%Q; (-1 # 1)%Q", "Eliminant [[(0 # 1)%Q; (1 # 1)%Q"),
    "denominator with a zero": (
        OWN / "rational-function.json",
        "objective 0 [(Inverse, (Terms 1 [((1)%Z, [])",
        "objective 0 [(Inverse, (Terms 1 [((-1)%Z, [])",
    ),
    "denominator of the other sign": (ACCEPTED / "quotient.json", "psatz) := [(false,", "psatz) := [(true,"),
    "another quotient": (
        ACCEPTED / "quotient.json",
        "(Inverse, (Terms 1 [((1)%Z, [])",
        "(Inverse, (Terms 1 [((2)%Z, [])",
    ),
    "infimum that is not the value": (
        ACCEPTED / "quotient.json",
        "(Some (Rational (1 # 1)%Q)) [] 2",
        "(Some (Rational (2 # 1)%Q)) [] 2",
    ),
    "expansion of a quotient along an arc": (
        OWN / "quotient-wells.json",
        "EscapeArc (1 # 2)%Q [[(Const (1 # 1)%Q)]]",
        "EscapeArc (1 # 2)%Q [[(Const (2 # 1)%Q)]]",
    ),
    "quantity that grows": (OWN / "limit-from-below.json", "((1)%Z, [2])]), (0 # 1)%Q", "((-1)%Z, [2])]), (0 # 1)%Q"),
    "another function": (OWN / "exponential-neuron.json", "(Exponential,", "(Sigmoid,"),
    "not conserved with exp": (OWN / "exponential-neuron.json", "((-2)%Z, [0; 1])", "((-3)%Z, [0; 1])"),
    "irrational value in another interval": (
        ACCEPTED / "rank-one-irrational.json",
        "(0 # 1)%Q (16 # 1)%Q true",
        "(1 # 1)%Q (16 # 1)%Q true",
    ),
    "isolating interval without its end": (
        ACCEPTED / "rank-one-irrational.json",
        "Isolated (16 # 1)%Q",
        "Isolated (17 # 1)%Q",
    ),
    "polynomial that falls, not rises": (
        ACCEPTED / "rank-one-irrational.json",
        "(Some (Root [(1 # 1)%Q; (-39 # 1)%Q; (1 # 1)%Q] (0 # 1)%Q (16 # 1)%Q true",
        "(Some (Root [(1 # 1)%Q; (-39 # 1)%Q; (1 # 1)%Q] (0 # 1)%Q (16 # 1)%Q false",
    ),
    "interval without the root": (
        ACCEPTED / "tilted-wells.json",
        "(31 # 32)%Q (17 # 16)%Q",
        "(33 # 32)%Q (17 # 16)%Q",
    ),
    "curvature too large": (
        ACCEPTED / "tilted-wells.json",
        "  (1 # 1)%Q\n  [((0, 0)",
        "  (10 # 1)%Q\n  [((0, 0)",
    ),
    "remainder that does not vanish": (ACCEPTED / "tilted-wells.json", "((4)%Z, [1; 1])", "((4)%Z, [0; 1])"),
    "wrong numerator": (
        OWN / "quotient-minimum.json",
        "(Terms 10 [((10)%Z, []); ((1)%Z, [1])",
        "(Terms 10 [((11)%Z, []); ((1)%Z, [1])",
    ),
}


WRONG_GROUPS = [sorted(WRONG)[k::4] for k in range(4)]


@pytest.mark.parametrize("names", WRONG_GROUPS, ids=[f"group-{k}" for k in range(4)])
def test_wrong_data_is_rejected(names: list[str], coq: Check) -> None:
    """The definitions are well formed, and the checker of the theory evaluates to false."""
    texts = []
    for name in names:
        path, old, new = WRONG[name]
        text = exported(path)
        assert old in text, name
        texts.append(text.replace(old, new, 1 if path not in BOUNDED else -1))

    report = coq(all_refused(texts))

    if report is not None:
        assert report.accepted, (names, report.message)
        assert report.output.split() == [f"File{k}" for k in range(len(names))]


def test_a_wrong_file_is_not_accepted(coq: Check) -> None:
    path, old, new = WRONG["flipped coefficient"]

    report = coq(exported(path).replace(old, new))

    if report is not None:
        assert not report.accepted
        assert "Theorem" not in report.message  # refused in the proof, not for its spelling
