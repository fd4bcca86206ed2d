"""Entry of the standalone checker: as a folder, as a zip archive, or as an installed package.

    python3 -I -S proofs/kernel check FILE --claim "OBJECTIVE"
    python3 -I -S check.pyz check FILE --claim "OBJECTIVE"
    python3 -m tameproof.proofs.kernel check FILE --claim "OBJECTIVE"

Soundness-critical: yes (it must run this checker and no other).
"""

import sys

if __package__:
    try:
        from .command import main
    except KeyboardInterrupt:  # the modules are still being loaded
        sys.exit(130)

    if __name__ == "__main__":
        sys.exit(main(sys.argv[1:]))
else:
    # A folder or an archive was run: its modules have no package yet, so that relative imports would fail.  The package
    # gets its path by hand: nothing is searched for on sys.path, and none of these files can stand in for a module of
    # the standard library.
    import os
    import runpy
    import types

    _folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != _folder]
    _package = types.ModuleType("tameproof_kernel")
    _package.__path__ = [_folder]
    sys.modules[_package.__name__] = _package
    runpy.run_module(f"{_package.__name__}.__main__", run_name="__main__", alter_sys=True)
