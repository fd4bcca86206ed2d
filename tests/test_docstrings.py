"""Every public name says what it does, and every example in a docstring runs."""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {
    "tameproof.symbolic": "symbolic",
    "tameproof.sos": "sos",
    "tameproof.morse_sard": "morse_sard",
    "tameproof.proofs": "proofs",
}


def source_files() -> dict[str, Path]:
    """Return import name -> file for every module of the project; ``__main__`` modules run when imported: not these."""
    found = {}
    for name, folder in FOLDERS.items():
        for file in (ROOT / folder).rglob("*.py"):
            found[".".join((name, *file.relative_to(ROOT / folder).with_suffix("").parts))] = file
    for file in (ROOT / "tameproof").glob("*.py"):
        found[f"tameproof.{file.stem}"] = file
    for file in (ROOT / "tameproof" / "commands").glob("*.py"):
        found[f"tameproof.commands.{file.stem}"] = file
    found = {name.removesuffix(".__init__"): file for name, file in found.items()}
    return dict(sorted(found.items()))


MODULES = source_files()


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith(".__main__")])
def test_examples(name: str) -> None:
    """The examples of one module give what they show."""
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)

    assert result.failed == 0


def undocumented(node: ast.Module | ast.ClassDef, prefix: str) -> list[str]:
    """Return the public functions and classes below ``node`` that have no docstring."""
    missing = []
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not child.name.startswith("_"):
            decorators = {d.id for d in child.decorator_list if isinstance(d, ast.Name)}
            if not ast.get_docstring(child) and not decorators & {"overload", "override"}:
                missing.append(prefix + child.name)
            if isinstance(child, ast.ClassDef):
                missing += undocumented(child, f"{prefix}{child.name}.")
    return missing


@pytest.mark.parametrize("name", list(MODULES))
def test_public_names_are_documented(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))

    assert ast.get_docstring(tree) or not tree.body, f"{name} has no module header"
    assert undocumented(tree, f"{name}.") == []
