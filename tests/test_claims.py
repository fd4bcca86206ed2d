"""The project's claim files: no verdict is wrong, and what must be decided is decided, with the right critical values."""

from fractions import Fraction
from pathlib import Path

import pytest

import tameproof.api as tp
from tameproof.proofs.kernel.algebraic import as_rational
from tameproof.proofs.kernel.check import Verdict, check_certificate
from tameproof.proofs.kernel.claimfile import ClaimEntry, read_claims
from tameproof.proofs.kernel.claims import CriticalValues
from tameproof.proofs.kernel.codec import decode
from tameproof.proofs.kernel.errors import InputError
from tameproof.proofs.kernel.lift import lift
from tameproof.proofs.kernel.parser import parse

FOLDER = Path(__file__).resolve().parents[1] / "claims"
SPINE = read_claims(FOLDER / "spine.claim.toml")
LANDSCAPE = read_claims(FOLDER / "landscape.claim.toml")

# decided by Theorem 1 or by a region, for polynomials: these must not fall back to undecided
MUST_BE_DECIDED = {
    "xy-1 squared",
    "scalar linear chain, depth 3",
    "PCA, rank 1, M=diag(2,1)",
    "PCA, rank 2, M=diag(2,1)",
    "bounded on a line",
    "minimum along every line",
    "noncompact minimum set",
    "flat cross",
    "RIP threshold 1/2",
    "smallest spurious minimum at infinity",
    "two births at infinity",
    "matrix completion 2x2",
    "Motzkin",
    "rational, one variable",
    "plateau",
}


def _is_semialgebraic_and_smooth(entry: ClaimEntry) -> bool:
    try:
        lifted = lift(parse(entry.objective))
    except InputError:
        return False
    return lifted.smooth and all(v.kind.value in ("inverse", "sqrt") for v in lifted.lifted)


@pytest.mark.parametrize("entry", [*SPINE, *LANDSCAPE], ids=lambda entry: entry.name)
def test_verdict_is_right_or_undecided(entry: ClaimEntry) -> None:
    """A wrong verdict is the worst bug there is; undecided needs a reason."""
    if entry.expect == "input-error":
        with pytest.raises(InputError):
            tp.certify(entry.objective)
        return
    must = entry in SPINE or entry.name in MUST_BE_DECIDED
    report = tp.certify(entry.objective, timeout=120 if must else 20)
    again = check_certificate(decode(report.to_json()), parse(entry.objective))

    assert report.bugs == ()
    assert again.verdict is report.verdict
    assert report.verdict.value in ((entry.expect,) if must else (entry.expect, "undecided"))
    if report.verdict is Verdict.UNDECIDED:
        assert all(f.reason for f in report.open)
        assert report.open


@pytest.mark.parametrize(
    "entry", [e for e in LANDSCAPE if _is_semialgebraic_and_smooth(e)], ids=lambda entry: entry.name
)
def test_critical_values_are_the_known_ones(entry: ClaimEntry) -> None:
    """The attained values are exactly those of the claim file, and no status is left open."""
    known = entry.truth.get("critical_values")
    if not isinstance(known, list):
        known = []
    from tameproof.morse_sard.critical_values import find_critical_values
    from tameproof.morse_sard.settings import MorseSardSettings

    outcome = find_critical_values(lift(parse(entry.objective)), MorseSardSettings(time_limit=60))

    assert isinstance(outcome, tuple), outcome
    claim = outcome[0]
    assert isinstance(claim, CriticalValues)
    assert "open" not in claim.status
    if "critical_values" in entry.truth:
        attained = [v for v, s in zip(claim.values, claim.status, strict=True) if s == "attained"]
        rational = sorted(Fraction(v) for v in known if not str(v).startswith("root"))
        assert sorted(q for v in attained if (q := as_rational(v)) is not None) == rational
        assert len(attained) == len(known)
