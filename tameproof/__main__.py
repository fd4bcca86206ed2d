"""The command line: ``tameproof`` and ``python -m tameproof``.  Soundness-critical: no."""

import sys


def run() -> int:
    """Run the command line; an interruption while its modules are still being loaded ends quietly as well."""
    try:
        from tameproof.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
