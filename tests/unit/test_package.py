"""What is installed with the package, beside its modules."""

import tomllib

from setuptools import find_packages

from customer_performance.core.paths import PROJECT

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def test_every_file_that_the_package_reads_is_installed_with_it():
    """Templates, texts, assets and queries; an editable installation would not miss them."""
    packages = find_packages(str(PROJECT), include=PYPROJECT["packages"]["find"]["include"])
    folders = {name: PROJECT / name.replace(".", "/") for name in packages}
    installed = {path for folder in folders.values() for path in folder.glob("*.py")}
    for name, patterns in PYPROJECT["package-data"].items():
        for pattern in patterns:
            found = set(folders[name].glob(pattern))
            assert found, pattern
            installed |= found
    there = {
        path
        for path in (PROJECT / "customer_performance").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert there - installed == set()
