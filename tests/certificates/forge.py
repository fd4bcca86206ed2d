"""Writes the rejected and malformed certificates: python tests/certificates/forge.py.

Each forgery is an accepted certificate with a lie in one or two places and the hash that belongs to it.  Its file is
rejected/<rule>/<reason>[.<case>].json or malformed/<code>[.<case>].json; the test reads what is expected off the name.
"""

# ruff: noqa: E501 - the table has one row per line
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.certificates.forged_reductions import DROP, REDUCTIONS  # noqa: E402
from tests.mutants import sealed  # noqa: E402

CRITICAL, REGION, PROPER, MINIMA, LAST = (
    "steps.3",
    "steps.5.evidence",
    "steps.6.evidence",
    "steps.7.evidence",
    "steps.9",
)
STRICT = "steps.6.evidence"
MINIMUM = "steps.1"
FIELD = "steps.0.evidence.psatz.squares"
STRIPS = "steps.7.evidence.tree.child.children"
BRANCH = "steps.7.evidence.tree.child.candidates.1.exclusion"
DESCENT = "steps.8.evidence.tree"
RADIAL = f"{DESCENT}.child.child.children.1.children.1.child"
PIECES = "steps.4.evidence"
INFIMUM = "steps.11.claim"
LARGER = {
    "high": "-1/4",
    "low": "-1/2",
    "polynomial": [
        "-255879",
        "20253807",
        "38263752",
        "-67744512",
        "51508224",
        "80621568",
        "2654208",
        "-42467328",
        "0",
        "8388608",
    ],
}
SQUARE = "steps.0.evidence.psatz.squares.terms.0"
GRAM = "steps.6.evidence.psatz.squares"
TURNED = "steps.7.evidence"
OUTER = "steps.1.evidence"

# rule, reason[.case], accepted certificate, edits (path, new value)
REJECTED: list[tuple[str, str, str, list[tuple[str, Any]]]] = [
    # the certificate as a whole
    ("certificate", "objective-mismatch.other-claim", "product", [("meta", {"claim": "(x*y - 1)^2 + x^2"})]),
    ("certificate", "objective-mismatch.other-text", "product", [("objective", "(x*y - 2)^2"), ("meta", {"claim": "(x*y - 1)^2"})]),
    ("certificate", "objective-mismatch.renamed", "product", [("variables", ["x", "z"])]),
    ("certificate", "objective-mismatch.missing-variable", "product", [("variables", ["x"])]),
    ("certificate", "objective-mismatch.repeated-variable", "product", [("variables", ["x", "x", "y"])]),
    ("certificate", "objective-mismatch.not-a-formula", "product", [("objective", "(x*y - 1"), ("meta", {"claim": "(x*y - 1)^2"})]),
    ("certificate", "wrong-premise.forward", "product", [(f"{LAST}.premises.0", 10)]),
    ("certificate", "wrong-premise.itself", "product", [(f"{LAST}.premises.0", 9)]),
    ("certificate", "wrong-shape.evidence-for-another-claim", "product", [("steps.1.evidence", {"kind": "ListedValues"})]),
    ("certificate", "goal-not-reached.no-side-conditions", "quotient", [("steps.0", DROP)]),
    # lower bounds and sums of squares
    ("lower-bound", "identity-fails.bound-raised", "product", [("steps.0.claim.bound", "1/1000000000000")]),
    ("lower-bound", "identity-fails.flipped-coefficient", "product", [(f"{SQUARE}.1.0.1", "1")]),
    ("lower-bound", "identity-fails.square-dropped", "valley", [("steps.0.evidence.psatz.squares.terms.1", DROP)]),
    ("lower-bound", "identity-fails.weight", "product", [(f"{SQUARE}.0", f"{10**30 + 1}/{10**30}")]),
    ("lower-bound", "negative-weight", "product", [(f"{SQUARE}.0", "-1")]),
    ("lower-bound", "unknown-variable", "product", [(f"{SQUARE}.1", [[[], "-1"], [[0, 0, 1], "1"]])]),
    ("lower-bound", "not-positive-semidefinite.tiny-eigenvalue", "rank-one-irrational", [(f"{GRAM}.matrix.14.14", f"-1/{10**12}")]),
    ("lower-bound", "not-positive-semidefinite.zero-pivot", "rank-one-irrational", [(f"{GRAM}.matrix.0.0", "0")]),
    ("lower-bound", "wrong-shape.matrix-row", "rank-one-irrational", [(f"{GRAM}.matrix.14", DROP)]),
    # critical values
    ("critical-values", "identity-fails.cofactor", "product", [(f"{CRITICAL}.evidence.horner.steps.0.1.0.1", [[[1], "1/3"]])]),
    ("critical-values", "roots.one-hidden", "product", [(f"{CRITICAL}.claim.values.1", DROP), (f"{CRITICAL}.claim.status.1", DROP), (f"{CRITICAL}.evidence.statuses.1", DROP)]),
    ("critical-values", "roots.wrong-interval", "tilted-wells", [(f"{CRITICAL}.claim.values.2.low", "5/4")]),
    ("critical-values", "roots.two-in-one-interval", "tilted-wells", [(f"{CRITICAL}.claim.values.1.high", "2")]),
    ("critical-values", "wrong-shape.status", "product", [(f"{CRITICAL}.claim.status.0", "not-attained")]),
    # conserved quantities and properness
    ("conserved", "identity-fails", "product", [("steps.5.claim.quantity", [[[0, 2], "1"], [[2], "1"]])]),
    ("conserved", "vacuous.constant", "product", [("steps.5.claim.quantity", [[[], "1"]])]),
    ("conserved", "vacuous.zero", "product", [("steps.5.claim.quantity", [])]),
    ("proper", "vacuous.zero-multiplier", "product", [(f"{PROPER}.multiplier", [])]),
    ("proper", "wrong-premise.objective-as-multiplier", "product", [(f"{PROPER}.multiplier", [[[1], "1"]])]),
    ("proper", "wrong-premise.no-lower-bound", "product", [("steps.6.premises", [5])]),
    ("proper", "identity-fails.no-quantity", "product", [("steps.6.premises", [0])]),
    ("proper", "identity-fails.bound", "product", [(f"{PROPER}.bound.0.1", "14")]),
    ("proper", "limit.exponent-zero", "product", [(f"{PROPER}.exponent", 0)]),
    # local minima
    ("local-minima", "identity-fails.derivation", "product", [(f"{MINIMA}.tree.children.1.derivations.0.combination.0.1", [[[1], "1/3"]])]),
    ("local-minima", "wrong-shape.case-dropped", "product", [(f"{MINIMA}.tree.children.1", DROP)]),
    ("local-minima", "wrong-premise.conclusion-without-bound", "product", [("steps.8.premises", [7])]),
    # Theorem 1
    ("theorem-1", "wrong-premise.no-trajectories", "product", [(f"{LAST}.premises.4", DROP)]),
    ("theorem-1", "wrong-premise.no-lower-bound", "product", [(f"{LAST}.premises.0", DROP)]),
    ("theorem-1", "wrong-premise.no-premises", "product", [(f"{LAST}.premises", DROP)]),
    ("theorem-1", "wrong-premise.theorem-t", "product", [(f"{LAST}.evidence.kind", "TheoremT")]),
    # Theorem R
    ("region", "identity-fails.boundary", "valley", [(f"{REGION}.level", "2")]),
    ("region", "identity-fails.level-and-lower-swapped", "valley", [(f"{REGION}.level", "1"), (f"{REGION}.lower", "3/2")]),
    ("region", "sign.inside-is-outside", "valley", [(f"{REGION}.inside.coordinates", ["1", "1"])]),
    ("region", "sign.inside-above-level", "valley", [(f"{REGION}.inside.coordinates", ["-1", "1"])]),
    ("region", "sign.below-not-below", "valley", [(f"{REGION}.below.coordinates", ["0", "1"])]),
    ("region", "sign.arc-above-level", "valley", [(f"{REGION}.arc.start", "1")]),
    ("region", "sign.arc-bounded", "valley", [(f"{REGION}.arc.coordinates.1", [["-5"], ["1"]])]),
    ("region", "sign.arc-outside", "valley", [(f"{REGION}.arc.coordinates.0.0", ["1"])]),
    ("region", "vacuous.no-inequality", "valley", [(f"{REGION}.inequalities", []), (f"{REGION}.boundary", [])]),
    ("region", "wrong-shape.no-boundary", "valley", [(f"{REGION}.boundary", [])]),
    ("region", "wrong-shape.no-arc", "valley", [(f"{REGION}.arc", None)]),
    ("region", "negative-weight.floor", "valley", [(f"{REGION}.floor.products.0.squares.terms.0.0", "-2")]),
    # a finite spurious minimum
    ("strict-minimum", "sign.below-not-below", "tilted-wells", [(f"{STRICT}.below.coordinates", ["1"])]),
    ("strict-minimum", "identity-fails.not-critical", "tilted-wells", [(f"{STRICT}.point", {"kind": "RationalPoint", "coordinates": ["1"]})]),
    ("strict-minimum", "wrong-shape.claimed-at-infinity", "tilted-wells", [("steps.6.claim.at_infinity", True)]),
    ("strict-minimum", "roots.no-root-in-interval", "tilted-wells", [(f"{STRICT}.point.theta.low", "3/2")]),
]  # fmt: skip

