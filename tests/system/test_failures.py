"""Whatever fails, at whatever step: what was published stays as it was, the run says so, and no traceback is shown."""

import errno
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import duckdb
import pytest

from customer_performance import cli
from customer_performance.core import recovery
from customer_performance.core.diagnose import in_words, is_about_the_run
from customer_performance.core.errors import RunError
from customer_performance.core.lock import hold
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.core.releases import Releases
from customer_performance.guard import run as guard
from customer_performance.land.land import land
from customer_performance.publish import publish
from customer_performance.site import build as site
from tests.support.published_company import build, half_built, read

STEPS = ["land", "guard raw", "dbt build", "guard marts", "publish", "site"]
FAULTS = {
    "a refusal": (RunError("tickets.csv lacks ticket_id"), "tickets.csv lacks ticket_id"),
    "a mistake of ours": (KeyError("ticket_id"), "Nobody foresaw this"),
    "no memory": (MemoryError(), "CUSTOMER_PERFORMANCE_MEMORY_LIMIT"),
    "no memory for DuckDB": (
        duckdb.OutOfMemoryException("Out of Memory Error: failed to pin block of size 256.0 KiB"),
        "CUSTOMER_PERFORMANCE_MEMORY_LIMIT",
    ),
    "no memory to commit": (
        duckdb.TransactionException(
            "Failed to commit: could not allocate block of size 256.0 KiB (9.3 MiB/9.5 MiB used)"
        ),
        "CUSTOMER_PERFORMANCE_MEMORY_LIMIT",
    ),
    "no memory for a checkpoint": (
        duckdb.FatalException(
            "Failed to create checkpoint because of error: failed to pin block of size 8.0 KiB"
        ),
        "CUSTOMER_PERFORMANCE_MEMORY_LIMIT",
    ),
    "a full disk": (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "The disk is full"),
    "a full disk for DuckDB": (
        duckdb.IOException('IO Error: Could not write file "x": No space left on device'),
        "The disk is full",
    ),
    "no room to spill": (
        duckdb.OutOfMemoryException("failed to offload data block: the 'max_temp_directory_size' setting"),
        "The disk is full",
    ),
    "somebody else's file": (PermissionError(errno.EACCES, "Permission denied", "x"), "who owns these files"),
    "Ctrl-C": (KeyboardInterrupt(), "Interrupted at"),
    "Ctrl-C within DuckDB": (RuntimeError("Query interrupted"), "Interrupted at"),
}


@pytest.fixture
def steps(layout, monkeypatch):
    """An OUT that has been published with three rows; the next run would publish four."""
    build(layout, rows=3)
    publish.publish(layout)
    build(layout, rows=4)
    for name in STEPS:
        if name != "publish":
            monkeypatch.setitem(cli.STEPS, name, lambda layout, options: "done")
    return layout


def run(layout) -> int:
    return cli.main(["build", "--landing", str(layout.out), "--out", str(layout.out)])


def fail(error):
    def fail(*_, **__):
        raise type(error)(*error.args)

    return fail


@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_step_is_told_and_leaves_what_is_published(steps, step, monkeypatch, capsys):
    for fault, (error, said) in FAULTS.items():
        monkeypatch.setitem(cli.STEPS, step, fail(error))
        assert run(steps) == (130 if fault.startswith("Ctrl-C") else 1)
        told = capsys.readouterr().err
        assert said in told
        assert f" at {step}." in told
        assert "Traceback" not in told
        published = read(steps, "select count(*) from marts.fct_tickets")
        if step == "site":
            assert published == [(4,)]
            assert "published are published; what comes after them is not" in told
        else:
            assert published == [(3,)]
            assert "published is as it was before this run" in told


