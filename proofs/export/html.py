"""A checked certificate as a self-contained HTML fragment for notebooks.  Soundness-critical: no.

No script, no network, inline style only; every text is escaped.
"""

from __future__ import annotations

from html import escape

from tameproof.proofs.export.hypotheses import AboutFunction, hypotheses
from tameproof.proofs.export.reading import Reading, read_certificate
from tameproof.proofs.export.text import explain_reading
from tameproof.proofs.kernel.certificate import Certificate

COLOURS = {"certified": "#1a7f37", "refuted": "#b42318", "undecided": "#8a6100"}
SENTENCES = {
    "certified": "no spurious local minimum, finite or at infinity",
    "refuted": "there is a spurious local minimum, finite or at infinity",
    "undecided": "neither certified nor refuted",
}
MAX_OBJECTIVE = 300

_CELL = "padding:2px 10px 2px 0;text-align:left;vertical-align:top"


def to_html(certificate: Certificate) -> str:
    """Check a certificate and return an HTML fragment: verdict, steps, theorems, hash.

    Raises:
        RejectedStep: the kernel does not accept the certificate.
        InputError: its objective cannot be read.
    """
    return reading_to_html(read_certificate(certificate))


def reading_to_html(reading: Reading) -> str:
    """Return an HTML fragment for a checked certificate."""
    colour = COLOURS.get(reading.verdict, COLOURS["undecided"])
    word = reading.verdict.upper() + (" (with holes)" if reading.holes else "")
    objective = reading.certificate.objective
    if len(objective) > MAX_OBJECTIVE:
        objective = objective[:MAX_OBJECTIVE] + " ..."
    rows = []
    for k, (label, line) in enumerate(explain_reading(reading)):
        mark = "assumed" if k in reading.holes else "proved"
        tint = COLOURS["undecided"] if k in reading.holes else COLOURS["certified"]
        rows.append(
            f'<tr><td style="{_CELL}">{k + 1}</td><td style="{_CELL}">{escape(label)}</td>'
            f'<td style="{_CELL};color:{tint}">{mark}</td>'
            f'<td style="{_CELL}"><code>{escape(line)}</code></td></tr>'
        )
    others = "".join(_other_function(about) for about in hypotheses(reading.certificate)[1:])
    theorems = "; ".join(escape(t.title) for t in reading.theorems) or "none"
    arguments = ", ".join(reading.certificate.variables)
    return (
        '<div style="font-family:sans-serif;max-width:60em">'
        f'<p><strong style="color:#fff;background:{colour};padding:2px 8px;border-radius:3px">{escape(word)}</strong> '
        f"{escape(SENTENCES.get(reading.verdict, ''))}</p>"
        f"<p><code>f({escape(arguments)}) = {escape(objective)}</code></p>"
        '<table style="border-collapse:collapse"><thead><tr>'
        + "".join(f'<th style="{_CELL}">{h}</th>' for h in ("step", "claim", "status", "mathematics"))
        + f"</tr></thead><tbody>{''.join(rows)}</tbody></table>{others}"
        f"<p>Rests on: {theorems}.</p>"
        f'<p style="color:#666;font-size:85%">sha256 {escape(reading.digest)}</p>'
        "</div>"
    )


def _other_function(about: AboutFunction) -> str:
    """Return the hypotheses of a function that the objective is reduced to."""
    shown = about.rows if about.decisive is None else (*about.rows, about.decisive)
    rows = "".join(
        f'<tr><td style="{_CELL}">{row.label}</td><td style="{_CELL}">{escape(row.name)}</td>'
        f'<td style="{_CELL}">{row.status}</td><td style="{_CELL}"><code>{escape(row.text)}</code></td></tr>'
        for row in shown
    )
    head = f"{about.name} = {about.objective[:MAX_OBJECTIVE]}, where {about.relation}"
    place = ", in step ".join(map(str, reversed(about.place)))
    return (
        f"<p><code>{escape(head)}</code> (steps in step {place})</p>"
        f'<table style="border-collapse:collapse"><tbody>{rows}</tbody></table>'
    )
