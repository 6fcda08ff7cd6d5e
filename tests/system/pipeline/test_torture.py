"""That `make torture` can still begin: its project is cut from this one, and what it is cut by may have moved."""

import os
import subprocess
import sys

import pytest

from customer_performance.core.paths import PROJECT


def test_a_run_that_is_killed_in_the_small_project_leaves_one_whole_run(tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", "tests.system.torture.kills"]
    command += ["--kills", "1", "--steps", "publish", "--work", str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n1 of 1: publish" in done.stdout
    assert "\n0 problems" in done.stdout


@pytest.mark.parametrize("campaign", ["forgetting", "scarce"])
def test_the_other_campaigns_can_be_called(campaign):
    command = [sys.executable, "-m", f"tests.system.torture.{campaign}", "--help"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert (done.returncode, "--work" in done.stdout) == (0, True), done.stderr
