"""The command line speaks to people: no traceback, an exit code, and what became of the published files."""

import sys
import types

import pytest

from customer_performance import cli
from customer_performance.core.errors import PipelineError
from customer_performance.core.lock import hold


@pytest.fixture
def broken_landing(monkeypatch):
    def land(landing, database, *, variables, progress):
        raise PipelineError("tickets.csv: column created_at is missing")

    monkeypatch.setitem(sys.modules, "customer_performance.land.land", types.SimpleNamespace(land=land))


@pytest.mark.usefixtures("broken_landing")
def test_a_step_that_fails_ends_the_run_with_its_message(tmp_path, capsys):
    code = cli.main(["build", "--landing", str(tmp_path), "--out", str(tmp_path / "out")])
    error = capsys.readouterr().err
    assert code == 1
    assert "column created_at is missing" in error
    assert "Stopped at land. Nothing has been published." in error
    assert "Traceback" not in error


@pytest.mark.usefixtures("broken_landing")
def test_what_was_published_before_is_said_to_be_untouched(tmp_path, capsys):
    (tmp_path / "out" / "published").mkdir(parents=True)
    cli.main(["land", "--landing", str(tmp_path), "--out", str(tmp_path / "out")])
    assert "published is as it was before this run" in capsys.readouterr().err


@pytest.mark.usefixtures("broken_landing")
def test_who_is_forgotten_half_way_is_said_to_be_published_still(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(cli, "steps_of", lambda options: ["land"])
    monkeypatch.setattr("argparse.Namespace.landing", tmp_path, raising=False)
    assert cli.main(["forget", "--contact", "c", "--out", str(tmp_path / "out")]) == 1
    assert "published may still have them by pseudonym" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["what?", "\udcff"])
def test_an_out_that_the_database_cannot_have_is_an_error_before_it_is_made(tmp_path, capsys, name):
    assert cli.main(["publish", "--out", str(tmp_path / name)]) == 1
    assert "without a question mark. Choose another." in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_two_runs_do_not_collide(tmp_path, capsys):
    (tmp_path / "out" / "build").mkdir(parents=True)
    with hold(tmp_path / "out" / "build" / "run.lock", "build"):
        code = cli.main(["publish", "--out", str(tmp_path / "out")])
    error = capsys.readouterr().err
    assert code == 1
    assert "is in use: build, process " in error
    assert " since 2" in error


def test_the_lock_is_free_again_afterwards(tmp_path):
    with pytest.raises(PipelineError), hold(tmp_path / "run.lock", "first"):
        raise PipelineError("stop")
    with hold(tmp_path / "run.lock", "second"):
        pass


@pytest.mark.parametrize("arguments", [["land", "--landing", "nowhere"], ["build", "--vars", "a list"]])
def test_a_wrong_argument_is_named(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert arguments[1] in capsys.readouterr().err
