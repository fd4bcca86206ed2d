"""``tameproof check --coq FILE``: the kernel's check, then Coq's.  Soundness-critical: no (both only report)."""

from __future__ import annotations

from tameproof.codes import Exit, Failure
from tameproof.commands.arguments import UsageError
from tameproof.commands.output import note, say

VALUED = ("--claim", "--expect", "--claim-file", "--name")


def run_check(arguments: list[str]) -> int:
    """Run the kernel's check with the other arguments, then Coq on the exported certificate."""
    from tameproof.commands.export import coq_text, load
    from tameproof.coqc import CITATIONS, INSTALL, find_coqc, run_coqc
    from tameproof.proofs.kernel.command import main

    words = [word for word in arguments if word not in ("--coq", "--debug")]
    status = main(["check", *words], program="tameproof")
    if status != 0 or "-h" in words or "--help" in words:
        return status
    if find_coqc() is None:
        raise Failure("E412", "the program coqc is not on PATH", hint=INSTALL)
    path = _file(words)
    report = run_coqc(coq_text(load(path), path))
    if not report.accepted:
        note(f"Coq does not accept the exported certificate:\n{report.message}")
        return Exit.REFUTED
    say(f"Coq: {report.theorem}")
    say(
        "  rests on the axioms of Coq's real numbers and classical logic"
        + "".join(f", {n}" for n in report.assumptions)
    )
    for name in report.citations:
        say(f"  under the hypothesis {name} f, which is cited, not proved: {CITATIONS[name]}")
    say(f"  {report.seconds:.1f} s")
    return 0


def _file(words: list[str]) -> str:
    """Return the certificate's file name among the arguments of check."""
    rest = iter(words)
    for word in rest:
        if word in VALUED:
            next(rest, None)
        elif word == "-":
            raise UsageError("--coq needs a file, not standard input", "write the certificate to a file first")
        elif not word.startswith("-"):
            return word
    raise UsageError("--coq needs a certificate", "try: tameproof check --coq FILE --claim OBJECTIVE")