# rule, reason[.case], certificate in bases/, edits: rules that no file in accepted/ uses
LEFT_OVER = "steps.9.evidence.tree.children.1.child.candidates.0"
FAR_CANDIDATE = "steps.8.evidence.tree.child.children.0.child.candidates.0"
FAR = f"{FAR_CANDIDATE}.exclusion"
ROOT = "steps.5.evidence.tree.children.0.child.children.0"
CUBE_ROOT = "steps.5.evidence.tree.children.0.child.children.0"
EULER = "steps.7.evidence"
ALONG = "steps.0.evidence.along"

FURTHER: list[tuple[str, str, str, list[tuple[str, Any]]]] = [
    # minima that are not isolated
    *(
        ("morse-bott", reason, name, edits)
        for reason, name, edits in (
            (
                "identity-fails.field-that-changes-f",
                "critical-circle",
                [(f"{ALONG}.fields.0.components.0", [[[0, 1], "-2"]])],
            ),
            ("identity-fails.not-critical", "critical-circle", [("steps.0.evidence.point.coordinates.1", ["1"])]),
            (
                "not-positive-semidefinite.field-that-vanishes",
                "critical-circle",
                [(f"{ALONG}.fields.0.components", [[], []])],
            ),
            ("vacuous.no-field", "critical-circle", [(f"{ALONG}.fields", [])]),
            ("sign.nothing-lower", "critical-circle", [("steps.0.evidence.below.coordinates.0", "1")]),
            ("wrong-shape.at-infinity", "critical-circle", [("steps.0.claim.at_infinity", True)]),
            ("roots.no-root", "critical-circle", [("steps.0.evidence.point.theta.high", "3/2")]),
            ("identity-fails.cofactor", "critical-curve", [(f"{ALONG}.combinations.0.0.1.2.1", "12")]),
            ("identity-fails.other-curve", "critical-curve", [(f"{ALONG}.generators.0.0.1", "-8")]),
            ("identity-fails.multiplier", "critical-curve", [(f"{ALONG}.multiplier", [[[], "2"]])]),
            ("side-condition.multiplier", "critical-curve", [(f"{ALONG}.multiplier", [[[1], "1"]])]),
            ("wrong-fact.cofactor-of-nothing", "critical-curve", [(f"{ALONG}.combinations.0.0.0", 1)]),
            ("wrong-shape.no-generator", "critical-curve", [(f"{ALONG}.generators", [])]),
        )
    ),
    # signs on branches at infinity
    ("branches", "sign.no-curvature", "saddle-at-infinity", [(f"{BRANCH}.ends.2.curvature", DROP)]),
    ("branches", "roots.radius", "saddle-at-infinity", [(f"{BRANCH}.ends.2.radius", "1/100")]),
    ("branches", "identity-fails.resultant", "saddle-at-infinity", [(f"{BRANCH}.ends.2.curvature.polynomial", ["1"])]),
    ("branches", "wrong-shape.not-simple", "saddle-at-infinity", [(f"{BRANCH}.ends.0.simple", None)]),
    ("branches", "wrong-shape.three-ends", "saddle-at-infinity", [(f"{BRANCH}.ends.3", DROP)]),
    ("branches", "wrong-fact.curve", "saddle-at-infinity", [(f"{BRANCH}.curve", 1)]),
    ("branches", "roots.candidate-dropped", "saddle-at-infinity", [("steps.7.evidence.tree.child.candidates.1", DROP)]),
    # descending curves
    ("descending-curves", "side-condition.width", "descending-curves", [(f"{DESCENT}.width", "0")]),
    ("descending-curves", "side-condition.negative-width", "descending-curves", [(f"{DESCENT}.width", "-1/10")]),
    ("descending-curves", "roots.candidate-dropped", "descending-curves", [(f"{RADIAL}.candidates", [])]),
    ("descending-curves", "side-condition.no-lower-bound", "descending-curves", [("steps.8.premises", DROP)]),
    (
        "descending-curves",
        "vacuous.relation-without-rho",
        "descending-curves",
        [(f"{RADIAL}.polynomial", [[[0, 1], "1"]])],
    ),
    ("descending-curves", "identity-fails.relation", "descending-curves", [(f"{RADIAL}.combination", [])]),
    ("descending-curves", "identity-fails.other-rho", "descending-curves", [("steps.8.evidence.weights.0", "2")]),
    ("descending-curves", "limit.exponent", "descending-curves", [(f"{RADIAL}.exponent", 0)]),
    # one variable
    ("one-variable", "roots.pole-skipped", "no-poles", [("steps.0.evidence.breakpoints.1", ["0", "1"])]),
    ("one-variable", "roots.kink-of-denominator-missing", "no-poles", [("steps.0.evidence.breakpoints.0", ["1"])]),
    ("one-variable", "wrong-shape.zero-polynomial", "no-poles", [("steps.0.evidence.breakpoints.0", [])]),
    (
        "one-variable",
        "side-condition.pole",
        "no-poles",
        [
            ("objective", "x/(x^3+3*x^2+1)"),
            ("meta", {"claim": "x/(x^3+3*x^2+1)"}),
            (
                "steps.0.evidence.breakpoints",
                [["1", "0", "3", "1"], ["-1", "0", "3", "2"], ["0", "2", "1"], ["1", "0", "-3", "-2"]],
            ),
        ],
    ),
    ("one-variable", "roots.kink-missing", "nested-kinks", [(f"{PIECES}.breakpoints", [["0", "-4", "0", "1"]])]),
    (
        "one-variable",
        "sign.value",
        "nested-kinks",
        [(f"{PIECES}.value", {"high": "1", "low": "1", "polynomial": ["-1", "1"]})],
    ),
    ("one-variable", "sign.minus-infinity", "nested-kinks", [(f"{PIECES}.value", None)]),
    (
        "one-variable",
        "wrong-shape.refuted",
        "nested-kinks",
        [("steps.4.claim", {"at_infinity": False, "kind": "SpuriousSetwiseMinimum"})],
    ),
    ("one-variable", "sign.level", "nearly-equal-wells", [(f"{PIECES}.level", "1/1000")]),
    ("one-variable", "sign.lowest-valley", "nearly-equal-wells", [(f"{PIECES}.valley", 1)]),
    ("one-variable", "wrong-shape.at-infinity", "nearly-equal-wells", [("steps.4.claim.at_infinity", True)]),
    ("tangency", "side-condition.weight", "infimum-at-infinity", [("steps.7.evidence.weights.0", "-1")]),
    ("tangency", "side-condition.candidate-without-bound", "infimum-at-infinity", [("steps.7.premises", DROP)]),
    ("tangency", "roots.candidate-dropped", "infimum-at-infinity", [("steps.7.evidence.tree.candidates", [])]),
    (
        "tangency",
        "identity-fails.cofactor",
        "infimum-at-infinity",
        [("steps.7.evidence.tree.coordinates.0.combination.0.1.0.1", "2")],
    ),
    (
        "tangency",
        "vacuous.eliminant-without-coordinate",
        "infimum-at-infinity",
        [("steps.7.evidence.tree.coordinates.0.polynomial", [[[0, 1], "1"]])],
    ),
    # values at infinity, level by level
    ("values-at-infinity", "goal-not-reached.value-not-listed", "values-at-infinity", [("steps.9.claim.values", [])]),
    (
        "values-at-infinity",
        "goal-not-reached.no-critical-values",
        "values-at-infinity",
        [("steps.10.premises", [9, 1])],
    ),
    ("values-at-infinity", "wrong-premise.bound-of-the-list", "values-at-infinity", [("steps.9.claim.bound", "0")]),
    ("values-at-infinity", "wrong-premise.no-lower-bound", "values-at-infinity", [("steps.10.premises", [9, 4])]),
    ("values-at-infinity", "wrong-premise.no-list", "values-at-infinity", [("steps.10.premises", [1, 4])]),
    (
        "values-at-infinity",
        "side-condition.left-over-as-at-most-infimum",
        "values-at-infinity",
        [(f"{LEFT_OVER}.exclusion.kind", "AtMostInfimum")],
    ),
    ("values-at-infinity", "roots.left-over-dropped", "values-at-infinity", [(f"{LEFT_OVER}", DROP)]),
    ("values-at-infinity", "identity-fails.far-constant", "far-level-sets", [(f"{FAR}.constant", "-1")]),
    ("values-at-infinity", "identity-fails.far-exponent", "far-level-sets", [(f"{FAR}.exponent", 1)]),
    (
        "values-at-infinity",
        "sign.arc-above",
        "far-level-sets",
        [(f"{FAR}.arc.coordinates.1.0", ["1"])],
    ),
    (
        "values-at-infinity",
        "sign.bounded-arc",
        "far-level-sets",
        [(f"{FAR}.arc.coordinates.0.0", ["1"])],
    ),
    ("values-at-infinity", "vacuous.far-window", "far-level-sets", [(f"{FAR_CANDIDATE}.width", "1")]),
    ("gronwall", "side-condition.negative-threshold", "no-polynomial-law", [("steps.5.evidence.threshold", "-1")]),
    ("gronwall", "identity-fails.rate", "no-polynomial-law", [("steps.5.evidence.rate", [])]),
    ("gronwall", "not-supported.odd-quantity", "no-polynomial-law", [("steps.5.evidence.quantity", [[[1], "1"]])]),
    ("balanced-layers", "wrong-premise.law-missing", "chain-of-five", [("steps.9.premises", [0, 5, 6, 7])]),
    ("balanced-layers", "wrong-shape.variable-twice", "chain-of-five", [("steps.9.evidence.layers.4", [[0]])]),
    ("balanced-layers", "identity-fails.bound", "chain-of-five", [("steps.9.evidence.bound.0", "5")]),
    ("region-minimum", "sign.point-outside", "motzkin", [("steps.6.evidence.point.coordinates.0", "-1")]),
    ("region-minimum", "sign.below-is-not-below", "motzkin", [("steps.6.evidence.below.coordinates", ["0", "0"])]),
    ("region-minimum", "vacuous.no-region", "motzkin", [("steps.6.evidence.inequalities", [])]),
    ("trajectory-ball", "sign.radius-too-small", "ball", [("steps.3.claim.radius", "5")]),
    ("trajectory-ball", "sign.larger-box", "ball", [("steps.3.claim.high", ["2", "-1/2"])]),
    ("trajectory-ball", "vacuous.box-upside-down", "ball", [("steps.3.claim.low", ["2", "-1/2"])]),
    ("trajectory-ball", "wrong-premise.no-lower-bound", "ball", [("steps.3.premises", [1])]),
    ("trajectory-ball", "identity-fails.smaller-bound", "ball", [("steps.3.evidence.bound.0.1", "1")]),
    ("trajectory-ball", "identity-fails.no-quantity", "ball", [("steps.3.premises", [0])]),
    ("confined-ball", "sign.radius-too-small", "neuron-ball", [("steps.3.claim.radius", "2")]),
    ("confined-ball", "sign.larger-box", "neuron-ball", [("steps.3.claim.high", ["3", "2"])]),
    ("confined-ball", "vacuous.box-upside-down", "neuron-ball", [("steps.3.claim.high", ["0", "1"])]),
    ("confined-ball", "wrong-premise.no-lower-bound", "neuron-ball", [("steps.3.premises", [1])]),
    ("confined-ball", "wrong-shape.one-coordinate", "neuron-ball", [("steps.3.claim.low", ["1"])]),
    # with the value c of f at the start: f = (x y - 1)^2, rate 2 (1 + c)
    ("sublevel", "identity-fails.factor", "sublevel", [("steps.1.evidence.factor", [[[0, 1], "1"]])]),
    ("sublevel", "unknown-variable.factor", "sublevel", [("steps.1.evidence.factor", [[[], "1"], [[0, 0, 1], "1"]])]),
    (
        "sublevel",
        "identity-fails.other-side",
        "sublevel",
        [("steps.1.evidence.upper.products.0.facts", [2]), ("steps.1.evidence.upper.products.1.facts", [2])],
    ),
    ("sublevel", "wrong-fact.beyond", "sublevel", [("steps.1.evidence.upper.products.0.facts", [3])]),
    ("sublevel", "wrong-premise.no-lower-bound", "sublevel", [("steps.1.premises", DROP)]),
    # (x + y)/(1 + x^2 + y^2): no value at infinity at all, so the least critical value is the infimum
    (
        "exact-infimum",
        "side-condition.the-other-critical-value",
        "irrational-infimum",
        [("steps.8.claim.value", {"high": "1", "low": "1/2", "polynomial": ["-1", "0", "2"]})],
    ),
    ("exact-infimum", "wrong-premise.no-values-at-infinity", "irrational-infimum", [("steps.8.premises", [1, 4])]),
    ("exact-infimum", "wrong-premise.lower-bound-missing", "irrational-infimum", [("steps.8.premises", [4, 7])]),
    (
        "exact-infimum",
        "side-condition.bound-in-place-of-infimum",
        "irrational-infimum",
        [("steps.10.premises", [6, 1])],
    ),
    # (x y z - 1)^2 + x^2: to x = y z/(1 + y^2 z^2), then z -> t z
    (
        "descending-paths",
        "identity-fails.not-the-minimum",
        "descending-paths",
        [("steps.5.evidence.numerators.0.0.1", "2")],
    ),
    (
        "descending-paths",
        "identity-fails.straight",
        "descending-paths",
        [
            ("steps.5.evidence.weights", DROP),
            ("steps.5.evidence.stationary", DROP),
            ("steps.5.evidence.growing", DROP),
            ("steps.5.evidence.monotone", DROP),
        ],
    ),
    ("descending-paths", "identity-fails.inwards", "descending-paths", [("steps.5.evidence.weights.2", "-1")]),
    ("descending-paths", "limit.w-moves", "descending-paths", [("steps.5.evidence.weights.0", "1")]),
    ("descending-paths", "identity-fails.increasing", "descending-paths", [("steps.5.evidence.monotone", DROP)]),
    ("descending-paths", "vacuous.denominator", "descending-paths", [("steps.5.evidence.denominator", [])]),
    ("descending-paths", "wrong-premise.no-lower-bound", "descending-paths", [("steps.5.premises", DROP)]),
    (
        "descending-paths",
        "unknown-variable.w-in-the-denominator",
        "descending-paths",
        [("steps.5.evidence.denominator", [[[], "1"], [[2, 2, 2], "1"]])],
    ),
    # (x y - 1)^2 + (x^2 - 1)^2: the speed v (v - 1)^2, and |x|^2 |grad f|^2 > 0 a little above 1
    ("trajectory-limits", "sign.no-window", "trajectory-limits", [("steps.1.evidence.windows", DROP)]),
    (
        "trajectory-limits",
        "identity-fails.window-at-another-value",
        "trajectory-limits",
        [
            ("steps.1.evidence.windows.0.value", {"high": "1/2", "low": "1/2", "polynomial": ["-1", "2"]}),
        ],
    ),
    ("trajectory-limits", "identity-fails.rate", "trajectory-limits", [("steps.1.evidence.windows.0.rate", "1000000")]),
    ("trajectory-limits", "identity-fails.wider", "trajectory-limits", [("steps.1.evidence.windows.0.width", "5")]),
    ("trajectory-limits", "side-condition.no-width", "trajectory-limits", [("steps.1.evidence.windows.0.width", "0")]),
    ("trajectory-limits", "side-condition.no-rate", "trajectory-limits", [("steps.1.evidence.windows.0.rate", "0")]),
    ("trajectory-limits", "roots.not-listed", "trajectory-limits", [("steps.2.claim.values", [])]),
    (
        "trajectory-limits",
        "wrong-shape.hypothesis-5-plus",
        "trajectory-limits",
        [("steps.1.claim", {"kind": "GenericTrajectories"})],
    ),
    ("trajectory-limits", "wrong-premise.no-lower-bound", "trajectory-limits", [("steps.1.premises", DROP)]),
    (
        "confinement",
        "identity-fails.smaller-bound",
        "sigmoid-neuron",
        [("steps.6.evidence.tree.stages.0.bound.0.1", "5")],
    ),
    (
        "confinement",
        "unknown-variable.bound-by-x",
        "sigmoid-neuron",
        [("steps.6.evidence.tree.stages.0.bound", [[[1], "3"]])],
    ),
    ("confinement", "wrong-shape.other-stage", "sigmoid-neuron", [("steps.6.claim.kind", "GenericTrajectories")]),
    ("confinement", "unknown-variable.law-missing", "sigmoid-neuron", [("steps.6.premises", [0])]),
    ("confinement", "wrong-premise.no-lower-bound", "sigmoid-neuron", [("steps.6.premises", [5])]),
    ("confinement", "limit.exponent", "sigmoid-neuron", [("steps.6.evidence.tree.child.exponent", 0)]),
    ("sublevel", "sign.radius", "sublevel", [("steps.2.claim.radius", "5")]),
    ("sublevel", "limit.growth", "sublevel", [("steps.2.claim.high", ["1000000", "1"])]),
    (
        "number-field",
        "negative-weight.other-root",
        "number-field",
        [(f"{FIELD}.theta.low", "-1"), (f"{FIELD}.theta.high", "-1/2")],
    ),
    ("number-field", "negative-weight.barely", "number-field", [(f"{FIELD}.terms.0.0", ["-472834", "1000000"])]),
    ("number-field", "roots.two-in-the-interval", "number-field", [(f"{FIELD}.theta.low", "-1")]),
    ("number-field", "roots.none-in-the-interval", "number-field", [(f"{FIELD}.theta.low", "12/25")]),
    (
        "number-field",
        "identity-fails.other-field",
        "number-field",
        [
            (f"{FIELD}.theta.polynomial", ["-1", "0", "5", "1"]),
            (f"{FIELD}.theta.low", "2/5"),
        ],
    ),
    ("number-field", "identity-fails.square-dropped", "number-field", [(f"{FIELD}.terms.3", DROP)]),
    ("number-field", "identity-fails.rational-part-alone", "number-field", [(f"{FIELD}.terms.0.1.2", DROP)]),
    ("number-field", "identity-fails.bound-raised", "number-field", [("steps.0.claim.bound", "1/1000000000000")]),
    (
        "number-field",
        "wrong-shape.power-of-the-degree",
        "number-field",
        [(f"{FIELD}.terms.3.0", ["1", "-1/2", "-1/4", "1"])],
    ),
    # an arc whose coefficients contain sqrt(1 + u^2)
    ("roots", "identity-fails.radicand", "root-over-the-base", [(f"{ROOT}.polynomial.1.1", "-1")]),
    ("roots", "identity-fails.no-reason", "root-over-the-base", [(f"{ROOT}.psatz", {})]),
    (
        "roots",
        "identity-fails.another-root",
        "root-over-the-base",
        [(f"{ROOT}.polynomial.0.1", "2"), (f"{ROOT}.psatz.epsilon", "2")],
    ),
    # one whose coefficients contain a cube root of 18 (1 + u^2)^2
    ("roots", "side-condition.even-degree", "cube-root-over-the-base", [(f"{CUBE_ROOT}.polynomial.1.0", [0, 0, 0, 2])]),
    (
        "roots",
        "side-condition.leading-coefficient",
        "cube-root-over-the-base",
        [(f"{CUBE_ROOT}.polynomial.1.0", [0, 1, 0, 3])],
    ),
    (
        "roots",
        "identity-fails.cube-of-another-number",
        "cube-root-over-the-base",
        [(f"{CUBE_ROOT}.polynomial.0.1", "-5")],
    ),
    # weighted homogeneous functions
    ("homogeneous", "identity-fails.degree", "cube-root-over-the-base", [(f"{EULER}.degree", 5)]),
    ("homogeneous", "identity-fails.weights", "cube-root-over-the-base", [(f"{EULER}.weights", [1, 1, 1])]),
    ("homogeneous", "identity-fails.level", "cube-root-over-the-base", [(f"{EULER}.level", "1")]),
    (
        "homogeneous",
        "limit.degree-zero",
        "cube-root-over-the-base",
        [(f"{EULER}.degree", 0), (f"{EULER}.weights", [0, 0, 0])],
    ),
    ("homogeneous", "wrong-shape.weight-missing", "cube-root-over-the-base", [(f"{EULER}.weights", [1, 0])]),
    (
        "local-minima",
        "wrong-fact.saddle-passes-for-the-value",
        "rank-one-cubic",
        [(f"{STRIPS}.1", {"kind": "HasValue"})],
    ),
    (
        "local-minima",
        "wrong-fact.value-of-another-strip",
        "rank-one-cubic",
        [("steps.7.claim.value.low", "60"), ("steps.7.claim.value.high", "62")],
    ),
    ("local-minima", "wrong-shape.strip-dropped", "rank-one-cubic", [(f"{STRIPS}.2", DROP)]),
    (
        "local-minima",
        "identity-fails.curvature-too-negative",
        "rank-one-cubic",
        [(f"{STRIPS}.1.child.psatz.epsilon", "1")],
    ),
    (
        "local-minima",
        "wrong-fact.facts-of-another-split",
        "rank-one-cubic",
        [("steps.7.evidence.tree.child.strips", DROP)],
    ),
    (
        "region",
        "sign.sigmoid-arc-to-the-other-side",
        "sigmoid-surface",
        [("steps.5.evidence.arc.coordinates.1.0", ["0", "-1"])],
    ),
    ("region", "sign.sigmoid-arc-too-early", "sigmoid-surface", [("steps.5.evidence.arc.start", "1")]),
    ("region", "sign.sigmoid-inside-too-high", "sigmoid-surface", [("steps.5.evidence.inside.coordinates.1", "0")]),
    ("region", "sign.sigmoid-below-not-below", "sigmoid-surface", [("steps.5.evidence.below.coordinates.1", "25")]),
    ("region", "wrong-shape.one-logarithm", "sigmoid-surface", [("steps.5.evidence.arc.logarithms", ["1"])]),
    (
        "minimum",
        "identity-fails.other-root-claimed",
        "irrational-minimum",
        [(f"{MINIMUM}.claim.value.low", "1"), (f"{MINIMUM}.claim.value.high", "2")],
    ),
    (
        "minimum",
        "identity-fails.value-of-the-other-root",
        "irrational-minimum",
        [(f"{MINIMUM}.evidence.value.1", "-2")],
    ),
    (
        "minimum",
        "identity-fails.other-point",
        "irrational-minimum",
        [(f"{MINIMUM}.evidence.point", {"kind": "RationalPoint", "coordinates": ["-1", "0"]})],
    ),
    ("minimum", "roots.interval-of-theta", "irrational-minimum", [(f"{MINIMUM}.evidence.theta.high", "2")]),
    (
        "minimum",
        "wrong-shape.no-theta",
        "irrational-minimum",
        [(f"{MINIMUM}.evidence.theta", DROP), (f"{MINIMUM}.evidence.value", DROP)],
    ),
    ("minimum", "wrong-fact.condition-dropped", "irrational-minimum", [(f"{MINIMUM}.claim.inequalities", [])]),
    (
        "minimum",
        "unknown-variable.condition-on-the-letter",
        "irrational-minimum",
        [(f"{MINIMUM}.claim.inequalities.0", [[[0, 0, 1], "1"]])],
    ),
    # no lower bound on a set
    ("unbounded-on-set", "sign.start", "unbounded-on-set", [("steps.0.evidence.arc.start", "1")]),
    (
        "unbounded-on-set",
        "sign.other-branch",
        "unbounded-on-set",
        [("steps.0.evidence.arc.coordinates", [[["-1"], ["0", "1"]], [["0", "-1"], ["1"]]])],
    ),
    (
        "unbounded-on-set",
        "sign.upwards",
        "unbounded-on-set",
        [("steps.0.evidence.arc.coordinates", [[["0", "1"], ["1"]], [["1"], ["0", "1"]]])],
    ),
    (
        "unbounded-on-set",
        "identity-fails.off-the-curve",
        "unbounded-on-set",
        [("steps.0.evidence.arc.coordinates.0", [[], ["1"]])],
    ),
    ("unbounded-on-set", "identity-fails.other-curve", "unbounded-on-set", [("steps.0.claim.equations.0.0.1", "-2")]),
    (
        "unbounded-on-set",
        "unknown-variable",
        "unbounded-on-set",
        [("steps.0.claim.inequalities", [[[[0, 0, 1], "1"]]])],
    ),
    (
        "unbounded-on-set",
        "wrong-shape.bound-instead",
        "unbounded-on-set",
        [("steps.0.claim", {"kind": "BoundedBelow", "bound": "0"})],
    ),
    ("trapped-region", "identity-fails.lower", "rational-bump", [("steps.7.evidence.lower", "0")]),
    ("trapped-region", "sign.start-outside", "rational-bump", [("steps.7.claim.start", ["0"])]),
    ("trapped-region", "wrong-premise.values", "rational-bump", [("steps.7.premises", [1])]),
    ("laws", "identity-fails.coefficient", "laws-neuron", [("steps.0.claim.function", "w^2 - 2*u - 3*exp(u)")]),
    ("laws", "identity-fails.no-cofactor", "laws-neuron", [("steps.0.evidence.combination", [])]),
    ("laws", "unknown-variable.function", "laws-neuron", [("steps.0.claim.function", "w^2 - 2*v - 2*exp(v)")]),
    ("laws", "vacuous.constant-function", "laws-neuron", [("steps.0.claim.function", "1/2")]),
    ("laws", "wrong-shape.no-formula", "laws-neuron", [("steps.0.claim.function", "w^2 -")]),
    ("laws", "side-condition.generator-hidden", "laws-product", [("steps.1.claim.generators", [])]),
    (
        "laws",
        "identity-fails.generator-that-is-no-law",
        "laws-product",
        [("steps.1.claim.generators.0", [[[0, 2], "1"], [[2], "1"]])],
    ),
    # the exact infimum
    ("exact-infimum", "side-condition.attained", "infimum-not-attained", [(f"{INFIMUM}.attained", True)]),
    (
        "exact-infimum",
        "wrong-premise.another-value",
        "infimum-not-attained",
        [(f"{INFIMUM}.value", {"polynomial": ["1", "1"], "low": "-1", "high": "-1"})],
    ),
    ("exact-infimum", "wrong-premise.bound-only", "infimum-not-attained", [("steps.11.premises", [0, 3])]),
    ("exact-infimum", "wrong-premise.no-critical-values", "infimum-not-attained", [("steps.11.premises", [10])]),
    ("exact-infimum", "wrong-premise.no-trajectories", "infimum-irrational", [("steps.7.premises", [0, 1, 2, 4, 3])]),
    ("exact-infimum", "side-condition.larger-value", "infimum-irrational", [("steps.7.claim.value", LARGER)]),
    ("exact-infimum", "wrong-premise.not-attained", "infimum-irrational", [("steps.7.claim.attained", False)]),
    ("exact-infimum", "sign.attained", "infimum-of-a-quotient", [(f"{INFIMUM}.attained", True)]),
    (
        "exact-infimum",
        "sign.too-low",
        "infimum-of-a-quotient",
        [(f"{INFIMUM}.value", {"polynomial": ["1", "1"], "low": "-1", "high": "-1"})],
    ),
    ("exact-infimum", "roots.no-breakpoint", "infimum-of-a-quotient", [("steps.11.evidence.breakpoints", [["1"]])]),
    (
        "exact-infimum",
        "roots.maximum-moved",
        "infimum-of-a-quotient",
        [("steps.11.evidence.breakpoints", [["-1", "1"]])],
    ),
    ("laws", "side-condition.modulus", "laws-product", [("steps.1.evidence.modulus", 1)]),
    ("laws", "side-condition.modulus-divides-pivots", "laws-product", [("steps.1.evidence.modulus", 4)]),
    ("laws", "side-condition.law-dropped", "laws-layers", [("steps.0.claim.laws.2", DROP), ("steps.0.claim.most", 2)]),
    ("laws", "side-condition.bracket-dropped", "laws-layers", [("steps.0.evidence.brackets.2", DROP)]),
    ("laws", "unknown-variable.no-such-output", "laws-layers", [("steps.0.evidence.brackets.0", [7])]),
    ("laws", "side-condition.at-the-origin", "laws-layers", [("steps.0.evidence.point", [0] * 6)]),
    ("laws", "wrong-shape.point", "laws-layers", [("steps.0.evidence.point", [1, 2])]),
    (
        "coordinates",
        "objective-mismatch.another-constant",
        "turned-hyperbola",
        [(f"{TURNED}.objective", "(u1*u2 - 1)^2 + (u1 - 2)^2")],
    ),
    ("coordinates", "objective-mismatch.swapped", "turned-hyperbola", [(f"{TURNED}.variables", ["u2", "u1"])]),
    ("coordinates", "identity-fails.no-inverse", "turned-hyperbola", [(f"{TURNED}.backward.0.0.1", "2")]),
    (
        "coordinates",
        "identity-fails.collapsed",
        "turned-hyperbola",
        [(f"{TURNED}.forward", [[[[0, 1], "1"]], [[[0, 1], "1"]]])],
    ),
    ("coordinates", "wrong-shape.one-component", "turned-hyperbola", [(f"{TURNED}.forward.1", DROP)]),
    ("coordinates", "goal-not-reached.finite", "turned-hyperbola", [("steps.7.claim.at_infinity", False)]),
    ("coordinates", "goal-not-reached.no-steps", "turned-hyperbola", [(f"{TURNED}.steps", [])]),
    (
        "coordinates",
        "goal-not-reached.hole",
        "turned-hyperbola",
        [(f"{TURNED}.steps.0.evidence", {"kind": "Hole", "reason": "trust me"})],
    ),
    ("increasing", "sign.whole-line", "bounded-loss", [(f"{OUTER}.lower", None)]),
    ("increasing", "sign.behind-the-pole", "bounded-loss", [(f"{OUTER}.lower", "-2")]),
    ("increasing", "goal-not-reached.bound-raised", "bounded-loss", [(f"{OUTER}.lower", "1")]),
    ("increasing", "objective-mismatch.inner", "bounded-loss", [(f"{OUTER}.objective", "(x*y - 1)^2 + 1")]),
    ("increasing", "objective-mismatch.outer", "bounded-loss", [(f"{OUTER}.outer", "2*t/(1 + t)")]),
    ("increasing", "wrong-shape.not-a-function-of-t", "bounded-loss", [(f"{OUTER}.outer", "x/(1 + x)")]),
    (
        "increasing",
        "goal-not-reached.hole",
        "bounded-loss",
        [(f"{OUTER}.steps.0.evidence", {"kind": "Hole", "reason": "trust me"})],
    ),
    ("increasing", "goal-not-reached.no-steps", "bounded-loss", [(f"{OUTER}.steps", [])]),
    ("increasing", "identity-fails.inner-bound", "bounded-loss", [(f"{OUTER}.steps.0.claim.bound", "1/2")]),
    (
        "convex",
        "sign.not-convex",
        "softmax",
        [
            ("meta", {"claim": "log(exp(x) + exp(-x)) - x^2"}),
            ("objective", "log(exp(x) + exp(-x)) - x^2"),
            ("steps.1.evidence.objective", "log(exp(x) + exp(-x)) - x^2"),
        ],
    ),
    ("convex", "objective-mismatch.other-function", "softmax", [("steps.1.evidence.objective", "exp(x) + exp(-x)")]),
    ("convex", "objective-mismatch.no-formula", "softmax", [("steps.1.evidence.objective", "log(")]),
    (
        "convex",
        "wrong-shape.refuted",
        "softmax",
        [("steps.1.claim", {"kind": "SpuriousSetwiseMinimum", "at_infinity": True})],
    ),
    (
        "convex",
        "goal-not-reached.undefined",
        "softmax",
        [
            (
                "steps",
                [
                    {
                        "claim": {"kind": "NoSpuriousSetwiseMinima"},
                        "evidence": {"kind": "ConvexFunction", "objective": "log(exp(x) + exp(-x))"},
                    }
                ],
            )
        ],
    ),
    ("exponential", "identity-fails.factor", "decay", [("steps.0.evidence.factors.1.terms.0.1.0", "2")]),
    ("exponential", "identity-fails.power", "decay", [("steps.0.evidence.factors.1.exponent", 2)]),
    ("exponential", "sign.other-valley", "decay", [("steps.0.evidence.valley", 0)]),
    ("exponential", "wrong-shape.no-such-valley", "decay", [("steps.0.evidence.valley", 7)]),
    ("exponential", "sign.level", "decay", [("steps.0.evidence.level", "1")]),
    ("exponential", "sign.point", "decay", [("steps.0.evidence.below.coordinates.0", "1")]),
    ("exponential", "wrong-shape.bounded", "decay", [("steps.0.claim.at_infinity", False)]),
    (
        "exponential",
        "sign.certified",
        "decay",
        [
            ("steps.0.claim", {"kind": "NoSpuriousSetwiseMinima"}),
            ("steps.0.evidence.kind", "ExponentialPieces"),
            ("steps.0.evidence.valley", DROP),
            ("steps.0.evidence.level", DROP),
            ("steps.0.evidence.below", DROP),
        ],
    ),
    ("partial", "identity-fails.square", "birth", [("steps.0.evidence.square", "y^2 + 2")]),
    ("partial", "identity-fails.minimum", "birth", [("steps.0.evidence.numerator", "25*y^2 - 10*y")]),
    ("partial", "identity-fails.positive", "birth", [("steps.0.evidence.positive.epsilon", "2")]),
    ("partial", "side-condition.negative", "birth", [("steps.0.evidence.positive.epsilon", "-1")]),
    ("partial", "wrong-shape.other-variable", "birth", [("steps.0.evidence.variable", "z")]),
    ("partial", "unknown-variable.in-the-rest", "birth", [("steps.0.evidence.constant", "26 + 0*x")]),
    ("partial", "not-supported.own-node", "birth", [("steps.0.evidence.constant", "26 + 0/y")]),
    ("partial", "sign.level", "birth", [("steps.0.evidence.steps.1.evidence.level", "26")]),
    ("partial", "goal-not-reached.undefined", "birth", [("steps.0.evidence.steps", [])]),
    (
        "confinement",
        "identity-fails.direction-turned",
        "sigmoid-chain",
        [("steps.6.evidence.tree.positive.direction", 1)],
    ),
    # by contradiction: x + y >= 0 where x^3 + y^3 >= 0
    (
        "contradiction",
        "wrong-fact.as-a-direct-identity",
        "contradiction",
        [("steps.0.evidence.psatz.contradiction", DROP)],
    ),
    ("contradiction", "identity-fails.bound-raised", "contradiction", [("steps.0.claim.bound", f"1/{10**12}")]),
    ("contradiction", "identity-fails.other-set", "contradiction", [("steps.0.claim.inequalities.0.0.1", "2")]),
    ("contradiction", "wrong-fact.no-set", "contradiction", [("steps.0.claim.inequalities", [])]),
    ("contradiction", "side-condition.no-epsilon", "contradiction", [("steps.0.evidence.psatz.epsilon", DROP)]),
    ("contradiction", "wrong-fact.weak-unit", "contradiction", [("steps.0.evidence.psatz.unit.0", 0)]),
    ("contradiction", "identity-fails.unit-dropped", "contradiction", [("steps.0.evidence.psatz.unit", DROP)]),
    (
        "contradiction",
        "vacuous.multiplier",
        "contradiction",
        [("steps.0.evidence.psatz.multiplier", {"constant": "2"})],
    ),
    (
        "contradiction",
        "identity-fails.higher-minimum",
        "contradiction",
        [
            ("steps.1.claim.value", {"high": "1", "low": "1", "polynomial": ["-1", "1"]}),
            ("steps.1.evidence.point.coordinates", ["1", "0"]),
        ],
    ),
]

