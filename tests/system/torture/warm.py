"""Runs of the command line that begin with everything imported, so that what is killed is the work, not the start."""

import os
import signal
import sys
import traceback
from pathlib import Path


class WarmDbt:
    """What run_dbt asks of subprocess.Popen, for dbt, which is a child process here, too."""

    def __init__(self, command, cwd, env, stdout, stderr, text, **_):
        arguments = command[command.index("dbt.cli.main") + 1 :]
        reader, writer = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(reader)
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            os.chdir(cwd)
            os.environ.update(env)
            leave(lambda: dbt(arguments))
        os.close(writer)
        self.stdout = os.fdopen(reader, "r", encoding="utf-8", errors="replace")
        self.returncode = None

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stdout.close()
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def dbt(arguments: list[str]) -> int:
    from dbt.cli.main import dbtRunner

    result = dbtRunner().invoke(arguments)
    return 0 if result.success else 2 if result.exception else 1


def leave(work) -> None:
    """End this process with what the work returns."""
    code = 70
    try:
        code = work()
    except SystemExit as stop:
        code = stop.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)


def import_everything() -> None:
    import great_expectations  # noqa: F401
    from dbt.cli.main import dbtRunner  # noqa: F401

    import customer_performance.guard.run
    import customer_performance.land.land
    import customer_performance.publish.publish
    import customer_performance.site.build  # noqa: F401
    from customer_performance.core import dbt

    # Great Expectations registers what it knows on first use, for seconds.
    dbt.subprocess = type("Subprocess", (), {"Popen": WarmDbt, "PIPE": None, "STDOUT": None})


class Run:
    """One run in a process group of its own; what it says can be read from `said`."""

    def __init__(self, steps: list[str], out: Path, *command: str):
        reader, writer = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.setsid()
            os.close(reader)
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            leave(lambda: command_line(steps, out, command))
        os.close(writer)
        self.reader, self.said, self.returncode = reader, "", None

    def kill(self, whole_group: bool = True) -> None:
        (os.killpg if whole_group else os.kill)(self.pid, signal.SIGKILL)

    def wait(self) -> None:
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def command_line(steps: list[str], out: Path, command: tuple[str, ...]) -> int:
    from customer_performance import cli

    cli.steps_of = lambda options: steps
    return cli.main([*command, "--out", str(out)])