@pytest.mark.parametrize(
    ("owner", "name", "rows"),
    [
        (publish, "allow", 3),
        (publish.Model, "describe", 3),
        (Releases, "show", 3),
        (Releases, "remove_all_but", 4),
    ],
)
def test_a_fault_within_publishing_leaves_one_whole_state_and_says_which(
    steps, owner, name, rows, monkeypatch, capsys
):
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, fail(OSError(errno.ENOSPC, "No space left on device")))
        assert run(steps) == 1
    told = capsys.readouterr().err
    assert ("is as it was before this run" in told) == (rows == 3)
    assert ("are published" in told) == (rows == 4)
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(rows,)]
    assert run(steps) == 0
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(4,)]


def test_the_traceback_of_an_unforeseen_error_is_kept_in_the_logs(steps, monkeypatch, capsys):
    monkeypatch.setitem(cli.STEPS, "land", fail(KeyError("ticket_id")))
    run(steps)
    assert f"Where it happened is in {steps.logs / 'traceback.log'}" in capsys.readouterr().err
    assert "KeyError: 'ticket_id'" in (steps.logs / "traceback.log").read_text()


def test_an_out_that_cannot_be_is_told(tmp_path, capsys):
    (tmp_path / "out").write_text("a file")
    assert cli.main(["publish", "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert "File exists" in told
    assert "Traceback" not in told


# --- killed: in a process of its own, at the moments in which the state on disk changes

KILLED = """
import os, shutil, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from customer_performance import cli
from customer_performance.core import releases
from customer_performance.publish import publish
from customer_performance.core.paths import Layout

def die(*_, **__):
    os.kill(os.getpid(), signal.{signal})

for name in ("land", "guard raw", "dbt build", "guard marts", "site"):
    cli.STEPS[name] = lambda layout, options: "done"
{owner}.{name} = die
sys.exit(cli.main(["build", "--landing", {out!r}, "--out", {out!r}]))
"""
MOMENTS = {
    ("publish", "read_models"): 3,
    ("publish.Model", "describe"): 3,
    ("releases.Path", "symlink_to"): 3,
    ("releases.os", "replace"): 3,
    ("releases.shutil", "rmtree"): 4,
}


def killed(layout, owner: str, name: str, by: str = "SIGKILL") -> subprocess.CompletedProcess:
    code = KILLED.format(tests=str(PROJECT), signal=by, owner=owner, name=name, out=str(layout.out))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


@pytest.mark.parametrize(("owner", "name"), MOMENTS)
def test_a_kill_within_publishing_leaves_one_whole_state_and_no_rubbish(steps, owner, name):
    build(steps, rows=3)  # once more, so that there is an old folder to remove
    publish.publish(steps)
    build(steps, rows=4)
    for _ in range(2):
        assert killed(steps, owner, name).returncode == -signal.SIGKILL
        rows = MOMENTS[owner, name]
        assert read(steps, "select count(*) from marts.kpi_tickets") == [(rows,)]
        parquet = str(steps.published / "parquet" / "fct_tickets.parquet")
        assert duckdb.execute("select count(*) from read_parquet(?)", [parquet]).fetchall() == [(rows,)]
    assert run(steps) == 0
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(4,)]
    assert len(list((steps.out / ".published").iterdir())) == 2


def test_a_polite_end_is_told_like_one_by_hand(steps):
    done = killed(steps, "publish.Model", "describe", by="SIGTERM")
    assert done.returncode == 128 + signal.SIGTERM
    assert "Interrupted at publish." in done.stderr
    assert "is as it was before this run" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_next_run_clears_what_a_killed_one_left(steps):
    left = [
        *(steps.build / name for name in ("landing-rows.csv", "warehouse.fresh", "warehouse.fresh.wal")),
        steps.build / "spill" / "duckdb_temp_storage_DEFAULT-0.tmp",
        steps.build / "warehouse.duckdb.tmp" / "duckdb_temp_storage_DEFAULT-0.tmp",
        steps.out / ".published" / "29991231T235959000000" / "warehouse.duckdb",
        steps.out / ".site" / "29991231T235959000000" / "index.html",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half")
    recovery.clear_leftovers(steps)
    assert [path for path in left if path.exists()] == []
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(3,)]
    assert list((steps.out / ".site").iterdir()) == []


# --- marts that were not built to their end, or not checked, are not published by a step on its own


@pytest.mark.parametrize(
    ("stopped_at", "then", "said"),
    [
        ("dbt build", "publish", "Run customer-performance build"),
        ("dbt build", "guard marts", "Run customer-performance build"),
        ("guard marts", "publish", "Run customer-performance guard marts"),
    ],
)
def test_half_built_or_unchecked_marts_are_not_published(steps, stopped_at, then, said, monkeypatch, capsys):
    def stop(layout, options):
        if stopped_at == "dbt build":
            half_built(layout)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setitem(cli.STEPS, stopped_at, stop)
        run(steps)
    assert cli.main([*then.split(), "--out", str(steps.out)]) == 1
    assert said in capsys.readouterr().err
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(3,)]
    monkeypatch.setitem(cli.STEPS, "dbt build", lambda layout, options: build(layout, rows=4))
    assert run(steps) == 0
    assert cli.main(["publish", "--out", str(steps.out)]) == 0


