"""The licences of the locked packages, for docs/licences.md: `make licences`.

Read from the metadata of what is installed, in whichever of the project's environments it is. What is installed
nowhere keeps the line that it has; what has none is named, and then the command fails.
"""

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

from customer_performance.core.paths import PROJECT

PAGE = PROJECT / "docs" / "licences.md"
ALLOWED = {
    "0BSD", "Apache-2.0", "Artistic-1.0-Perl", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "HPND",
    "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip
# What packages write that do not say it as an SPDX expression.
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
BROADER = {"BSD": "BSD-", "GNU General Public License (GPL)": "GPL-"}  # said more exactly by another
HEADER = """# Licences of the locked packages

Every package of every `requirements*.txt`, with the licence that its own metadata names (SPDX; of several
with `OR` one may be chosen). Written by `make licences` from what is installed; `tests/test_licences.py` holds
it to the lock files, and to the allowed licences in `tools/licences.py`. A wheel may carry libraries of
others, such as OpenBLAS and the Fortran runtime (GPL with its runtime exception) in those of numpy and scipy:
they are not listed.
Nor are those of Apache Superset's own environment, which `make bi-test` makes from
`bi/superset/requirements.txt`: one that Superset itself wants, paramiko, is LGPL, and nothing of this project uses it.

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
    """The licence of each package that the page has."""
    if not page.exists():
        return {}
    rows = re.findall(r"^\| ([^ |]+) \| ([^|]+) \| [^|]+ \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: licence for name, licence in rows if name != "package"}


def installed(*environments: Path) -> dict[str, str]:
    """The licence of each package in this environment and in the others named."""
    places = [str(path) for each in environments for path in each.glob("lib/python3*/site-packages")]
    found = {normalised(each.name): licence_of(each) for each in distributions(path=places)} if places else {}
    return found | {normalised(each.name): licence_of(each) for each in distributions()}


def licence_of(package: Distribution) -> str:
    """Its SPDX expression; else what its classifiers say, or the text of its licence where that is more exact."""
    metadata = package.metadata
    if metadata.get("License-Expression"):
        return metadata["License-Expression"]
    text = (metadata.get("License") or "").strip().removeprefix("License :: OSI Approved :: ")
    text = SPELLINGS.get(text, text)
    classifiers = [
        each.rsplit(" :: ", 1)[-1] for each in metadata.get_all("Classifier") or [] if "License ::" in each
    ]
    names = [SPELLINGS.get(each, each) for each in classifiers]
    names = [name for name in names if not any(other.startswith(BROADER.get(name, "-")) for other in names)]
    is_exact = is_allowed(text) and (not names or names == ["BSD"])
    return text if is_exact else " OR ".join(dict.fromkeys(names)) or "unknown"


def is_allowed(expression: str) -> bool:
    """Whether one of the alternatives is made of allowed licences alone."""
    return any(set(each.split(" AND ")) <= ALLOWED for each in expression.split(" OR "))


def normalised(name: str) -> str:
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