MALFORMED: list[tuple[str, str, list[tuple[str, Any]]]] = [
    ("unsupported-version", "product", [("version", [2, 0])]),
    ("unknown-key", "product", [("steps.0.comment", "trust me")]),
    ("unknown-kind", "product", [("steps.9.evidence.kind", "TrustMe")]),
    ("missing-key", "product", [("steps.0.claim.bound", DROP)]),
    ("wrong-type.boolean-for-integer", "product", [("steps.9.premises.1", True)]),
    ("float", "product", [("steps.0.claim.bound", 0.0)]),
    ("number-range.negative-premise", "product", [("steps.9.premises.0", -1)]),
    ("not-lowest-terms", "product", [("steps.0.claim.bound", "0/4")]),
    ("number-text.decimal", "product", [("steps.0.claim.bound", "0.0")]),
    ("term-order", "product", [("steps.0.evidence.psatz.squares.terms.0.1", [[[1, 1], "1"], [[], "-1"]])]),
    ("trailing-zero", "product", [("steps.0.evidence.psatz.squares.terms.0.1", [[[0], "-1"], [[1, 1], "1"]])]),
    ("zero-coefficient", "product", [("steps.0.evidence.psatz.squares.terms.0.1", [[[], "-1"], [[1], "0"]])]),
    ("default-written", "product", [("steps.0.premises", [])]),
    ("limit.exponent-carries-over", "product", [("steps.0.evidence.psatz.squares.terms.0.1", [[[2**20], "1"]])]),
]


