"""CPU seconds, seconds and peak memory of the steps on large demo companies, beside plain DuckDB: `make bench`.

Each step runs in a separate process, whose peak memory is measured. Linux never reports less than the parent process
had when it started the step, so this module imports little. The floor is DuckDB reading the same files once and
writing the tables of the build file once more, with nothing computed: no pipeline on DuckDB can be faster.
CPU seconds are what a step takes of all cores together; on a machine with other work, only they can be compared.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from customer_performance.core.dbt import command_of, environment
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.demo.shapes import SHAPES, with_variables
from tools import dbt_profile

CLI = [sys.executable, "-m", "customer_performance.cli"]
PIPELINE, FLOOR, RATIO = "all steps", "floor", "all steps ÷ floor"


@dataclass
class Cost:
    """Of a step: its CPU seconds, its seconds by the clock, and its peak memory in gigabytes."""

    cpu: float
    seconds: float
    gigabytes: float

    def __str__(self) -> str:
        return f"{self.cpu:.1f} | {self.seconds:.1f} | {self.gigabytes:.2f}"


def steps(layout: Layout, file_format: str, tickets: int, shape: str | None = None) -> dict[str, list[str]]:
    """The command of each step by its name, in the order in which they run. `shape`: the vendor whose tables land."""
    out = ["--out", str(layout.out)]
    landing, build = layout.demo / "landing", layout.database
    copy = layout.out / "floor.duckdb"
    told = ["--shape", shape] if shape else []
    said = with_variables(shape, None) if shape else None
    variables = ["--vars", str(said)] if shape else []
    return {
        "demo": [*CLI, "demo", *out, "--tickets", str(tickets), "--format", file_format, *told],
        "land": [*CLI, "land", *out, "--landing", str(landing), *variables],
        "guard raw": [*CLI, "guard", "raw", *out],
        "dbt build": command_of(layout, "build", "--exclude-resource-type", "unit_test", variables=said),
        "guard marts": [*CLI, "guard", "marts", *out],
        "publish": [*CLI, "publish", *out],
        "floor: read the files": floor("read_files", landing / (shape or ""), copy),
        "floor: write the tables": floor("write_tables", build, copy),
    }


def floor(function: str, *paths: Path) -> list[str]:
    """The command that runs a function of this module in a separate process."""
    code = f"import sys; from tools.bench import {function}; {function}(*sys.argv[1:])"
    return [sys.executable, "-c", code, *map(str, paths)]


def read_files(landing: str, database: str) -> None:
    """Reads each file of a landing folder once into a new database, by DuckDB's own readers."""
    import duckdb

    Path(database).unlink(missing_ok=True)
    with duckdb.connect(database) as connection:
        for path in sorted(Path(landing).iterdir()):
            files = [str(file) for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
            reader = "read_parquet" if files[0].endswith(".parquet") else "read_csv"
            connection.execute(f'create table "{path.name.split(".")[0]}" as from {reader}(?)', [files])


def write_tables(build: str, database: str) -> None:
    """Copies every table of the build file that is not raw into a database."""
    import duckdb

    with duckdb.connect(database) as connection:
        connection.execute(f"attach '{build}' as build (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables()"
            " where database_name = 'build' and schema_name not like 'raw%'"
        ).fetchall()
        for schema, table in tables:
            connection.execute(f'create table "{schema}.{table}" as from build."{schema}"."{table}"')


def measure(command: list[str], layout: Layout) -> Cost:
    """Run a command to its end, in the place and with the settings of a build. If it starts further processes, the
    memory is that of the largest one.

    Raises a RunError with the last lines of its output if it fails.
    """
    log = layout.logs / "bench.log"
    with log.open("w+", encoding="utf-8") as output:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=layout.out, env=environment() | {"PYTHONPATH": str(PROJECT)}, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            last_words = "".join(output.readlines()[-30:])
            raise RunError(f"{' '.join(command)} failed:\n{last_words}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kibibytes elsewhere
    return Cost(usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss * unit / 1e9)


def run(tickets: int, out: Path, file_format: str, shape: str | None = None) -> dict[str, Cost]:
    """The cost of each step on a company of so many tickets, and of all of them together."""
    layout = Layout((out / str(tickets)).resolve())
    shutil.rmtree(layout.out, ignore_errors=True)
    layout.make()
    costs = {}
    for name, command in steps(layout, file_format, tickets, shape).items():
        costs[name] = measure(command, layout)
        cost = costs[name]
        said = f"{tickets:,} tickets, {name}: {cost.cpu:.1f} CPU s, {cost.seconds:.1f} s"
        print(said, file=sys.stderr, flush=True)
    ours = [cost for name, cost in costs.items() if name != "demo" and not name.startswith(FLOOR)]
    plain = [cost for name, cost in costs.items() if name.startswith(FLOOR)]
    costs[PIPELINE], costs[FLOOR] = total(ours), total(plain)
    return costs


def total(costs: list[Cost]) -> Cost:
    """The cost of steps that run one after the other."""
    return Cost(
        sum(cost.cpu for cost in costs),
        sum(cost.seconds for cost in costs),
        max(cost.gigabytes for cost in costs),
    )


def cost_of_a_further_metric(observations: int = 100_000, few: int = 4, many: int = 12) -> dict[str, float]:
    """Seconds that the roll-up takes for one more metric of so many observations, by aggregation.

    It is the difference of the models' times between a company with `many` such metrics and one with `few`, divided
    by that of their numbers, in all grains and in the dimensions team and channel.
    """
    import numpy as np
    import pandas as pd

    from tools.roll_up import RollUp

    generator = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "subject_id": np.arange(observations).astype(str),
            "observed_at": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(generator.integers(0, 700 * 86_400, observations), "s"),
            "cluster_id": generator.integers(0, observations // 50, observations).astype(str),
            "team_id": generator.choice(["a", "b", "c", "d", "e", "f"], observations),
            "channel": generator.choice(["mail", "phone", "chat"], observations),
            "numerator": generator.lognormal(0, 1, observations),
            "denominator": 1.0,
        }
    )

    def seconds(aggregation: str, metrics: int) -> float:
        names = [f"metric_{number}" for number in range(metrics)]
        definition = {"aggregation": aggregation, "dimensions": "all, team, channel"}
        with TemporaryDirectory() as folder:
            roll_up = RollUp(Path(folder), [definition | {"metric_id": name} for name in names], "2025-12-31")
            with roll_up.connect() as build:
                for name in names:
                    roll_up.fill(build, "marts.metric_observations", rows.assign(metric_id=name))
            roll_up.run()
            results = json.loads((roll_up.layout.target / "run_results.json").read_text(encoding="utf-8"))
            return sum(model["execution_time"] for model in results["results"])

    return {
        aggregation: (seconds(aggregation, many) - seconds(aggregation, few)) / (many - few)
        for aggregation in ("ratio", "median", "total")
    }


def machine() -> str:
    """The machine and the versions on which the figures depend, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} cores"
        f" ({platform.machine()}), {memory:.0f} GB of memory, {platform.system()},"
        f" Python {platform.python_version()}, DuckDB {version('duckdb')}"
    )


def table(results: dict[int, dict[str, Cost]]) -> str:
    """A Markdown table: a row for each step, CPU seconds, seconds and peak gigabytes for each size, then how many
    floors all steps take."""
    head = " | ".join(f"{tickets:,} tickets: CPU s | s | GB" for tickets in results)
    lines = [f"| step | {head} |", "|---|" + "---:|---:|---:|" * len(results)]
    for name in next(iter(results.values())):
        cells = " | ".join(str(costs[name]) for costs in results.values())
        lines.append(f"| {f'**{name}**' if name in (PIPELINE, FLOOR) else name} | {cells} |")
    ratios = [
        f"{costs[PIPELINE].cpu / costs[FLOOR].cpu:.1f} | {costs[PIPELINE].seconds / costs[FLOOR].seconds:.1f} | "
        for costs in results.values()
    ]
    return "\n".join([*lines, f"| {RATIO} | {' | '.join(ratios)}|"])


def growth(results: dict[int, dict[str, Cost]]) -> str:
    """A Markdown table: what each step takes at any size, and for a thousand tickets more, between the smallest size
    and the largest; empty for one size."""
    small, large = min(results), max(results)
    if small == large:
        return ""
    lines = ["| step | CPU s at any size | CPU s a thousand tickets more |", "|---|---:|---:|"]
    for name, cost in results[small].items():
        more = (results[large][name].cpu - cost.cpu) / (large - small) * 1000
        lines.append(f"| {name} | {cost.cpu - more * small / 1000:.1f} | {more:.3f} |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench", description="Measure the steps on large demo companies."
    )
    parser.add_argument("--tickets", type=int, nargs="+", default=[50_000, 1_000_000], metavar="N")
    parser.add_argument(
        "--format", choices=["csv", "parquet"], default="parquet", help="of the raw tables (parquet)"
    )
    parser.add_argument("--shape", choices=SHAPES, help="measure it as this vendor's loader would land it")
    parser.add_argument(
        "--out", type=Path, default=Path("out/bench"), help="folder for the companies (out/bench)"
    )
    parser.add_argument("--further", action="store_true", help="measure one more metric in the roll-up, too")
    parser.add_argument("--keep", action="store_true", help="do not delete the companies")
    options = parser.parse_args(arguments)
    results, profiles = {}, {}
    for tickets in options.tickets:
        results[tickets] = run(tickets, options.out, options.format, options.shape)
        profiles[tickets] = dbt_profile.seconds_by_kind(Layout(options.out / str(tickets)).target)
        if not options.keep:
            shutil.rmtree(options.out / str(tickets))
    told = f" as {options.shape} has them" if options.shape else ""
    tables = [table(results), dbt_profile.table(profiles), growth(results)]
    print("\n\n".join([f"{machine()}; {options.format} files{told}.", *tables]), flush=True)
    if not options.further:
        return 0
    further = ", ".join(f"{cost:.2f} s ({name})" for name, cost in cost_of_a_further_metric().items())
    print(f"\nEach further metric of 100,000 observations costs the roll-up {further}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
