"""``tameproof laws OBJECTIVE``: conserved quantities of the gradient flow.  Soundness-critical: no."""

from __future__ import annotations

import json

from tameproof.codes import Exit
from tameproof.commands.arguments import Parser, UsageError, count
from tameproof.commands.certify import read_objective_text
from tameproof.commands.output import require_folder, say, write_file

EPILOG = """\
Every law is an identity, expanded exactly; "no further polynomial law up to degree D" is proved as well.  Where
polynomials do not give all laws, others with logarithms, exponentials and quotients are searched.

--all-losses takes the outputs of a parametrisation instead of an objective, and lists the laws that hold for every
loss of these outputs, and so for every data set; the Lie algebra of their gradients then says whether laws are missing.

examples
  tameproof laws "(x*y-1)^2"
  tameproof laws "(x*y-1)^2*(1+x^2)" --degree 6 -o laws.json
  tameproof laws "(w*sigmoid(u)-1)^2"
  tameproof laws --all-losses "a*x+b*y" "a*z+b*w\""""


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser("laws", "conserved quantities of the gradient flow, up to a degree", EPILOG)
    parser.add_argument("objective", metavar="OBJECTIVE", nargs="+", help="a formula (or - for standard input)")
    parser.option("--degree", metavar="D", type=count, default=4, help="highest degree of the polynomials (4)")
    parser.option("--all-losses", action="store_true", help="the formulas are outputs; laws for all losses of them")
    parser.option("-o", "--output", metavar="FILE", help="write a certificate of the laws there; - is standard output")
    parser.option("--json", action="store_true", help="print one JSON object instead of text")
    options = parser.read(arguments, objective=True)
    if len(options.objective) > 1 and not options.all_losses:
        raise UsageError("one objective expected", "with --all-losses several outputs can be given")
    require_folder(options.output)
    texts = [read_objective_text(word) for word in options.objective]
    from tameproof.laws import conserved_quantities
    from tameproof.proofs.kernel.codec import encode
    from tameproof.symbolic.outcome import Open

    try:
        report = conserved_quantities(
            texts if options.all_losses else texts[0], degree=options.degree, all_losses=options.all_losses
        )
    except ValueError as error:
        raise UsageError(str(error), "give one objective, or polynomials") from None
    if options.output is not None:
        certificate = report.certificate()
        if isinstance(certificate, Open):
            say(f"no certificate: {certificate.reason}")
            return Exit.UNDECIDED
        write_file(options.output, encode(certificate), "give -o FILE in a folder that you may write to")
    if options.json:
        say(json.dumps(report.to_dict(), sort_keys=True))
    elif options.output != "-":
        say(*report.lines())
    return 0
