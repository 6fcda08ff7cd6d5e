"""kill -9 at random moments over all steps, on a small company; what is published must stay one run's, whole."""

import argparse
import os
import random
import re
import select
import shutil
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

STEPS = ["land", "guard raw", "dbt build", "guard marts", "publish", "site"]
ENDED = re.compile(r"^([a-z ]+): ([\d.]+) s\. ", re.MULTILINE)
BEGUN = re.compile(r"^([a-z ]+) …$", re.MULTILINE)
# Written by dbt and others beside their results, and replaced by every run.
CHANGING = re.compile(r"/\d{8}T[\d.]+Z?/|/__pycache__|/logs/|/target/")


def watch(run, until: str | None = None, patience: float = 900) -> None:
    """Read what a run says, until it begins with a step, or to its end."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if until and until in BEGUN.findall(run.said):
            return
        if select.select([run.reader], [], [], 1)[0]:
            heard = os.read(run.reader, 65536)
            if not heard:
                return
            run.said += heard.decode("utf-8", "replace")
    run.kill()
    run.wait()
    raise AssertionError(f"no end after {patience} s:\n{run.said}")


def whole(steps: list[str], out: Path, *command: str) -> tuple[int, str]:
    from tests.system.torture.warm import Run

    run = Run(steps, out, *command)
    watch(run)
    run.wait()
    return run.returncode, run.said


def figures(published: Path) -> dict[str, int]:
    """A number for each table, view and Parquet file; fractions rounded, as the order of sums moves their ends."""
    import duckdb

    found = {}
    folder = published.resolve(strict=True)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'marts' order by all"
        ).fetchall()
        by_table: dict[str, list[str]] = {}
        for table, column, kind in columns:
            expression = f'round("{column}", 6) + 0.0' if kind == "DOUBLE" else f'"{column}"'
            by_table.setdefault(table, []).append(expression)
        for table, expressions in by_table.items():
            parquet = folder / "parquet" / f"{table}.parquet"
            for kind, relation in {
                "table": f"marts.{table}",
                "parquet": f"read_parquet('{parquet}')",
            }.items():
                if kind == "table" or parquet.exists():
                    found[f"{kind} {table}"] = connection.execute(
                        f"select sum(hash({', '.join(expressions)})::hugeint) + count(*) from {relation}"
                    ).fetchone()[0]
    expected = {f"parquet {path.stem}" for path in (folder / "parquet").iterdir()}
    assert expected == {name for name in found if name.startswith("parquet")}, expected
    return found


def files(out: Path) -> list[str]:
    return sorted(
        name for path in out.rglob("*") if not CHANGING.search(name := f"/{path.relative_to(out)}/")
    )


def restore(snapshot: Path, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(snapshot, out, symlinks=True)


class Campaign:
    def __init__(self, work: Path, seed: int, every: int):
        self.every = every
        self.work, self.random = work, random.Random(seed)
        self.out = work / "out"
        self.landing = work / "landing"
        self.counts: Counter = Counter()
        self.problems: list[str] = []
        self.seconds: dict[str, float] = {}
        self.build = ("build", "--landing", str(self.landing))

    def company(self, version: int) -> None:
        from tests.system.torture.small_project import write_company

        shutil.rmtree(self.landing, ignore_errors=True)
        write_company(self.landing, version)

    def prepare(self) -> None:
        """What both versions publish, and a state of OUT before each step of the second."""
        self.company(0)
        code, said = whole(STEPS, self.out, *self.build)
        assert code == 0, said
        self.first = figures(self.out / "published")
        self.company(1)
        for step in STEPS:
            shutil.rmtree(self.snapshot(step), ignore_errors=True)
            shutil.copytree(self.out, self.snapshot(step), symlinks=True)
            code, said = whole([step], self.out, *self.build)
            assert code == 0, said
            self.seconds[step] = float(ENDED.findall(said)[-1][1])
        self.second, self.files = figures(self.out / "published"), files(self.out)
        clean = self.work / "clean"
        code, said = whole(STEPS, clean, *self.build)
        assert code == 0, said
        assert figures(clean / "published") == self.second, "two clean runs differ"
        alike = [name for name in self.first if self.first[name] == self.second.get(name)]
        print(
            f"{len(self.second)} tables, views and Parquet files, of which {len(alike)} alike in both: {alike}"
        )
        print(f"seconds: {self.seconds}", flush=True)

    def snapshot(self, step: str) -> Path:
        return self.work / "snapshots" / step.replace(" ", "-")

    def problem(self, kind: str, step: str, detail: str) -> None:
        self.counts[step, kind] += 1
        self.problems.append(f"{step}: {kind}: {detail}")
        print(f"    PROBLEM {kind}: {detail[:1500]}", flush=True)

    def trial(self, step: str, group: bool) -> bool:
        """Kill one run in the step; False where it was over before."""
        from tests.system.torture.warm import Run

        restore(self.snapshot(step), self.out)
        run = Run(STEPS[STEPS.index(step) :], self.out, *self.build)
        watch(run, until=step)
        moment = self.random.uniform(0, self.seconds[step])
        deadline = time.monotonic() + moment
        while (left := deadline - time.monotonic()) > 0:
            if select.select([run.reader], [], [], left)[0]:
                heard = os.read(run.reader, 65536)
                if not heard:
                    break
                run.said += heard.decode("utf-8", "replace")
        ended = [name for name, _ in ENDED.findall(run.said)]
        if STEPS[-1] in ended:
            run.wait()
            return False
        at = BEGUN.findall(run.said)[-1]
        run.kill(group)
        run.wait()
        self.counts[at, "kills"] += 1
        self.counts[at, "of the group" if group else "of the parent"] += 1
        self.check(at)
        if at in ("publish", "site") or self.is_due(at):
            self.recover(at, run)
        else:
            with suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
            os.close(run.reader)
        return True

    def is_due(self, step: str) -> bool:
        """Whether a whole run follows; else, after publish and site, these two alone."""
        return self.counts[step, "kills"] % self.every == (1 if self.every > 1 else 0)

    def check(self, step: str) -> None:
        try:
            seen = figures(self.out / "published")
        except Exception as error:
            self.problem("published does not open", step, repr(error))
            return
        if seen == self.first:
            self.counts[step, "the run before"] += 1
        elif seen == self.second:
            self.counts[step, "the killed run"] += 1
        else:
            self.problem("a mixture", step, str([name for name in seen if seen[name] != self.first[name]]))
        if not (self.out / "site" / "index.html").exists():
            self.problem("no site", step, "")

    def recover(self, step: str, killed) -> None:
        steps = STEPS if self.is_due(step) else STEPS[STEPS.index("publish") :]
        for _ in range(200):
            code, said = whole(steps, self.out, *self.build)
            if not ("in use" in said or "is open" in said or "cannot be opened" in said):
                break
            if self.counts[step, "told to wait"] < 1:
                print("    " + said.strip().replace("\n", "\n    "), flush=True)
            self.counts[step, "told to wait"] += 1
            time.sleep(1)
        if code or "Traceback" in said:
            self.problem("the next run failed", step, said[-3000:])
            return
        watch(killed)  # what it left behind may still speak
        os.close(killed.reader)
        self.counts[step, "recovered" if steps == STEPS else "published again"] += 1
        self.check_afterwards(step, self.second)

    def check_afterwards(self, step: str, expected: dict[str, int]) -> None:
        """That a run which ended well has left these figures, and nothing else."""
        try:
            if figures(self.out / "published") != expected:
                self.problem("other figures afterwards", step, "")
        except Exception as error:
            self.problem("published does not open afterwards", step, repr(error))
        left = sorted(set(files(self.out)) - set(self.files))
        if left:
            self.problem("left behind", step, str(left[:20]))
        generations = list((self.out / ".published").iterdir())
        if len(generations) > 2:
            self.problem("generations left", step, str(generations))

    def end(self) -> int:
        """Say what was counted; the exit code."""
        columns = sorted({kind for _, kind in self.counts})
        print(" | ".join(["", *columns]))
        for step in dict.fromkeys(step for step, _ in self.counts):
            print(" | ".join([step, *(str(self.counts[step, kind]) for kind in columns)]))
        print("\n".join([f"{len(self.problems)} problems", *self.problems]))
        return bool(self.problems)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("out/torture"))
    parser.add_argument("--steps", nargs="*", default=STEPS)
    parser.add_argument(
        "--recover-every", type=int, default=1, help="a whole run after each, or each so many kills"
    )
    parser.add_argument("--until", help="start no kill after this time of the day")
    options = parser.parse_args()
    campaign = Campaign(set_up(options.work), options.seed, options.recover_every)
    campaign.prepare()
    done, started = 0, time.monotonic()
    while done < options.kills and not (options.until and time.strftime("%H:%M") >= options.until):
        step = options.steps[done % len(options.steps)]
        if campaign.trial(step, group=done // len(options.steps) % 2 == 0):
            done += 1
            print(f"{done} of {options.kills}: {step}, {time.monotonic() - started:.0f} s", flush=True)
    return campaign.end()


def set_up(work: Path) -> Path:
    """A folder with a small project, which this process imports from now on."""
    work = work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    (work / "project").mkdir(parents=True)
    from tests.system.torture.small_project import copy_project

    copy_project(work / "project")
    for name in [name for name in sys.modules if name.split(".")[0] == "customer_performance"]:
        del sys.modules[name]
    sys.path.insert(0, str(work / "project"))
    os.environ["PYTHONPATH"] = str(work / "project")
    os.environ["CUSTOMER_PERFORMANCE_PSEUDONYM_KEY"] = "0123456789abcdef" * 4
    os.chdir(work)
    from tests.system.torture.warm import import_everything

    import_everything()
    return work


if __name__ == "__main__":
    sys.exit(main())
