"""The hooks before a commit run the tools that `make lint` runs."""

import re

from customer_performance.core.paths import PROJECT


def tools_of_make_lint() -> set[str]:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    recipes = re.findall(r"^(?:style|lint):.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    return set(re.findall(r"\$\(BIN\)/([\w-]+)", "".join(recipes)))


def test_the_hooks_are_those_of_make_lint():
    hooks = (PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\.venv/bin/([\w-]+)", hooks)) - {"pre-commit"} == tools_of_make_lint() != set()
