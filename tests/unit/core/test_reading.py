"""dbt reads the project beside the steps before it, once, and only where it has not read it yet."""

import sys

import pytest

from customer_performance.core import reading as module
from customer_performance.core.parsed import VARIABLE, where_kept
from customer_performance.core.reading import reading

READS = "import pathlib, sys; pathlib.Path('read').open('a').write('x')"
NEVER_ENDS = "import time; time.sleep(600)"


@pytest.fixture
def dbt(monkeypatch):
    """Stands in for dbt's program."""
    monkeypatch.delenv(VARIABLE, raising=False)

    def stand_in(code):
        monkeypatch.setattr(module, "command_of", lambda *_, **__: [sys.executable, "-c", code])

    return stand_in


def test_it_reads_once(layout, dbt):
    dbt(READS)
    with reading(layout, None) as read:
        read.begin()
        read.begin()
        read.end()
    assert (layout.out / "read").read_text() == "x"


def test_it_does_not_read_what_was_read_before(layout, dbt, monkeypatch, tmp_path):
    dbt(READS)
    monkeypatch.setattr(module, "is_current", lambda *_: True)
    with reading(layout, None) as read:
        read.begin()
        read.end()
    monkeypatch.setattr(module, "is_current", lambda *_: False)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    where_kept("{}").touch()
    with reading(layout, "{}") as read:
        read.begin()
        read.end()
    assert not (layout.out / "read").exists()


def test_a_run_that_stops_leaves_no_dbt_behind(layout, dbt):
    dbt(NEVER_ENDS)
    with reading(layout, None) as read:
        read.begin()
        assert read.process.poll() is None
    assert read.process.returncode == -9


def test_what_it_could_not_read_is_for_the_build_to_say(layout, dbt):
    dbt("raise SystemExit(2)")
    with reading(layout, None) as read:
        read.begin()
        read.end()
