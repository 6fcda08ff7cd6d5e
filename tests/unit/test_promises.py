"""The page of promises names tests and commands that exist."""

import re

import pytest

from customer_performance.core.paths import PROJECT

PAGE = (PROJECT / "docs" / "promises.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:tests|docs)/[^`]+)`", PAGE))))
def test_each_file_exists(path):
    assert (PROJECT / path).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)`", PAGE))))
def test_each_target_exists(target):
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
