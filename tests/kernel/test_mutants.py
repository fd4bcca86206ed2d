"""Every part of every accepted certificate is changed; what is still accepted must be in a list, with the reason."""

import json
import re
import typing
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tameproof.proofs.kernel import claims, evidence
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.check import Accepted, check_certificate, check_step, matching_lift
from tameproof.proofs.kernel.claimfile import read_claims
from tameproof.proofs.kernel.codec import decode
from tameproof.proofs.kernel.errors import MalformedCertificate, RejectedStep
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.lift import Lift
from tameproof.proofs.kernel.parser import parse
from tameproof.proofs.kernel.schema import codec_for
from tests.mutants import Path as Place
from tests.mutants import at, mutants, sealed, shown

FOLDER = Path(__file__).resolve().parents[1] / "certificates" / "accepted"
CLAIMS = {entry.name: entry for entry in read_claims(FOLDER / "accepted.claim.toml")}
FILES = sorted(path.stem for path in FOLDER.glob("*.json"))
KINDS = tuple(cls.__name__ for union in (claims.Claim, evidence.Evidence) for cls in typing.get_args(union))
EVIDENCE = codec_for(evidence.Evidence)


class Harness:
    """Decides whether a mutant of one certificate is still accepted."""

    def __init__(self, name: str) -> None:
        self.objective: Expression = parse(CLAIMS[name].objective)
        data = (FOLDER / f"{name}.json").read_bytes()
        self.value = json.loads(data)
        self.certificate: Certificate = decode(data)
        self.accepted: Accepted = check_certificate(self.certificate, self.objective)
        self.lifted: Lift = matching_lift(self.certificate, self.objective)

    def accepts(self, path: Place, value: dict) -> bool:
        """Whether the mutant, changed at ``path``, has the same verdict without holes.

        Steps depend on each other through claims only, so after a change inside the evidence of one step it suffices to
        check this step; the others were accepted and are the same.
        """
        try:
            if len(path) >= 3 and path[0] == "steps" and path[2] == "evidence":
                step = self.certificate.steps[path[1]]
                changed = EVIDENCE.decode(at(value, path[:3]))
                premises = tuple(self.certificate.steps[p].claim for p in step.premises)
                check_step(self.lifted, step.claim, changed, premises, f"steps[{path[1]}]")
                return not isinstance(changed, evidence.Hole)
            found = check_certificate(decode(sealed(value)), self.objective)
        except (MalformedCertificate, RejectedStep):
            return False
        return found.verdict is self.accepted.verdict and not found.holes


_NUDGE = r"(plus|minus)-(one|tiny)|halve|negate|invert"
_POINT = r"steps\[\d+\]\.evidence\.(.*\.)?(below|inside|point)\.coordinates"


def always(old: Any, new: Any, path: Place) -> bool:
    return True


def has_one_term(old: Any, new: Any, path: Place) -> bool:
    return len(at(old, path[:-2])) == 1


def is_decoupled(old: Any, new: Any, path: Place) -> bool:
    """Whether the basis polynomial has one term, and the Gram matrix no entry outside the diagonal for it."""
    gram, i = at(old, path[:-4]), path[-3]
    below = [row[i] for row in gram["matrix"][i + 1 :]]
    return has_one_term(old, new, path) and set(gram["matrix"][i][:-1] + below) <= {"0"}


def is_same_root(old: Any, new: Any, path: Place) -> bool:
    """Whether the defining polynomial changes sign, or vanishes, where the old and the new interval meet."""
    first, second = at(old, path[:-1]), at(new, path[:-1])
    low = max(Fraction(first["low"]), Fraction(second["low"]))
    high = min(Fraction(first["high"]), Fraction(second["high"]))
    p = [int(c) for c in first["polynomial"]]
    at_low, at_high = (sum(c * t**k for k, c in enumerate(p)) for t in (low, high))
    return low <= high and at_low * at_high <= 0


def becomes(*kinds: str) -> Callable[[Any, Any, Place], bool]:
    return lambda old, new, path: (at(old, path), at(new, path)) == kinds


