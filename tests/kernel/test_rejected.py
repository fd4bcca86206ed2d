"""Forged and malformed certificates: each is refused for the reason in its file name.

rejected/<rule>/<reason>[.<case>].json, malformed/<code>[.<case>].json; the claim is ``meta.claim``.
"""

from pathlib import Path

import pytest

from tameproof.proofs.kernel.check import Verdict, check_certificate
from tameproof.proofs.kernel.claims import ExactInfimum, Minimum, TrajectoriesInBall, TrajectoryLimits, UnboundedBelowOn
from tameproof.proofs.kernel.codec import decode
from tameproof.proofs.kernel.errors import MalformedCertificate, RejectedStep
from tameproof.proofs.kernel.parser import parse

FOLDER = Path(__file__).resolve().parents[1] / "certificates"
REJECTED = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("rejected/*/*.json"))
MALFORMED = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("malformed/*.json"))


def expected(name: str) -> str:
    return Path(name).name.split(".")[0]


@pytest.mark.parametrize("name", REJECTED)
def test_rejected(name: str) -> None:
    certificate = decode((FOLDER / name).read_bytes())
    claim = certificate.meta["claim"]
    assert isinstance(claim, str)

    with pytest.raises(RejectedStep) as caught:
        check_certificate(certificate, parse(claim))
    assert caught.value.reason.value == expected(name)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("bases/*.json")), ids=lambda path: path.stem)
def test_the_bases_of_forgeries_are_accepted(path: Path) -> None:
    """Only the lie makes a forgery fail."""
    certificate = decode(path.read_bytes())

    accepted = check_certificate(certificate, parse(certificate.objective))
    others = (ExactInfimum, Minimum, TrajectoriesInBall, TrajectoryLimits, UnboundedBelowOn)
    other_goal = any(isinstance(step.claim, others) for step in certificate.steps)
    assert accepted.verdict is not Verdict.UNDECIDED or other_goal or path.stem.startswith("laws")
    assert accepted.holes == ()


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(name: str) -> None:
    with pytest.raises(MalformedCertificate) as caught:
        decode((FOLDER / name).read_bytes())
    assert caught.value.code == expected(name)


def test_there_are_enough() -> None:
    assert len(REJECTED) + len(MALFORMED) >= 60
