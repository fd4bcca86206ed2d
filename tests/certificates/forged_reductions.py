"""Forged conclusions that rest on conclusions about other functions; see forge.py."""

# ruff: noqa: E501 - the table has one row per line
from typing import Any

DROP = object()
INFIMUM_OF_PARTS = "steps.0.evidence"
SEPARATE = "steps.1.evidence"
SPURIOUS = {"at_infinity": False, "kind": "SpuriousSetwiseMinimum"}
HOLE = {"kind": "Hole", "reason": "trust me"}

SQUARES = "steps.6.evidence.steps.4.evidence"
# rule, reason[.case], certificate of bases/, edits (path, new value)
REDUCTIONS: list[tuple[str, str, str, list[tuple[str, Any]]]] = [
    (
        "separate",
        "identity-fails.infimum",
        "separate-infimum",
        [("steps.0.claim.value", {"polynomial": ["54", "0", "0", "1"], "low": "-4", "high": "-3"})],
    ),
    ("separate", "sign.infimum-attained", "separate-infimum", [("steps.0.claim.attained", False)]),
    ("separate", "identity-fails.infimum-of-a-part", "separate-infimum", [(f"{INFIMUM_OF_PARTS}.values.0.1", "3/2")]),
    (
        "separate",
        "wrong-shape.infimum-without-theta",
        "separate-infimum",
        [(f"{INFIMUM_OF_PARTS}.theta", DROP), (f"{INFIMUM_OF_PARTS}.values", DROP)],
    ),
    (
        "separate",
        "vacuous.theta-for-a-conclusion",
        "separate-infimum",
        [("steps.0.claim", {"kind": "NoSpuriousSetwiseMinima"})],
    ),
    ("separate", "goal-not-reached.no-infimum", "separate-infimum", [(f"{INFIMUM_OF_PARTS}.parts.1.steps", [])]),
    ("separate", "goal-not-reached.no-steps", "separate-quotient", [(f"{SEPARATE}.parts.0.steps", [])]),
    ("separate", "goal-not-reached.spurious", "separate-quotient", [("steps.1.claim", SPURIOUS)]),
    ("separate", "goal-not-reached.hole", "separate-quotient", [(f"{SEPARATE}.parts.0.steps.0.evidence", HOLE)]),
    ("separate", "objective-mismatch.part", "separate-quotient", [(f"{SEPARATE}.parts.0.objective", "x^4 - 2*x")]),
    ("separate", "objective-mismatch.constant", "separate-quotient", [(f"{SEPARATE}.constant", "1")]),
    ("separate", "objective-mismatch.product", "separate-quotient", [(f"{SEPARATE}.product", True)]),
    ("separate", "unknown-variable.part-dropped", "separate-quotient", [(f"{SEPARATE}.parts.1.variables", ["z"])]),
    ("separate", "wrong-shape.one-part", "separate-quotient", [(f"{SEPARATE}.parts.1", DROP)]),
    (
        "separate",
        "sign.another-value",
        "separate-quotient",
        [
            (f"{SEPARATE}.parts.0.steps.0.evidence.value.high", "0"),
            (f"{SEPARATE}.parts.0.steps.0.evidence.value.low", "0"),
            (f"{SEPARATE}.parts.0.steps.0.evidence.value.polynomial", ["0", "1"]),
        ],
    ),
    ("single-variables", "sign.smaller-image", "softplus", [("steps.1.evidence.replacements", ["sigmoid(t)"])]),
    ("single-variables", "sign.square", "softplus", [("steps.1.evidence.replacements", ["t^2"])]),
    ("single-variables", "objective-mismatch.function", "softplus", [("steps.1.evidence.functions.0.function", "t")]),
    ("single-variables", "objective-mismatch.simpler", "softplus", [("steps.1.evidence.objective", "x^2")]),
    ("single-variables", "goal-not-reached.no-steps", "softplus", [("steps.1.evidence.steps", [])]),
    ("single-variables", "wrong-shape.no-replacement", "softplus", [("steps.1.evidence.replacements", [])]),
    ("convex-products", "objective-mismatch.outer", "linear-network", [("steps.0.evidence.outer", "(k - 2)^2 + l^2")]),
    ("convex-products", "wrong-shape.entries", "linear-network", [("steps.0.evidence.products.0.entries.0.1", DROP)]),
    ("convex-products", "wrong-shape.twice", "linear-network", [("steps.0.evidence.products.0.layers.1.0.0", "a")]),
    (
        "convex-products",
        "unknown-variable.layer",
        "linear-network",
        [("steps.0.evidence.products.0.layers.1.0.0", "k")],
    ),
    (
        "convex-products",
        "wrong-shape.refuted",
        "linear-network",
        [("steps.0.claim", SPURIOUS)],
    ),
    (  # completion of a 2x2 matrix, which has a spurious local minimum at infinity
        "convex-products",
        "wrong-shape.narrow",
        "linear-network",
        [
            ("objective", "(a*p-1)^2+(a*q-1)^2+(b*q-1)^2"),
            ("meta", {"claim": "(a*p-1)^2+(a*q-1)^2+(b*q-1)^2"}),
            ("variables", ["a", "p", "q", "b"]),
            ("steps.0.evidence.outer", "(k-1)^2+(l-1)^2+(n-1)^2"),
            (
                "steps.0.evidence.products.0",
                {"entries": [["k", "l"], ["m", "n"]], "layers": [[["p", "q"]], [["a"], ["b"]]]},
            ),
        ],
    ),
    ("convex-coordinates", "sign.not-monotone", "tanh-sum", [("steps.3.evidence.functions.0.function", "tanh(t)^2")]),
    ("convex-coordinates", "objective-mismatch.outer", "tanh-sum", [("steps.3.evidence.outer", "(u + v)^2")]),
    ("convex-coordinates", "wrong-shape.twice", "tanh-sum", [("steps.3.evidence.functions.1.variable", "u")]),
    ("convex-coordinates", "wrong-shape.refuted", "tanh-sum", [("steps.3.claim", SPURIOUS)]),
    ("convex-coordinates", "sign.odd-power", "weight-decay", [(f"{SQUARES}.functions.0.function", "t^2 + t^3")]),
    ("convex-coordinates", "sign.not-rising", "weight-decay", [(f"{SQUARES}.functions.0.function", "t^4 - t^2")]),
    ("convex-coordinates", "sign.constant", "weight-decay", [(f"{SQUARES}.functions.0.function", "0*t^2")]),
    ("convex-coordinates", "objective-mismatch.power", "weight-decay", [(f"{SQUARES}.functions.0.function", "t^4")]),
    ("function-of-function", "goal-not-reached.below", "convex-loss", [("steps.0.evidence.below", [])]),
    ("function-of-function", "goal-not-reached.above", "convex-loss", [("steps.0.evidence.above", [])]),
    ("function-of-function", "goal-not-reached.spurious", "convex-loss", [("steps.0.claim", SPURIOUS)]),
    ("function-of-function", "objective-mismatch.outer", "convex-loss", [("steps.0.evidence.outer", "exp(t)")]),
    ("function-of-function", "objective-mismatch.inner", "convex-loss", [("steps.0.evidence.objective", "x*y")]),
]