def test_the_site_is_replaced_in_one_step(steps, monkeypatch):
    pages = []
    for name in ("write_docs", "write_column_lineage", "read_landed", "write_datasets"):
        monkeypatch.setattr(site, name, lambda *_: None)
    monkeypatch.setattr(site, "read_content", lambda *_: SimpleNamespace(metrics=[]))
    monkeypatch.setattr(
        site, "write_pages", lambda _, folder, *__: (folder / "index.html").write_text(pages[-1])
    )
    steps.site.mkdir()
    (steps.site / "index.html").write_text("of a version that wrote a plain folder")
    for page in ("first", "second"):
        pages.append(page)
        site.site(steps)
        assert (steps.site / "index.html").read_text() == page
    monkeypatch.setattr(Releases, "show", fail(KeyboardInterrupt()))
    pages.append("third")
    with pytest.raises(KeyboardInterrupt):
        site.site(steps)
    assert (steps.site / "index.html").read_text() == "second"
    recovery.clear_leftovers(steps)
    assert len(list((steps.out / ".site").iterdir())) == 1


# --- two at once

HOLDER = """
import subprocess, sys, time
from pathlib import Path
from customer_performance.core.lock import hold
with hold(Path({path!r}), "build"):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], close_fds=False)
    print(child.pid, flush=True)
    time.sleep(600)
"""


def test_the_lock_is_held_until_what_a_killed_run_started_has_ended(tmp_path):
    path = tmp_path / "out" / "build" / "run.lock"
    path.parent.mkdir(parents=True)
    code = HOLDER.format(path=str(path))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as run:
        child = int(run.stdout.readline())
        try:
            known = rf"is in use: build, process {run.pid}, since 2\S+ \S+ UTC\."
            with pytest.raises(RunError, match=known), hold(path, "land"):
                pass
            run.kill()
            run.wait()
            known = "it was killed, and the dbt that it started has not ended yet"
            with pytest.raises(RunError, match=known), hold(path, "land"):
                pass
        finally:
            os.kill(child, signal.SIGKILL)
    for _ in range(100):
        try:
            with hold(path, "land"):
                return
        except RunError:
            time.sleep(0.05)
    pytest.fail("the lock is still held")


