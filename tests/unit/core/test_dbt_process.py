"""dbt's command line as it is, but for the garbage collector."""

import gc
import subprocess
import sys
from types import SimpleNamespace

import pytest
from dbt.events.types import FoundStats

from customer_performance.core import dbt_process


@pytest.fixture
def collector():
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


def event(name: str) -> SimpleNamespace:
    return SimpleNamespace(info=SimpleNamespace(name=name))


def test_what_was_read_is_left_alone_once_dbt_has_counted_it(collector):
    dbt_process.collect_from_now_on(event("PartialParsingNotEnabled"))
    assert not gc.isenabled()
    dbt_process.collect_from_now_on(event(FoundStats.__name__))
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1000


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["build", "--no-such-option"], 2, "Usage: dbt build [OPTIONS]"),
        (["parse", "--project-dir", "nowhere"], 2, "Error: Invalid value for '--project-dir'"),
        (["--version"], 0, "Core:"),
    ],
)
def test_exit_codes_and_words_are_those_of_dbt(arguments, code, said, tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", dbt_process.__name__, *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done
    assert "Traceback" not in done.stderr
