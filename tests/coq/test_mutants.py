"""The kernel and Coq give the same answer on mutants of certificates, in the steps that the conclusion rests on."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tameproof.coqc import CoqReport
from tameproof.proofs.export.coq import CannotExport, to_coq
from tameproof.proofs.kernel.certificate import Certificate
from tameproof.proofs.kernel.check import check_certificate
from tameproof.proofs.kernel.codec import decode
from tameproof.proofs.kernel.errors import InputError, MalformedCertificate, RejectedStep
from tameproof.proofs.kernel.expression import Expression
from tameproof.proofs.kernel.parser import parse

TESTS = Path(__file__).resolve().parents[1]
ACCEPTED = TESTS / "certificates" / "accepted"
THEOREM = re.compile(r"Theorem \w+ : (.*?)\.\nProof\. refine \((.*?) _\)\..*", re.DOTALL)
OWN = Path(__file__).resolve().parent / "certificates"
COUNT = 30  # per certificate

# the steps that the conclusion rests on, and what the theory does not need or read: whether a critical value is
# attained, entries of an arc beyond the number of variables, how an arc to infinity begins (a later start will do), and
# the number of weights of |x|^2; premises are found by the conclusion
USED = {
    ACCEPTED / "valley.json": (5,),
    ACCEPTED / "product.json": (0, 3, 5, 6, 7),
    ACCEPTED / "tilted-wells.json": (6,),
    ACCEPTED / "quotient.json": (0, 1, 4, 6, 7),
    OWN / "exponential-neuron.json": (0, 3, 5, 6, 7),
    OWN / "tangency.json": (0, 3, 5, 7),
    OWN / "sigmoid-neuron.json": (0, 3, 5, 7),
    OWN / "l1-completion.json": (5,),
    OWN / "absolute.json": (0, 3, 5, 6, 7),
}
UNUSED = ("status", "statuses", "path", "arc", "weights", "premises")


def load_mutants() -> Any:
    spec = importlib.util.spec_from_file_location("mutants_of_certificates", TESTS / "mutants.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def goal(text: str, number: int) -> str:
    """Return the exported file as a module that reports whether the checker of the theory accepts the data."""
    body = THEOREM.sub(
        lambda m: (
            f"Goal ({m[1]}) \\/ True.\n"
            f"first [left; refine ({m[2]} _); vm_compute; reflexivity; fail\n"
            f'  | idtac "mutant {number} refused"; now right].\n'
            f"Qed.\n"
        ),
        text,
    )
    return f"Module Mutant{number}.\n{body.split('Open Scope nat_scope.')[1]}\nEnd Mutant{number}.\n"


def is_valid(certificate: Certificate, objective: Expression) -> bool:
    """Whether the kernel accepts a certificate."""
    try:
        check_certificate(certificate, objective)
    except (RejectedStep, InputError):
        return False
    return True


@pytest.mark.parametrize("file", USED, ids=lambda file: file.stem)
def test_kernel_and_coq_agree_on_mutants(file: Path, coq: Callable[[str], CoqReport | None]) -> None:
    mutants = load_mutants()
    value = json.loads(file.read_bytes())
    objective = parse(value["objective"])
    candidates = []
    for path, _, mutated in mutants.mutants(value):
        if len(path) < 3 or path[0] != "steps" or path[1] not in USED[file] or any(p in UNUSED for p in path):
            continue
        try:
            certificate = decode(mutants.sealed(mutated))
        except MalformedCertificate:
            continue
        try:
            text = to_coq(certificate, checked=False)
        except CannotExport:  # outside the theory, whether valid or not
            continue
        except Exception:  # data of a shape that only a refused certificate has
            assert not is_valid(certificate, objective), path
            continue
        candidates.append((path, text, certificate))
    chosen = candidates[:: max(1, len(candidates) // COUNT)]
    head = "From Tameproof Require Import All.\nOpen Scope list_scope.\nOpen Scope nat_scope.\n"

    report = coq(head + "".join(goal(text, k) for k, (_, text, _) in enumerate(chosen)))

    assert len(chosen) >= min(COUNT, len(candidates)) > 0
    if report is not None:
        assert report.accepted, report.message
        refused = {int(k) for k in re.findall(r"mutant (\d+) refused", report.output)}
        kernel = [is_valid(certificate, objective) for _, _, certificate in chosen]
        assert [path for k, (path, _, _) in enumerate(chosen) if kernel[k] == (k in refused)] == []
