"""A file appears complete or not at all, whatever fails while it is written."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tameproof.files import write_atomically

STAGES = ("mkstemp", "fdopen", "fsync", "chmod", "replace")


def failing(code: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_a_new_file_has_the_data_and_usual_permissions(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write_atomically(file, b"data")
    mask = os.umask(0)
    os.umask(mask)

    assert file.read_bytes() == b"data"
    assert file.stat().st_mode & 0o777 == 0o666 & ~mask
    assert os.listdir(tmp_path) == ["a.json"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old and longer")
    write_atomically(file, b"new")

    assert file.read_bytes() == b"new"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_nothing_is_left_when_a_stage_fails(
    stage: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"old")
    target = "tempfile.mkstemp" if stage == "mkstemp" else f"os.{stage}"
    with monkeypatch.context() as patch:
        patch.setattr(target, failing(code))
        with pytest.raises(OSError, match=os.strerror(code)):
            write_atomically(file, b"new")

    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


def test_nothing_is_left_after_an_interrupt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_atomically(tmp_path / "a.json", b"new")

    assert os.listdir(tmp_path) == []


def test_a_folder_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path, b"data")
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "missing" / "a.json", b"data")

    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_an_error() -> None:
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_atomically(Path("/dev/full"), b"data")
