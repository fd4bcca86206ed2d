"""``python -m tameproof``: the command line.  Soundness-critical: no."""

import sys

if __name__ == "__main__":
    from tameproof.cli import main

    sys.exit(main())