# (path, operator, condition, why the changed certificate is still right)
SURVIVORS: list[tuple[str, str, Callable[[Any, Any, Place], bool], str]] = [
    (r"variables", r"swap-\d+", always, "the objective is symmetric in the two variables, and so is the evidence"),
    (r"steps", r"swap-\d+", always, "neighbours that do not use each other"),
    (r"steps", r"double-\d+", always, "proved twice; no premise of a later step is shifted to another claim"),
    (r"steps", r"drop-\d+", always, "the conclusion does not use the step"),
    (r"steps\[\d+\]\.premises", r"(swap|double)-\d+", always, "rules look their premises up by kind"),
    (r".*\.(terms|products)", r"swap-\d+", always, "the order of summands"),
    (r".*\.(combination|identity|tangent)", r"swap-\d+", always, "the order of summands"),
    (r".*(\.vanishing\[\d+\]|\.horner\.steps)\[\d+\](\[1\])?", r"swap-\d+", always, "the order of summands"),
    (r".*\.terms\[\d+\]\[1\]\[0\]\[1\]", r"negate", has_one_term, "(-p)^2 = p^2"),
    (r".*\.basis\[\d+\]\[0\]\[1\]", r"negate", is_decoupled, "(-p)^2 = p^2"),
    (r".*\.basis", r"swap-\d+", always, "the Gram matrix is the same after exchanging the two monomials"),
    (r".*\.derivations", r"(swap|double|drop)-\d+", always, "nothing below uses the equation, or the shifted one"),
    (r".*\.(low|high)", _NUDGE, is_same_root, "another interval that isolates the same root"),
    (r"steps\[\d+\]\.evidence\.multiplier\[0\]\[1\]", r"negate", has_one_term, "only its square occurs"),
    (r"steps\[\d+\]\.evidence\.kind", r"rename", becomes("Theorem1", "Theorem1Plus"), "Theorem 1+ needs less"),
    (r"steps\[\d+\]\.claim\.kind", r"rename", becomes("LocallyLipschitz", "ChainRule"), "both hold; not used"),
    (rf"{_POINT}(\[\d+\])*", rf"{_NUDGE}|swap-\d+", always, "another point with the property that is computed"),
    (r"steps\[\d+\]\.evidence\.arc\.start", _NUDGE, always, "a later or slightly longer part of the same arc"),
    (r"steps\[\d+\]\.evidence\.arc\.coordinates(\[\d+\])+", _NUDGE, always, "another arc; its limits are computed"),
]
MOST = 11_000  # mutants per file: all of them but for one file; there too every place is changed at least once


def is_expected(old: Any, new: Any, path: Place, operator: str) -> bool:
    text = shown(path)
    for where, how, condition, _ in SURVIVORS:
        if re.fullmatch(where, text) and re.fullmatch(how, operator) and condition(old, new, path):
            return True
    return False


def unexpected_survivors(name: str) -> list[str]:
    harness = Harness(name)
    every = list(mutants(harness.value, KINDS))
    stride = -(-len(every) // MOST)
    found = []
    place: Place | None = None
    number = 0
    for path, operator, value in every:
        number = number + 1 if path == place else len(path) % stride
        skipped = path == place and number % stride
        place = path
        if not skipped and harness.accepts(path, value) and not is_expected(harness.value, value, path, operator):
            found.append(f"{shown(path)} {operator}")
    return found


def test_every_certificate_has_a_claim() -> None:
    assert sorted(CLAIMS) == FILES


@pytest.mark.parametrize("name", FILES)
def test_accepted(name: str) -> None:
    harness = Harness(name)

    assert harness.accepted.verdict.value == CLAIMS[name].expect
    assert harness.accepted.holes == ()


@pytest.mark.parametrize("name", sorted(FILES, key=lambda name: -(FOLDER / f"{name}.json").stat().st_size))
def test_mutants_are_refused(name: str) -> None:
    assert unexpected_survivors(name) == []


def test_mutation_finds_what_the_hash_would_hide() -> None:
    """The engine itself: no mutant equals the original, and each has the hash that belongs to it."""
    value = json.loads((FOLDER / f"{FILES[0]}.json").read_bytes())
    before = json.dumps(value)
    seen = 0
    for path, _, changed in mutants(value, KINDS):
        assert changed != value or path
        seen += 1

    assert json.dumps(value) == before
    assert seen > 500


@pytest.mark.parametrize("name", FILES)
def test_certificate_of_another_objective(name: str) -> None:
    """A certificate presented for each of the other objectives proves nothing."""
    certificate = decode((FOLDER / f"{name}.json").read_bytes())
    for other, entry in CLAIMS.items():
        if other != name:
            with pytest.raises(RejectedStep):
                check_certificate(certificate, parse(entry.objective))
