"""dbt as a child process: how far it is while it works, what matters when it fails."""

import os
import re
import subprocess
import sys

from customer_performance.core.diagnose import WANTED_MEMORY, advice
from customer_performance.core.errors import RunError
from customer_performance.core.parsed import kept
from customer_performance.core.paths import PROJECT, Layout, private_files
from customer_performance.core.progress import SILENT, Progress

CLOCK = re.compile(r"^\d\d:\d\d:\d\d\s*")
# What the whole project has that a build counts.
FOUND = re.compile(r"(\d+) (?:models|data tests|unit tests|seeds|snapshots|exposures)\b")
# A model or a test begins ("3 of 460 START sql table model marts.dim_dates ....... [RUN]"), or has ended. Hooks of the
# project are counted apart from these.
BEGUN = re.compile(r"\d+ of (\d+) START (?!hook: )(.*?) \.*\s*\[")
ENDED = re.compile(r"\d+ of \d+ (?!\w+ hook: )[A-Z]")
TROUBLE = re.compile(r"\b(ERROR|FAIL)\b")
LAST_WORDS = re.compile(r"Completed with|Encountered an error|Runtime Error|Compilation Error|Parsing Error")
SHOWN_FAILURES, SHOWN_LINES = 20, 80
# What the database says of a query that failed on its data may quote them. These are about the query, the machine,
# or (by macro stop_with) what a user wrote.
HARMLESS = re.compile(
    r"(Binder|Catalog|Parser|Syntax|IO|Out of Memory) Error:|Invalid Input Error: What is wrong:|"
    r"OSError: \[Errno \d+\]|[\w.]*MemoryError\b|"
    r"(TransactionContext|FATAL) Error: Failed to (commit|create checkpoint because of error): "
    rf"({WANTED_MEMORY}|Could not write file)"
)
# From its beginning up to the line that names the error.
TRACEBACK = re.compile(
    r"(?m)^.*Traceback \(most recent call last\):\n(?:(?![\w.]+(?:Error|Exception)\b).*\n)*"
)
# Up to the first error that the database, the disk or the memory gave; of what follows, nobody knows what it quotes.
PYTHON_MODEL = re.compile(
    r"Python model failed:\n(?:.*\n)*?\s*(?:_duckdb\.\w+: |(?=OSError: \[Errno|[\w.]*MemoryError\b))(.*)(?s:.*)"
)
DATABASE_ERROR = re.compile(r"(?:(?:Runtime|Database) Error in|Unhandled error)\b.*\n\s*")


def command_of(layout: Layout, *arguments: str, variables: str | None = None) -> list[str]:
    """`arguments` come last, so that they may name another target and where it writes."""
    asked, *rest = arguments
    command = [sys.executable, "-W", "ignore", "-m", "dbt.cli.main", "--no-use-colors", asked]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target", "duckdb"]
    command += ["--target-path", str(layout.target.resolve()), "--log-path", str(layout.logs.resolve())]
    return [*command, *(["--vars", variables] if variables else []), *rest]


def environment() -> dict[str, str]:
    return os.environ | {
        # By its own name, so that what dbt reads of the project is the same for every OUT: see parsed.py.
        "CUSTOMER_PERFORMANCE_OUT": ".",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        # Python models: sums in several threads differ in their last digits, and many small ones take longer so.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def run_dbt(
    layout: Layout, *arguments: str, variables: str | None = None, progress: Progress = SILENT
) -> str:
    """Run one dbt command on the build file, and return its last line, the count of what it did."""
    events: list[str] = []  # a line that begins with the time begins one
    what, done, total, there = "", 0, 0, 0
    progress.reach("dbt reads the project")
    # close_fds=False hands the lock of OUT on: see core/lock.py.
    with (
        private_files(),
        kept(layout, variables),
        subprocess.Popen(
            command_of(layout, *arguments, variables=variables),
            cwd=layout.out, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            close_fds=False,
        ) as process,
    ):  # fmt: skip
        try:
            for line in process.stdout or ():
                if not CLOCK.match(line) and events:
                    events[-1] += "\n" + line.rstrip()
                    continue
                events.append(event := CLOCK.sub("", line.rstrip()))
                if event.startswith("Found "):
                    there = sum(map(int, FOUND.findall(event)))
                elif begun := BEGUN.match(event):
                    # dbt adds its unit tests to the number again for each node that begins before one has ended
                    what, total = begun[2], min(int(begun[1]), there or int(begun[1]))
                    progress.reach(what, done, total)
                elif ENDED.match(event):
                    done += 1
                    progress.reach(what, done, total)
        except BaseException:
            process.kill()  # else leaving would wait for its end
            raise
    said = TRACEBACK.sub("", "\n".join(map(without_values, events)))
    lines = said.split("\n")
    if process.returncode:
        parts = [
            "\n".join(what_matters(lines)),
            f"dbt {arguments[0]} failed. All it said: {layout.logs / 'dbt.log'}",
            advice(said),
        ]
        raise RunError("\n\n".join(filter(None, parts)))
    return next((line.strip() for line in reversed(lines) if "Done. PASS" in line), "")


def what_matters(lines: list[str]) -> list[str]:
    """The lines that name the first failures, then dbt's own account of them; what it skipped, it counts."""
    start = next((number for number, line in enumerate(lines) if LAST_WORDS.search(line)), None)
    if start is None:
        return lines[-SHOWN_LINES:]
    named = [line for line in lines[:start] if TROUBLE.search(line)]
    more = [f"… and {len(named) - SHOWN_FAILURES} more"] if len(named) > SHOWN_FAILURES else []
    return [*named[:SHOWN_FAILURES], *more, *lines[start:-1][:SHOWN_LINES], lines[-1]]


def without_values(event: str) -> str:
    """What dbt said at one time, without what may quote a value of the data."""
    event = PYTHON_MODEL.sub(r"\1", event)
    named = DATABASE_ERROR.search(event)
    if not named or HARMLESS.match(event, named.end()):
        return event
    kind = re.compile(r"[A-Z][\w ]* Error(?=:)").match(event, named.end())
    said = f"{kind[0] if kind else 'An error'}, whose text may quote values: it stands in the log alone."
    return event[: named.end()] + said
