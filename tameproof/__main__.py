"""The command line: ``tameproof`` and ``python -m tameproof``.  Soundness-critical: no."""

import sys


def run() -> int:
    """Run the command line; an interruption while its modules are still being loaded ends quietly as well."""
    try:
        from tameproof.cli import main

        status = main()
    except KeyboardInterrupt:
        status = 130
    if status == 130:
        _end_interrupted()
    return status


def _end_interrupted() -> None:
    """End with exit code 130 in every case.

    Where Ctrl-C falls into the loading of a module that runs code from text, as data classes do, Python remembers it
    and ends by the signal instead, although the interruption was handled.
    """
    import os
    from contextlib import suppress

    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or none
            stream.flush()
    os._exit(130)


if __name__ == "__main__":
    sys.exit(run())