def edited(name: str, edits: list[tuple[str, Any]], folder: str = "accepted") -> dict[str, Any]:
    value: dict[str, Any] = json.loads((HERE / folder / f"{name}.json").read_bytes())
    value["meta"] = {"claim": value["objective"]}
    for path, new in edits:
        *keys, last = (int(k) if k.isdigit() else k for k in path.split("."))
        place: Any = value
        for key in keys:
            place = place[key]
        if new is DROP:
            del place[last]
        else:
            place[last] = new
    return value


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data + b"\n")


def main() -> None:
    for rule, reason, name, edits in REJECTED:
        write(HERE / "rejected" / rule / f"{reason}.json", sealed(edited(name, edits)))
    for rule, reason, name, edits in (*FURTHER, *REDUCTIONS):
        write(HERE / "rejected" / rule / f"{reason}.json", sealed(edited(name, edits, "bases")))
    for code, name, edits in MALFORMED:
        write(HERE / "malformed" / f"{code}.json", sealed(edited(name, edits)))
    data = (HERE / "accepted" / "product.json").read_bytes().rstrip()
    write(HERE / "malformed" / "json-syntax.truncated.json", data[:-50])
    write(HERE / "malformed" / "json-syntax.concatenated.json", data + data)
    write(HERE / "malformed" / "not-ascii.byte-order-mark.json", b"\xef\xbb\xbf" + data)
    write(HERE / "malformed" / "too-deep.json", b"[" * 100_000)
    write(HERE / "malformed" / "wrong-hash.json", data.replace(b'"bound":"0"', b'"bound":"1"'))
    write(HERE / "malformed" / "repeated-key.json", data.replace(b'"bound":"0"', b'"bound":"0","bound":"0"'))
    write(HERE / "malformed" / "number-text.nan.json", data.replace(b'"bound":"0"', b'"bound":"NaN"'))
    write(HERE / "malformed" / "float.nan.json", data.replace(b'"bound":"0"', b'"bound":NaN'))


if __name__ == "__main__":
    main()
