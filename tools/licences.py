"""Write docs/reference/licences.md, the licences of all locked packages: `make licences`.

A licence is read from the metadata of the package in any of the project's environments. A package that is installed
in none of them keeps the line that the page has of it. The command fails, and names the packages, if some have no
line or a licence that is not allowed.
"""

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

from customer_performance.core.paths import PROJECT

PAGE = PROJECT / "docs" / "reference" / "licences.md"
ALLOWED = {
    "0BSD", "Apache-2.0", "Artistic-1.0-Perl", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "HPND",
    "ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
# What packages write that do not name their licence by an SPDX expression.
SPELLINGS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache-2": "Apache-2.0",
    "Artistic License": "Artistic-1.0-Perl",
    "BSD License": "BSD",
    "BSD license": "BSD",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Simplified BSD License": "BSD-2-Clause",
    "The Unlicense (Unlicense)": "Unlicense",
}
# Names that are left out where a package has a more exact one, which begins so.
BROADER = {"BSD": "BSD-", "GNU General Public License (GPL)": "GPL-", "OSI Approved": ""}
HEADER = """# Licences of the locked packages

This page lists every package of every `requirements*.txt`, with the licence that its metadata names as an SPDX
expression; where it says `OR`, one licence may be chosen. `make licences` writes the page from what is installed, and
`tests/unit/tools/test_licences.py` compares it with the lock files and with the allowed licences in
`tools/licences.py`.

Not listed are the libraries that a wheel brings along, such as OpenBLAS and the Fortran runtime (GPL with its runtime
exception) in those of numpy and scipy; and the packages of `bi/superset/requirements.txt`, the environment of Apache
Superset that `make bi-test` makes. One of these, paramiko, is LGPL: Superset needs it, and nothing in this project
uses it. Nor is what `make clients-test` gets from npm: DuckDB for Node (MIT), with detect-libc (Apache-2.0).

| package | licence | locked in |
|---|---|---|
"""


def locked() -> dict[str, list[str]]:
    """The lock files of each package, by its normalised name."""
    found: dict[str, list[str]] = {}
    for lock in sorted(PROJECT.glob("requirements*.txt")):
        for name in re.findall(
            r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==", lock.read_text(encoding="utf-8"), re.MULTILINE
        ):
            found.setdefault(normalised(name), []).append(lock.stem)
    return found


def listed(page: Path = PAGE) -> dict[str, str]:
    """The licence of each package on the page."""
    if not page.exists():
        return {}
    rows = re.findall(r"^\| ([^ |]+) \| ([^|]+) \| [^|]+ \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: licence for name, licence in rows if name != "package"}


def installed(*environments: Path) -> dict[str, str]:
    """The licence of each package in this environment and in the given ones; what this one says comes first."""
    places = [str(path) for each in environments for path in each.glob("lib/python3*/site-packages")]
    found = {normalised(each.name): licence_of(each) for each in distributions(path=places)} if places else {}
    return found | {normalised(each.name): licence_of(each) for each in distributions()}


def licence_of(package: Distribution) -> str:
    """A package's SPDX expression; else its classifiers, or the name in its metadata where that is more exact."""

    def values(field: str) -> list[str]:
        return package.metadata.get_all(field) or []

    if expression := "".join(values("License-Expression")):
        return expression
    text = "".join(values("License")).strip().removeprefix("License :: OSI Approved :: ")
    text = SPELLINGS.get(text, text)
    classifiers = [each.rsplit(" :: ", 1)[-1] for each in values("Classifier") if "License ::" in each]
    names = [SPELLINGS.get(each, each) for each in classifiers]
    names = [name for name in names if not any(other.startswith(BROADER.get(name, "-")) for other in names)]
    is_exact = is_allowed(text) and (not names or names == ["BSD"])
    return text if is_exact else " OR ".join(dict.fromkeys(names)) or "unknown"


def is_allowed(expression: str) -> bool:
    """Whether one of the alternatives of an SPDX expression is made of allowed licences alone."""
    if inner := re.search(r"\(([^()]*)\)", expression):
        verdict = "MIT" if is_allowed(inner[1]) else "not allowed"
        return is_allowed(expression[: inner.start()] + verdict + expression[inner.end() :])
    return any(set(each.split(" AND ")) <= ALLOWED for each in expression.split(" OR "))


def normalised(name: str) -> str:
    """A package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    known = listed() | installed(*PROJECT.glob(".venv-*"))
    rows = {name: (known.get(name), locks) for name, locks in sorted(locked().items())}
    lines = [
        f"| {name} | {licence} | {', '.join(locks)} |\n" for name, (licence, locks) in rows.items() if licence
    ]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(HEADER + "".join(lines), encoding="utf-8")
    missing = [name for name, (licence, _) in rows.items() if not licence]
    refused = [
        f"{name} ({licence})" for name, (licence, _) in rows.items() if licence and not is_allowed(licence)
    ]
    for what, names in (
        ("installed nowhere, so not listed", missing),
        ("not among the allowed licences", refused),
    ):
        if names:
            print(f"{what}: {', '.join(names)}", file=sys.stderr)
    print(f"{len(lines)} packages in {PAGE.relative_to(PROJECT)}")
    return 1 if missing or refused else 0


if __name__ == "__main__":
    sys.exit(main())
