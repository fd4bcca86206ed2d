"""Coq for the tests: present on the machines that check changes, optional elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tameproof.coqc import CoqReport, find_coqc, run_coqc


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cache directory of all workers of a run: the theory is compiled once, or was before (COQ_CACHE)."""
    if shared := os.environ.get("COQ_CACHE"):
        return Path(shared)
    root = tmp_path_factory.getbasetemp()
    return (root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root) / "cache"


@pytest.fixture(scope="session")
def coq(cache_home: Path) -> Callable[[str], CoqReport | None]:
    """Return the function that lets Coq check a file; None is its answer where Coq is not installed."""
    present = find_coqc() is not None
    assert present or not os.environ.get("CI"), "coqc is needed here: see .ci/run"
    return lambda text: run_coqc(text, cache=cache_home / "tameproof") if present else None


_HEAD = "From Tameproof Require Import All.\nOpen Scope list_scope.\nOpen Scope nat_scope.\n"
_PRINT = re.compile(r"^Print Assumptions .*\.$", re.MULTILINE)
_NAME = re.compile(r"^Theorem (\w+)", re.MULTILINE)
_COMPUTED = "vm_cast_no_check (eq_refl true). Qed."


def as_module(text: str, name: str, *, refused: bool = False) -> str:
    """Return an exported file as a module for a file of several: Coq starts and reads the theory once for all of them.

    Args:
        text: the exported file.
        name: of the module.
        refused: the definitions are well formed, but the checker of the theory evaluates to false.
    """
    body = _PRINT.sub("", text.split("Open Scope nat_scope.")[1])
    if refused:
        assert _COMPUTED in body
        body = body.replace(_COMPUTED, "vm_compute; lazymatch goal with |- false = true => idtac end. Abort.")
    return f'Goal True. idtac "{name}". exact I. Qed.\nModule {name}.\n{body}\nEnd {name}.\n'


def in_one_file(texts: Sequence[str]) -> str:
    """Return one file with the theorems of several exported files, and what all of them rest on."""
    modules = [as_module(text, f"File{k}") for k, text in enumerate(texts)]
    names = [f"File{k}.{_NAME.findall(text)[-1]}" for k, text in enumerate(texts)]
    every = ", ".join(names) if len(names) > 1 else f"{names[0]}, I"
    return f"{_HEAD}{''.join(modules)}Definition every := ({every}).\nPrint Assumptions every.\n"


def all_refused(texts: Sequence[str]) -> str:
    """Return one file that Coq accepts if the theorem of none of several files is proved."""
    return _HEAD + "".join(as_module(text, f"File{k}", refused=True) for k, text in enumerate(texts))
