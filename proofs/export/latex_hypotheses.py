"""Where each of the six hypotheses is proved, or that it is not needed, as LaTeX.  Soundness-critical: no."""

from __future__ import annotations

from tameproof.proofs.export.hypotheses import AboutFunction, Row, hypotheses
from tameproof.proofs.export.latex_theorems import citation
from tameproof.proofs.export.reading import Reading

_NAMES = {
    "H1": "bounded below",
    "H2": "locally Lipschitz",
    "H3": "chain rule",
    "H4": "finitely many critical values",
    "H5": "bounded trajectories",
    "H6": "no spurious local minima",
}


def hypotheses_latex(reading: Reading, prefix: str, *, snippet: bool) -> str:
    """Return where the hypotheses are proved; nothing if Theorem 1 is used, or nothing is decided."""
    if reading.verdict not in ("certified", "refuted"):
        return ""
    abouts = hypotheses(reading.certificate)
    if len(abouts) == 1 and abouts[0].decisive is None:
        return ""
    source = citation(("josz_li_2023",), prefix, snippet=snippet)
    sentences = [
        rf"\medskip\noindent\emph{{The hypotheses of the theorem of}}~{source},"
        " and what is known about them here; a hypothesis that is not needed is not claimed."
    ]
    return "\n".join([*sentences, *(_sentence(about) for about in abouts)])


def _sentence(about: AboutFunction) -> str:
    place = ", there in step ".join(map(str, about.place))
    notes = [f"its steps are in step {place}"] if place else []
    notes += [rf"\emph{{{about.title}}} decides"] if about.title else []
    noted = f" ({'; '.join(notes)})" if notes else ""
    rows = "; ".join(f"{_NAMES[row.label]}: {_status(row)}" for row in about.rows)
    return f"Of ${about.latex}${noted}: {rows}."


def _status(row: Row) -> str:
    if row.step is None:
        return "not needed" if row.status == "-" else "open"
    return f"step {row.step + 1}" if row.status == "ok" else f"false by step {row.step + 1}"
