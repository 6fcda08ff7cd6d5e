"""Ask whether the locked packages have known vulnerabilities: `make audit`.

pip-audit asks the OSV database about each package of each requirements*.txt, by name and version. Exit code 0: the
database knows of none; 1: it knows of some; 2: it could not be asked, which says nothing about the packages.
"""

import json
import subprocess
import sys
from pathlib import Path

from customer_performance.core.paths import PROJECT

PIP_AUDIT = PROJECT / ".venv-audit" / "bin" / "pip-audit"
OPTIONS = ["--vulnerability-service", "osv", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
NONE, SOME, UNKNOWN = 0, 1, 2


def audit(lock: Path, pip_audit: Path = PIP_AUDIT) -> tuple[int, list[str]]:
    """What is known about the packages of one lock file: NONE, SOME or UNKNOWN, and lines that say more."""
    if not pip_audit.exists():
        return UNKNOWN, ["could not be asked: pip-audit is not there; make audit installs it"]
    done = subprocess.run(
        [str(pip_audit), *OPTIONS, "--requirement", str(lock)], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):  # pip-audit ends with 1 for vulnerabilities as well as for its errors
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
        return UNKNOWN, [f"could not be asked: {said[-1].strip()}"]
    lines = [
        f"{package['name']} {package['version']}: {found['id']}, "
        f"mended in {', '.join(found['fix_versions']) or 'no version'}"
        for package in packages
        for found in package.get("vulns", [])
    ]
    skipped = [
        f"{package['name']}: {package['skip_reason']}" for package in packages if "skip_reason" in package
    ]
    if lines:
        return SOME, lines + skipped
    if skipped or not packages:
        return UNKNOWN, skipped or ["no package was asked for"]
    return NONE, [f"{len(packages)} packages, none with a vulnerability that is known today"]


def main(pip_audit: Path = PIP_AUDIT) -> int:
    results = set()
    for lock in sorted(PROJECT.glob("requirements*.txt")):
        result, lines = audit(lock, pip_audit)
        results.add(result)
        print(f"{lock.name}: " + "\n  ".join(lines), flush=True)
    if SOME in results:
        return SOME
    if UNKNOWN in results:
        print(
            "\nNot everything was audited. That is no statement about the packages; try where the network allows."
        )
        return UNKNOWN
    return NONE


if __name__ == "__main__":
    sys.exit(main())
