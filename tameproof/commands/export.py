"""``tameproof export latex|html|json|coq|lean FILE``: a certificate in another form.  Soundness-critical: no."""

from __future__ import annotations

import os
from html import escape

from tameproof.codes import Exit, Failure
from tameproof.commands.arguments import Parser, UsageError
from tameproof.commands.output import read_bytes, write_file
from tameproof.proofs.kernel.certificate import Certificate

FORMS = ("latex", "html", "json", "coq", "lean")


def load(path: str) -> Certificate:
    """Return the certificate of a file.

    Raises:
        Failure: E401 if the file cannot be read, E301 if it is no certificate.
    """
    from tameproof.proofs.kernel.codec import decode
    from tameproof.proofs.kernel.errors import MalformedCertificate

    try:
        return decode(read_bytes(path))
    except MalformedCertificate as error:
        raise Failure(
            "E301", f"the file is not a certificate of this format: {error}", path, status=Exit.INPUT
        ) from None


def rejected(path: str, error: Exception) -> Failure:
    """Return the failure for a certificate that the kernel refuses."""
    return Failure("E302", f"a step does not prove its claim: {error}", path, status=Exit.REFUTED)


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser(
        "export",
        "write a certificate in another form; it is checked first",
        "example: tameproof export latex a.json -o a.tex",
    )
    parser.add_argument("form", choices=FORMS, metavar="FORM", help="latex, html, json (canonical), coq or lean")
    parser.add_argument("file", metavar="FILE", help="the certificate, or - for standard input")
    parser.option("-o", "--output", metavar="OUT", default="-", help="default: standard output")
    parser.option("--snippet", action="store_true", help="latex: without preamble, for \\input")
    options = parser.read(arguments)
    if options.snippet and options.form != "latex":
        raise UsageError("--snippet belongs to latex", "leave it out")
    _refuse_same_file(options.file, options.output)
    certificate = load(options.file)
    write_file(options.output, convert(certificate, options.form, options.file, snippet=options.snippet))
    return 0


def coq_text(certificate: Certificate, path: str) -> str:
    """Return the certificate as a Coq file.

    Raises:
        Failure: E303 if a step has no counterpart in the theory.
    """
    from tameproof.proofs.export.coq import CannotExport, to_coq

    try:
        return to_coq(certificate)
    except CannotExport as refusal:
        raise Failure("E303", str(refusal), path, status=Exit.UNDECIDED) from None


def convert(certificate: Certificate, form: str, path: str, *, snippet: bool = False) -> bytes:
    """Return a certificate in one of FORMS, after it was checked.

    Raises:
        Failure: E302 if the kernel does not accept it.
    """
    from tameproof.proofs.kernel.check import check_certificate
    from tameproof.proofs.kernel.codec import encode
    from tameproof.proofs.kernel.errors import InputError, RejectedStep
    from tameproof.proofs.kernel.parser import parse

    try:
        if form == "latex":
            from tameproof.proofs.export.latex import to_latex

            return to_latex(certificate, snippet=snippet).encode("utf-8")
        if form == "html":
            from tameproof.proofs.export.html import to_html

            return _page(certificate.objective, to_html(certificate)).encode("utf-8")
        if form == "coq":
            return coq_text(certificate, path).encode("utf-8")
        if form == "lean":
            from tameproof.proofs.export.lean import to_lean

            return to_lean(certificate).encode("utf-8")
        check_certificate(certificate, parse(certificate.objective))
        return encode(certificate)
    except (RejectedStep, InputError) as error:
        raise rejected(path, error) from None


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title[:80])}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _refuse_same_file(source: str, target: str) -> None:
    if "-" in (source, target):
        return
    try:
        same = os.path.samefile(source, target)
    except (OSError, ValueError):
        return
    if same:
        raise Failure("E405", "the output would replace the input", target, status=Exit.USAGE)
