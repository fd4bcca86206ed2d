"""Who may import whom, what the kernel may not contain, and how long a file may be: read off the syntax trees.

import-linter checks the layers too; these tests need nothing but the checkout and see what it cannot: constructs
inside functions, relative imports that leave the kernel, file patterns such as ``_flint*.py``.
"""

import ast
import fnmatch
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("symbolic", "sos", "morse_sard", "proofs", "tameproof")
MAX_LINES = 500
LONG_FILES = {"proofs/kernel/evidence.py": "one closed union of data classes; splitting it would break the union"}

KERNEL = "proofs/kernel/*"
# which tameproof packages a file may import: first matching pattern, then the allowed prefixes
FIRST_PARTY = (
    (KERNEL, ()),
    ("proofs/export/*", ("tameproof.proofs",)),
    ("proofs/*", ()),
    ("symbolic/*", ("tameproof.symbolic", "tameproof.proofs.kernel")),
    ("sos/*", ("tameproof.sos", "tameproof.symbolic", "tameproof.proofs.kernel")),
    ("morse_sard/*", ("tameproof.morse_sard", "tameproof.sos", "tameproof.symbolic", "tameproof.proofs.kernel")),
    ("tameproof/*", ("tameproof",)),
)
# where a third-party package may be imported; a package that is not listed may be imported nowhere
THIRD_PARTY = {
    "sympy": ("symbolic/_sympy.py",),
    "flint": ("symbolic/_flint*.py",),
    "cvxpy": ("sos/backends/*.py",),
    "clarabel": ("sos/backends/*.py",),
    "mosek": ("sos/backends/*.py",),
    "scs": ("sos/backends/*.py",),
    "numpy": ("symbolic/*.py", "sos/*.py", "morse_sard/*.py", "tameproof/*.py"),
    "scipy": ("symbolic/*.py", "sos/*.py", "morse_sard/*.py", "tameproof/*.py"),
    "networkx": ("sos/*.py", "morse_sard/*.py"),
    "matplotlib": ("tameproof/plot*.py",),
    "contourpy": ("tameproof/plot*.py",),
    "pytest": ("tameproof/pytest_plugin.py",),
    "_pytest": ("tameproof/pytest_plugin.py",),
    "IPython": ("tameproof/notebook.py",),
}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "float", "complex", "globals", "setattr"}
FORBIDDEN_MODULES = {"pickle", "marshal", "ctypes", "random", "subprocess", "socket", "importlib", "decimal", "cmath"}


def modules(pattern: str = "*") -> list[str]:
    """Return the source files, relative to the root, without following the links inside ``tameproof/``."""
    found = []
    for folder in FOLDERS:
        for directory, _, files in os.walk(ROOT / folder):
            found += [str((Path(directory) / f).relative_to(ROOT)) for f in files if f.endswith(".py")]
    return sorted(f for f in found if fnmatch.fnmatch(f, pattern))


def tree(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), file)


def imports(file: str) -> Iterator[tuple[int, str]]:
    """Yield (line, absolute module name); relative imports are resolved against the mapped package name."""
    package = list(Path(file).parent.parts)
    if package[0] != "tameproof":
        package.insert(0, "tameproof")
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            head = ".".join([*base, *([node.module] if node.module else [])])
            yield node.lineno, head
            if node.module in (None, "tameproof"):
                for alias in node.names:
                    yield node.lineno, f"{head}.{alias.name}"


def is_inside(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


@pytest.mark.parametrize("file", modules())
def test_imports_go_one_way(file: str) -> None:
    """tameproof -> morse_sard -> sos -> symbolic -> proofs.kernel, and proofs.export -> proofs.kernel."""
    allowed = next(prefixes for pattern, prefixes in FIRST_PARTY if fnmatch.fnmatch(file, pattern))
    if fnmatch.fnmatch(file, KERNEL):
        allowed = ("tameproof.proofs.kernel",)
    wrong = []
    for line, name in imports(file):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names:
            continue
        if top == "tameproof":
            if not is_inside(name, allowed) and not (name == "tameproof" and allowed == ("tameproof",)):
                wrong.append(f"{file}:{line} imports {name}")
        elif not any(fnmatch.fnmatch(file, pattern) for pattern in THIRD_PARTY.get(top, ())):
            wrong.append(f"{file}:{line} imports {name}")

    assert wrong == []


@pytest.mark.parametrize("file", modules(KERNEL))
def test_kernel_is_plain(file: str) -> None:
    """Relative imports and the standard library only; no assert, no float, no eval, no dynamic tricks."""
    wrong = []
    for node in ast.walk(tree(file)):
        where = f"{file}:{getattr(node, 'lineno', 0)}"
        match node:
            case ast.Assert():
                wrong.append(f"{where} assert is removed by python -O")
            case ast.Constant(value=float() | complex()):
                wrong.append(f"{where} floating-point literal")
            case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
                wrong.append(f"{where} calls {name}")
            case ast.Global() | ast.Nonlocal():
                wrong.append(f"{where} shared mutable state")
            case ast.ExceptHandler(type=None):
                wrong.append(f"{where} bare except")
    for line, name in imports(file):
        top = name.split(".")[0]
        if top in FORBIDDEN_MODULES or (top != "tameproof" and top not in sys.stdlib_module_names):
            wrong.append(f"{file}:{line} imports {name}")
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").startswith("tameproof"):
            wrong.append(f"{file}:{node.lineno} absolute import of the project")

    assert wrong == []


@pytest.mark.parametrize("file", modules())
def test_file_is_short_enough_to_review(file: str) -> None:
    length = len((ROOT / file).read_text(encoding="utf-8").splitlines())

    assert length <= MAX_LINES or file in LONG_FILES


@pytest.mark.parametrize("name", ["tameproof", "tameproof.cli", "tameproof.proofs.kernel"])
def test_import_is_light(name: str) -> None:
    """No computer algebra, no array library and no solver is loaded before it is needed."""
    code = f"import sys, {name}; print(sorted({set(THIRD_PARTY)!r} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, stdin=subprocess.DEVNULL, check=False
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout == "[]\n"
