"""The command line speaks to people: no traceback, an exit code, and what became of the published files."""

import os
import pty
import re
import subprocess
import sys
import types

import pytest

from customer_performance import cli
from customer_performance.core.errors import RunError
from customer_performance.core.lock import hold

END = "the end of what was shown"


@pytest.fixture
def broken_landing(monkeypatch):
    def land(landing, database, *, variables, progress):
        raise RunError("tickets.csv: column created_at is missing")

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
    with pytest.raises(RunError), hold(tmp_path / "run.lock", "first"):
        raise RunError("stop")
    with hold(tmp_path / "run.lock", "second"):
        pass


@pytest.mark.parametrize("arguments", [["land", "--landing", "nowhere"], ["build", "--vars", "a list"]])
def test_a_wrong_argument_is_named(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert arguments[1] in capsys.readouterr().err


@pytest.mark.parametrize("command", [[], *([name] for name in cli.group.commands), ["serve", "postgres"]])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_each_command_has_help(command, option, capsys):
    assert cli.main([*command, option]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Usage: {' '.join(['customer-performance', *command])} ")
    assert "..." not in re.sub(r"(ARGS\]|COMMAND)\.\.\.", "", shown)


def test_help_is_quick_since_it_imports_no_step():
    code = (
        "import sys; from customer_performance import cli; cli.main(['--help']);"
        "print([name for name in ('great_expectations', 'pandas', 'numpy', 'dbt', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\n[]\n")


def test_help_says_how_to_turn_completion_on(capsys):
    cli.main(["--help"])
    assert "_CUSTOMER_PERFORMANCE_COMPLETE=bash_source customer-performance" in capsys.readouterr().out


def test_completion_knows_the_commands(monkeypatch, capsys):
    monkeypatch.setenv("_CUSTOMER_PERFORMANCE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "customer-performance gu")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        cli.main([])
    assert capsys.readouterr().out == "plain,guard\n"


def test_version(capsys):
    assert cli.main(["--version"]) == 0
    assert re.fullmatch(r"customer-performance, version \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [(["biuld"], "build"), (["serve", "postgress"], "postgres"), (["land", "--ladning", "x"], "--landing")],
)
def test_a_typing_error_gets_a_suggestion(arguments, meant, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert f"Did you mean '{meant}'?" in capsys.readouterr().err


@pytest.fixture
def quick_steps(monkeypatch):
    """Steps that do nothing but tell how far they are."""

    def step(layout, options):
        for _ in options.progress.each(["first", "second"], str):
            pass
        options.progress.say("  one line")
        return "a summary"

    for name in cli.STEPS:
        monkeypatch.setitem(cli.STEPS, name, step)


PLAIN = re.compile(r"publish …\n  one line\npublish: \d+\.\d s\. a summary\n")


@pytest.mark.usefixtures("quick_steps")
def test_lines_are_plain_where_there_is_no_terminal(tmp_path, capsys):
    assert cli.main(["publish", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr()
    assert PLAIN.fullmatch(shown.out)
    assert shown.err == ""


@pytest.mark.usefixtures("quick_steps")
def test_a_terminal_shows_a_bar_and_keeps_the_same_lines(tmp_path, monkeypatch, capsys):
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w") as terminal, monkeypatch.context() as patched:
        patched.setenv("TERM", "xterm")
        patched.setattr(sys, "stdout", terminal)
        assert cli.main(["publish", "--out", str(tmp_path)]) == 0
        terminal.write(END)
        terminal.flush()
        shown = ""
        while END not in shown:  # a terminal hands out what was written in pieces
            shown += os.read(reader, 65536).decode()
        shown = shown.removesuffix(END)
    os.close(reader)
    assert "2 of 2" in shown
    assert "━" in shown
    kept = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown).replace("\r\n", "\n")
    assert "\n  one line\n" in kept.replace("\r", "\n")
    assert re.search(r"publish: \d+\.\d s\. a summary\n$", kept)


@pytest.mark.usefixtures("quick_steps")
def test_quiet_is_silent(tmp_path, capsys):
    assert cli.main(["build", "--quiet", "--landing", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr()
    assert shown.out + shown.err == ""


@pytest.mark.usefixtures("broken_landing")
def test_quiet_still_shows_errors(tmp_path, capsys):
    assert cli.main(["land", "--quiet", "--landing", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "column created_at is missing" in shown.err


@pytest.mark.usefixtures("quick_steps")
def test_out_may_come_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("CUSTOMER_PERFORMANCE_OUT", str(tmp_path / "elsewhere"))
    assert cli.main(["publish"]) == 0
    assert (tmp_path / "elsewhere" / "build").is_dir()


def test_mf_passes_everything_but_out_on(tmp_path, monkeypatch):
    asked = []
    metricflow = types.SimpleNamespace(ask=lambda layout, command: asked.append((layout.out, command)))
    monkeypatch.setitem(sys.modules, "customer_performance.metrics.metricflow", metricflow)
    query = ["query", "--metrics", "a,b", "--group-by", "metric_time", "--csv=x", "--quiet", "-h", "--help"]
    assert cli.main(["mf", *query[:3], "--out", str(tmp_path), *query[3:]]) == 0
    assert asked == [(tmp_path, query)]


def test_a_command_that_is_no_step_says_what_it_wrote(monkeypatch, capsys):
    new = types.SimpleNamespace(new_metric=lambda name: f"written: {name}")
    monkeypatch.setattr("customer_performance.metrics.new", new, raising=False)
    assert cli.main(["new-metric", "cpi_calm_nights"]) == 0
    assert capsys.readouterr().out == "written: cpi_calm_nights\n"
    assert cli.main(["new-metric", "cpi_calm_nights", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [["postgresql://u:s3cret@h/x"], ["serve", "postgresql://u:s3cret@h/x"]])
def test_a_url_in_the_wrong_place_is_not_shown(arguments, capsys):
    with pytest.raises(SystemExit):
        cli.main(arguments)
    assert "s3cret" not in "".join(capsys.readouterr())
