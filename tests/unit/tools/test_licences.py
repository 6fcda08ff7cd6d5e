"""Every locked package has an allowed licence, and the page of the licences is current."""

import json

import pytest

from customer_performance.core.paths import PROJECT
from tools import audit
from tools.licences import installed, is_allowed, listed, locked

# Under GPL or, by choice, under a licence that is allowed: see the decision on licences.
CHOSEN = {"text-unidecode"}


def test_every_locked_package_is_listed_and_no_other():
    assert sorted(listed()) == sorted(locked())


def test_every_licence_is_allowed():
    assert [f"{name}: {licence}" for name, licence in listed().items() if not is_allowed(licence)] == []
    assert {name for name, licence in listed().items() if "GPL" in licence} == CHOSEN


def test_the_list_says_what_installed_packages_say():
    here, page = installed(*PROJECT.glob(".venv-*")), listed()
    both = here.keys() & page.keys()
    assert len(both) > 90
    assert {name: here[name] for name in both} == {name: page[name] for name in both}


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-only",
        "MIT AND LGPL-2.1-or-later",
        "MIT AND (GPL-3.0-only OR LGPL-2.1-or-later)",
        "unknown",
        "",
        "Proprietary",
    ],
)
def test_another_licence_is_not_allowed(licence):
    assert not is_allowed(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "MIT AND PSF-2.0",
        "GPL-2.0-or-later OR Artistic-1.0-Perl",
        "MPL-2.0 AND (GPL-3.0-only OR MIT)",
        "(MIT)",
    ],
)
def test_an_allowed_licence_may_be_chosen(licence):
    assert is_allowed(licence)


def package(name: str, *found: str, skipped: str | None = None) -> dict:
    known = [{"id": each, "fix_versions": ["9.9"]} for each in found]
    return (
        {"name": name, "skip_reason": skipped} if skipped else {"name": name, "version": "1", "vulns": known}
    )


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (
            [package("a"), package("b")],
            audit.NONE,
            "2 packages, none with a vulnerability that is known today",
        ),
        ([package("a", "CVE-1"), package("b", skipped="?")], audit.SOME, "a 1: CVE-1, mended in 9.9"),
        ([package("a"), package("b", skipped="no such package")], audit.UNKNOWN, "b: no such package"),
        ([], audit.UNKNOWN, "no package was asked for"),
        (None, audit.UNKNOWN, "could not be asked: ConnectionError: nobody answers"),
    ],
)
def test_the_audit_tells_no_answer_from_a_good_one(tmp_path, capsys, answer, code, said):
    fake = tmp_path / "pip-audit"
    text = "" if answer is None else json.dumps({"dependencies": answer})
    fake.write_text(f"#!/bin/sh\necho 'ConnectionError: nobody answers' >&2\necho '{text}'\nexit 1\n")
    fake.chmod(0o700)
    assert audit.main(fake) == code
    shown = capsys.readouterr().out
    assert said in shown
    assert ("Not everything was audited" in shown) == (code == audit.UNKNOWN)
    for lock in PROJECT.glob("requirements*.txt"):
        assert f"{lock.name}: " in shown


def test_an_audit_without_its_tool_says_where_it_comes_from(tmp_path, capsys):
    assert audit.main(tmp_path / "pip-audit") == audit.UNKNOWN
    assert "make audit installs it" in capsys.readouterr().out
