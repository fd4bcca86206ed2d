"""Whatever happens in a worker process, the caller gets an answer in time and nothing is left running.

The functions are those of the standard library: the child imports them by name.
"""

import ctypes
import json
import math
import operator
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tameproof.symbolic.backends import run_program
from tameproof.symbolic.budget import Deadline
from tameproof.symbolic.outcome import Open
from tameproof.workers import Worker, WorkerBug

LINUX = sys.platform.startswith("linux")


def is_running(pid: int) -> bool:
    """Whether a process exists and is not just waiting to be reaped."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def processes_with(word: str) -> list[int]:
    """Return the processes that have ``word`` among their arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                arguments = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if word.encode() in arguments and is_running(int(entry.name)):
                found.append(int(entry.name))
    return found


def test_a_result_comes_back_and_the_process_is_reused() -> None:
    with Worker(4) as worker:
        first = worker.call(os.getpid, seconds=30)
        second = worker.call(os.getpid, seconds=30)

        assert first == second != os.getpid()
        assert worker.call(math.comb, 50, 25, seconds=30) == math.comb(50, 25)
        assert worker.call(sorted, [2, 1, 3], reverse=True, seconds=30) == [3, 2, 1]
    if LINUX:
        assert not is_running(first)


def test_a_call_that_hangs_is_killed() -> None:
    with Worker(4) as worker:
        pid = worker.call(os.getpid, seconds=30)
        start = time.monotonic()
        answer = worker.call(time.sleep, 60, seconds=0.5)

        assert isinstance(answer, Open)
        assert "time limit" in answer.reason
        assert time.monotonic() - start < 5
        assert worker.call(operator.add, 1, 2, seconds=30) == 3
        if LINUX:
            assert not is_running(pid)


@pytest.mark.parametrize(("function", "arguments"), [(os.abort, ()), (ctypes.string_at, (0,))])
def test_a_process_that_dies_is_an_open_answer(function: Callable[..., object], arguments: tuple[int, ...]) -> None:
    with Worker(4) as worker:
        answer = worker.call(function, *arguments, seconds=30)

        assert isinstance(answer, Open)
        assert "the worker process ended (signal SIG" in answer.reason
        assert worker.call(operator.add, 1, 2, seconds=30) == 3


def test_an_exit_of_the_process_is_an_open_answer() -> None:
    with Worker(4) as worker:
        answer = worker.call(os._exit, 7, seconds=30)

        assert isinstance(answer, Open)
        assert "exit status 7" in answer.reason


@pytest.mark.skipif(not LINUX, reason="needs an address-space limit")
def test_too_much_memory_is_an_open_answer() -> None:
    with Worker(1) as worker:
        answer = worker.call(bytearray, 3 * 2**30, seconds=30)

        assert isinstance(answer, Open)
        assert "memory limit of 1 GiB" in answer.reason
        assert worker.call(operator.add, 1, 2, seconds=30) == 3


def test_an_exception_is_loud_and_the_worker_goes_on() -> None:
    with Worker(4) as worker:
        with pytest.raises(WorkerBug, match="JSONDecodeError"):
            worker.call(json.loads, "{", seconds=30)
        with pytest.raises(WorkerBug, match="SystemExit"):
            worker.call(sys.exit, 3, seconds=30)

        assert worker.call(operator.add, 1, 2, seconds=30) == 3


def test_output_of_a_library_does_not_disturb_the_answer() -> None:
    with Worker(4) as worker:
        assert worker.call(os.write, 1, b"noise", seconds=30) == 5
        assert worker.call(operator.add, 1, 2, seconds=30) == 3


def test_large_arguments_and_answers() -> None:
    data = b"x" * (8 * 2**20)
    with Worker(4) as worker:
        assert worker.call(operator.add, data, b"y", seconds=60) == data + b"y"


def test_no_time_left() -> None:
    with Worker(4) as worker:
        answer = worker.call(operator.add, 1, 2, seconds=0)

    assert answer == Open("no time left")


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_programs_started_by_the_worker_die_with_it() -> None:
    mark = f"301.{os.getpid()}"
    with Worker(4) as worker:
        answer = worker.call(subprocess.run, ["sleep", mark], seconds=1.5)
        deadline = time.monotonic() + 5
        while processes_with(mark) and time.monotonic() < deadline:
            time.sleep(0.05)

        assert isinstance(answer, Open)
        assert processes_with(mark) == []


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_programs_of_the_algebra_die_with_the_worker() -> None:
    mark = f"302.{os.getpid()}"
    with Worker(4) as worker:
        answer = worker.call(run_program, "sleep", (mark,), "", Deadline.after(60), seconds=1.5)
        deadline = time.monotonic() + 5
        while processes_with(mark) and time.monotonic() < deadline:
            time.sleep(0.05)

        assert isinstance(answer, Open)
        assert processes_with(mark) == []
