"""Every stored certificate through the checker alone: python3 -I -S tests/kernel_alone.py.

Standard library only; each file is checked in a fresh process.  Accepted files must give exit code 0, rejected files 1
and malformed files 4.
"""

import json
import os
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "certificates"


def status(file: Path, claim: str) -> int:
    command = [
        sys.executable,
        "-I",
        "-S",
        str(ROOT / "proofs" / "kernel"),
        "check",
        str(file),
        f"--claim={claim}",
        "-q",
    ]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode


def main() -> int:
    claims = tomllib.loads((FOLDER / "accepted" / "accepted.claim.toml").read_text(encoding="utf-8"))["claim"]
    cases = [(FOLDER / "accepted" / f"{claim['name']}.json", claim["objective"], 0) for claim in claims]
    for file in sorted(FOLDER.glob("rejected/*/*.json")):
        cases.append((file, json.loads(file.read_bytes())["meta"]["claim"], 1))
    cases += [(file, "(x*y - 1)^2", 4) for file in sorted(FOLDER.glob("malformed/*.json"))]
    wrong = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        codes = list(pool.map(status, [file for file, _, _ in cases], [claim for _, claim, _ in cases]))
    for (file, _, expected), found in zip(cases, codes, strict=True):
        if found != expected:
            print(f"{file.relative_to(FOLDER)}: exit code {found}, expected {expected}")
            wrong += 1
    print(f"{len(cases)} certificates, {wrong} with a wrong exit code")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