OUTSIDER = """
import sys, duckdb
connection = duckdb.connect({path!r}, read_only={read_only})
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def landed(tmp_path) -> Layout:
    """An OUT in which a table has landed."""
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "contacts.csv").write_text("contact_id,account_id\nC1,A1\n")
    out = Layout(tmp_path / "out")
    out.make()
    land(tmp_path / "landing", out.database)
    return out


@pytest.mark.parametrize("read_only", [False, True])
def test_who_has_the_build_file_open_is_named_by_every_step_that_writes(
    landed, read_only, monkeypatch, capsys
):
    monkeypatch.setattr(guard, "validate", lambda *_, **__: None)
    code = OUTSIDER.format(path=str(landed.database), read_only=read_only)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as outsider:
        assert outsider.stdout.readline() == "open\n"
        for command in (
            ["land", "--landing", str(landed.out.parent / "landing")],
            ["guard", "raw"],
            ["forget", "--contact", "C1"],
        ):
            assert cli.main([*command, "--out", str(landed.out)]) == 1
            told = capsys.readouterr().err
            assert "warehouse.duckdb is open in another process: " in told
            assert f"(PID {outsider.pid})" in told
            assert "Close it there and run again" in told
            assert "Traceback" not in told
        outsider.stdin.close()


def test_what_dbt_says_of_the_machine_is_told_with_what_to_do():
    lock = 'Could not set lock on file "/x/warehouse.duckdb": Conflicting lock is held in /usr/bin/duckdb (PID 7). See'
    told = in_words(RunError(f"Runtime Error\n  IO Error: {lock}"))
    assert "\n\n/x/warehouse.duckdb is open in another process: /usr/bin/duckdb (PID 7). Close it" in told
    memory = "Out of Memory Error: could not allocate block of size 256.0 KiB (9.3 MiB/9.5 MiB used)"
    assert "Set CUSTOMER_PERFORMANCE_MEMORY_LIMIT" in in_words(RunError(f"Runtime Error in a\n  {memory}"))
    assert in_words(RunError("FAIL 3 unique_accounts")) == "FAIL 3 unique_accounts"


# --- a full disk: files that may not grow, for whoever runs the tests, and a small file system where that is allowed

FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from customer_performance import cli
from customer_performance.guard import run as guard
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
sys.exit(cli.main({command!r}))
"""


def on_a_full_disk(command: list[str], size: int) -> subprocess.CompletedProcess:
    code = FULL.format(tests=str(PROJECT), size=size, command=command)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT)


def test_a_full_disk_while_publishing_leaves_what_is_published(steps):
    build(steps, rows=500_000)
    recovery.Audit(steps).end("guard marts")
    done = on_a_full_disk(["publish", "--out", str(steps.out)], 400_000)
    assert done.returncode == 1
    assert "The disk is full. Free some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(3,)]
    assert len(list((steps.out / ".published").iterdir())) == 1
    assert run(steps) == 0
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(500_000,)]


def test_a_full_disk_while_landing_is_not_taken_for_a_fault_of_the_file(landed):
    contacts = landed.out.parent / "landing" / "contacts.csv"
    rows = "".join(f"C{number},A{number * 7919 % 100_003}\n" for number in range(200_000))
    contacts.write_text(f"contact_id,account_id\n{rows}")
    command = ["land", "--landing", str(contacts.parent), "--out", str(landed.out)]
    done = on_a_full_disk(command, landed.database.stat().st_size + 4096)
    assert done.returncode == 1
    assert "The disk is full. Free some space" in done.stderr
    assert "refused" not in done.stderr
    assert "Traceback" not in done.stderr
    with duckdb.connect(str(landed.database), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.contacts").fetchall() == [(1,)]
    assert cli.main(command) == 0
    with duckdb.connect(str(landed.database), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.contacts").fetchall() == [(200_000,)]


# --- little memory


def with_memory(limit: str, *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "customer_performance.cli", *command],
        env=os.environ | {"CUSTOMER_PERFORMANCE_MEMORY_LIMIT": limit},
        capture_output=True,
        text=True,
        cwd=PROJECT,
    )


def test_too_little_memory_while_landing_is_not_taken_for_a_fault_of_the_file(landed):
    tickets = landed.out.parent / "landing" / "tickets.csv"
    rows = (f"T{number},{number * 7919:0100},2024-03-01 10:00:00\n" for number in range(100_000))
    tickets.write_text("ticket_id,subject,created_at\n" + "".join(rows))
    command = ["land", "--landing", str(tickets.parent), "--out", str(landed.out)]
    done = with_memory("10MB", *command)
    assert done.returncode == 1, done.stderr  # and not what a crash at the end would make of it
    # DuckDB calls it an error of memory or of the transaction, as it is short of it in the query or in the commit.
    assert done.stderr.count("There was not enough memory. Set CUSTOMER_PERFORMANCE_MEMORY_LIMIT") == 1
    assert "Nobody foresaw this" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "refused" not in done.stderr
    assert cli.main(command) == 0


def test_too_little_memory_while_publishing_leaves_what_is_published(steps):
    build(steps, rows=500_000)
    recovery.Audit(steps).end("guard marts")
    done = with_memory("3MB", "publish", "--out", str(steps.out))
    assert done.returncode == 1
    assert "Set CUSTOMER_PERFORMANCE_MEMORY_LIMIT" in done.stderr
    assert "is as it was before this run" in done.stderr
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(3,)]


