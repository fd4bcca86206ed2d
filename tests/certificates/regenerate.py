"""Writes the accepted certificates anew: python tests/certificates/regenerate.py [NAME ...]."""

import sys
from pathlib import Path

import tameproof
from tameproof.proofs.kernel.claimfile import read_claims

FOLDER = Path(__file__).resolve().parent / "accepted"


def main(names: list[str]) -> int:
    status = 0
    for entry in read_claims(FOLDER / "accepted.claim.toml"):
        if names and entry.name not in names:
            continue
        report = tameproof.certify(entry.objective)
        if report.verdict.value == entry.expect:
            report.save(FOLDER / f"{entry.name}.json")
        else:
            print(f"{entry.name}: {report.verdict.value}, expected {entry.expect}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
