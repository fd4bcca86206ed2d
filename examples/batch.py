"""Decide the claims of a file, several at a time, each in a process of its own, and compare with what it expects."""

import tempfile
from pathlib import Path

from tameproof.claim_runner import Runner
from tameproof.proofs.kernel.claimfile import read_claims

TEXT = """
schema = "claim/1"

[[claim]]
name = "parabola"
objective = "(x - 1)^2"
expect = "certified"

[[claim]]
name = "two valleys of different depth"
objective = "(x^2 - 1)^2 + x/10"
expect = "refuted"
"""

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "mine.claim.toml"
    file.write_text(TEXT)
    claims = read_claims(file)

for outcome in Runner(jobs=2, timeout=60).run(claims):
    print(f"{outcome.claim.name}: {outcome.got}, {'as' if outcome.is_expected else 'not as'} expected")