def test_what_a_broken_file_asks_for_beyond_the_limit_is_its_own_fault():
    text = "Out of Memory Error: could not allocate block of size {} (18.8 MiB/{} used)"
    assert is_about_the_run(duckdb.OutOfMemoryException(text.format("256.0 KiB", "19.0 MiB")))
    assert not is_about_the_run(duckdb.OutOfMemoryException(text.format("7.9 EiB", "19.0 MiB")))
    assert not is_about_the_run(duckdb.OutOfMemoryException(text.format("3.1 GiB", "19.0 MiB")))
    in_commit = (
        "TransactionContext Error: Failed to commit: could not allocate block of size {} (18.8 MiB/{} used)"
    )
    assert is_about_the_run(duckdb.TransactionException(in_commit.format("256.0 KiB", "19.0 MiB")))


def test_a_memory_limit_that_is_none_is_refused_before_anything_begins(tmp_path):
    done = with_memory("plenty", "build", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "CUSTOMER_PERFORMANCE_MEMORY_LIMIT is 'plenty'. Write a size, such as 5GB" in done.stderr
    assert not (tmp_path / "out").exists()


# --- readers while it is published

READERS = """
import os, random, sys, time
from pathlib import Path
import duckdb
out, readers = Path(sys.argv[1]), int(sys.argv[2])
def read():
    file = str(out / "published" / "warehouse.duckdb")
    seen, reads = 0, 0
    while not (out / "stop").exists():
        begun = time.process_time()
        with duckdb.connect(file, read_only=True, config={"threads": 1}) as connection:
            rows = connection.execute("select count(*) from marts.fct_tickets").fetchone()[0]
            again = connection.execute("select count(*) from marts.kpi_tickets").fetchone()[0]
        with duckdb.connect(config={"threads": 1}) as connection:
            parquet = str(out / "published" / "parquet" / "fct_tickets.parquet")
            apart = connection.execute(f"select count(*), max(ticket_id) from '{parquet}'").fetchone()
        assert rows == again >= seen, (rows, again, seen)
        assert apart[0] >= rows and apart[1] == f"T{apart[0] - 1}", apart
        seen, reads = rows, reads + 1
        # whatever a read takes on this machine, all together take half a core, so that publishing gets its turn
        time.sleep(random.uniform(1, 3) * readers * (time.process_time() - begun))
    assert reads > 0
children = []
for _ in range(readers):
    child = os.fork()
    if not child:
        try:
            read()
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    children.append(child)
print("reading", flush=True)
sys.exit(sum(os.waitpid(child, 0)[1] != 0 for child in children))
"""


def test_fifty_readers_during_ten_publishes_see_no_error_and_no_mixture(steps):
    readers = subprocess.Popen(
        [sys.executable, "-c", READERS, str(steps.out), "50"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with readers:
        assert readers.stdout.readline() == "reading\n"
        try:
            for rows in range(4, 9):  # of one digit, so that the greatest id is the last
                build(steps, rows=rows)
                publish.publish(steps)
                publish.publish(steps)
        finally:
            (steps.out / "stop").touch()
        said = readers.communicate(timeout=300)[1]
    assert readers.returncode == 0, said
    assert read(steps, "select count(*) from marts.kpi_tickets") == [(8,)]
