"""The checker as one file: packs proofs/kernel into an archive that Python runs.  Soundness-critical: no (it copies).

    python3 proofs/make_checker.py check.pyz
    python3 -I -S check.pyz check FILE --claim "OBJECTIVE"

The same sources give the same bytes.
"""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

KERNEL = Path(__file__).resolve().parent / "kernel"
_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest time that an archive can hold


def checker_bytes() -> bytes:
    """Return the archive: a line that names the interpreter, then the kernel's source files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(KERNEL.rglob("*.py")):
            entry = zipfile.ZipInfo(file.relative_to(KERNEL).as_posix(), _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    return b"#!/usr/bin/env python3\n" + buffer.getvalue()


def write_checker(path: str | os.PathLike[str]) -> None:
    """Write the archive to ``path``.

    Raises:
        OSError: if the file cannot be written.
    """
    Path(path).write_bytes(checker_bytes())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make_checker.py FILE.pyz")
    try:
        write_checker(sys.argv[1])
    except OSError as error:
        sys.exit(f"error: cannot write {sys.argv[1]}: {error.strerror}")
