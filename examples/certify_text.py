"""Decide an objective given as text, look at the proof, keep the certificate, and check it as a reader would."""

import tempfile
from pathlib import Path

import tameproof as tp

report = tp.certify("(x*y - 1)^2")
print(report)  # six hypotheses with a line of mathematics each, the verdict, what it leans on

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "first.json"
    report.save(file)
    accepted = tp.check(file, "(x*y - 1)^2")  # the statement comes from you, not from the file
print("the checker says", accepted.verdict.value, "by", ", ".join(accepted.theorems))
