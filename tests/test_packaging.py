"""The distribution: its package list, the links that static tools use, the guards, the wheel, the version."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TABLE = PROJECT["tool"]["setuptools"]
MAPPED = {name: folder for name, folder in TABLE["package-dir"].items() if name != "tameproof"}


def source_folder(package: str) -> Path:
    """Return the folder of a listed package, by the mapping of the build."""
    parts = package.split(".")
    for length in range(len(parts), 0, -1):
        head = ".".join(parts[:length])
        if head in TABLE["package-dir"]:
            return ROOT.joinpath(TABLE["package-dir"][head], *parts[length:])
    raise AssertionError(package)


def test_package_list_is_complete() -> None:
    """A subpackage that nobody listed would be missing from the wheel without a word."""
    found = {"tameproof"}
    for init in (ROOT / "tameproof").glob("*/__init__.py"):
        if not init.parent.is_symlink():
            found.add(f"tameproof.{init.parent.name}")
    for name, folder in MAPPED.items():
        for init in (ROOT / folder).rglob("__init__.py"):
            found.add(".".join((name, *init.parent.relative_to(ROOT / folder).parts)))

    assert found == set(TABLE["packages"])
    assert len(TABLE["packages"]) == len(set(TABLE["packages"]))


def test_every_folder_with_modules_is_a_package() -> None:
    """A folder of modules without ``__init__.py`` would escape the test above."""
    loose = [
        str(path.relative_to(ROOT))
        for folder in MAPPED.values()
        for path in (ROOT / folder).rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    ]

    assert loose == []


@pytest.mark.parametrize("name", sorted(MAPPED))
def test_link_for_static_tools(name: str) -> None:
    """``tameproof/sos -> ../sos``; a checkout without symbolic links holds the target as text instead."""
    link = ROOT / "tameproof" / name.removeprefix("tameproof.")
    target = os.readlink(link) if link.is_symlink() else link.read_text()

    assert target == "../" + MAPPED[name]


@pytest.mark.parametrize("name", sorted(MAPPED))
def test_second_import_name_is_refused(name: str) -> None:
    """``import sos`` from the checkout would make a second copy of every class."""
    folder = ROOT / MAPPED[name]
    spec = importlib.util.spec_from_file_location(folder.name, folder / "__init__.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)

    with pytest.raises(ImportError, match=f"import this package as {name}, not {folder.name}"):
        spec.loader.exec_module(module)


def test_wheel_holds_exactly_the_listed_packages(tmp_path: Path) -> None:
    """Every module of every listed package is in the wheel, and nothing else is."""
    tree = tmp_path / "tree"
    ignored = shutil.ignore_patterns(".git", ".venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", "tests")
    shutil.copytree(ROOT, tree, symlinks=True, ignore=ignored)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    built = subprocess.run(
        [*command, "--wheel-dir", str(tmp_path), str(tree)], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    expected = {
        f"{package.replace('.', '/')}/{module.name}"
        for package in TABLE["packages"]
        for module in source_folder(package).glob("*.py")
    }

    assert {n for n in names if n.endswith(".py")} == expected
    assert "tameproof/py.typed" in names
    assert {n.split("/")[0] for n in names} == {"tameproof", f"tameproof-{PROJECT['project']['version']}.dist-info"}


def test_one_version_everywhere() -> None:
    """The version stands in four files, and in the metadata of an installed copy."""
    import tameproof

    expected = PROJECT["project"]["version"]
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)

    assert tameproof.__version__ == expected
    assert citation is not None
    assert citation[1] == expected
    assert f"## {expected}" in (ROOT / "CHANGELOG.md").read_text()
    if any((Path(entry) / f"tameproof-{expected}.dist-info").exists() for entry in sys.path):
        assert version("tameproof") == expected


def test_public_names_resolve() -> None:
    """The lazy table, ``__all__`` and ``dir`` agree, and every name exists."""
    import tameproof

    assert set(tameproof.__all__) == {"__version__", *tameproof._EXPORTS}
    assert set(tameproof.__all__) <= set(dir(tameproof))
    for name in tameproof.__all__:
        assert getattr(tameproof, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'certfy'"):
        _ = tameproof.certfy  # type: ignore[attr-defined]


def test_entry_points_resolve() -> None:
    """Every console script and plugin of the metadata names something that exists."""
    project = PROJECT["project"]
    groups = [project.get("scripts", {}), *project.get("entry-points", {}).values()]
    for target in [target for group in groups for target in group.values()]:
        module, _, attribute = target.partition(":")
        loaded = importlib.import_module(module)

        assert not attribute or callable(getattr(loaded, attribute))
