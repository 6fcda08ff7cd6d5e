"""What the numeric spine costs a cluster, by workers and rows, from Spark's event log: `make spark-scale`.

Seconds say nothing here, as all workers share the cores of one machine. What a task holds, and what goes between them,
is what it would be on machines of their own. All sizes that Spark goes by are a 64th of its own here, so that 9,600
tickets are divided as 600,000 would be, and a task that grows with the company is seen.
"""

import argparse
import json
import shutil
from pathlib import Path

from customer_performance.core.database import connect
from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.core.project import parsed
from customer_performance.core.sql import literal
from customer_performance.demo.generate import generate
from customer_performance.land.land import land
from customer_performance.spark.build import TABLES_ALONE, with_roll_up
from tests.support.feeding import feeding
from tests.support.spark import Cluster
from tests.support.spark_parts import export_part, run_part, spine
from tools.spark_scale import Cost, costs, read_events, report

TICKETS = 600
RUNS = [(2, 1), (2, 4), (2, 16), (1, 4), (4, 4)]  # workers, times the rows
# Whatever Spark does by size it does here at a 64th of it, so that a small company is divided as a large one would be.
SETTINGS = {
    # Else an operator takes 64 MB for its first row, and a few of them look like a large task.
    "spark.buffer.pageSize": "1m",
    "spark.hadoop.parquet.block.size": "2097152",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "1m",
    "spark.sql.adaptive.coalescePartitions.minPartitionSize": "16k",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": "4m",
    "spark.sql.autoBroadcastJoinThreshold": "160k",
    "spark.sql.files.maxPartitionBytes": "256k",  # of 16 MB, as one observation becomes many rows
    "spark.sql.files.openCostInBytes": "16k",
    "spark.sql.shuffle.partitions": "256",
}
ROW_GROUP = 2048  # rows; DuckDB writes 60 times as many, which one task reads


def company(folder: Path, tickets: int) -> tuple[Layout, str]:
    """A demo company that DuckDB has built, and dbt's vars for it; made where it is not there."""
    layout = Layout(folder / f"{tickets}")
    landing = layout.demo / "landing"
    told = folder / f"{tickets}.json"
    if not told.exists():
        layout.make()
        generate(layout.demo, tickets)
        land(landing, layout.database)
        variables = json.dumps({"sources": feeding(landing)})
        run_dbt(layout, "build", *TABLES_ALONE, "--exclude", "tag:advanced", variables=variables)
        told.write_text(variables)
    return layout, told.read_text()


def measured(folder: Path, workers: int, times: int) -> dict[str, Cost]:
    built, variables = company(folder, TICKETS * times)
    work = folder / f"{workers}-workers-{times}-times"
    shutil.rmtree(work, ignore_errors=True)
    layout = Layout(work / "out")
    layout.make()
    shutil.copyfile(built.database, layout.database)
    manifest = parsed(built, with_roll_up(variables))
    part = spine(manifest)
    with Cluster(work, workers=workers, memory="1g", settings=SETTINGS):
        export_part(built, layout, manifest, part)
        regroup(layout.lake)
        run_part(layout, manifest, part, variables)
    (log,) = (work / "events").iterdir()
    found = costs(read_events(log))
    (folder / f"{workers}-{times}.json").write_text(
        json.dumps({name: vars(cost) for name, cost in found.items()})
    )
    return found


def regroup(lake: Path) -> None:
    """Write the Parquet files of a lake again, in groups of few rows."""
    with connect() as connection:
        for file in sorted(lake.rglob("*.parquet")):
            fresh = file.with_suffix(".fresh")
            connection.execute(
                f"copy (from read_parquet({literal(str(file))})) "
                f"to {literal(str(fresh))} (format parquet, row_group_size {ROW_GROUP})"
            )
            fresh.replace(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True, help="folder for companies and clusters")
    work = parser.parse_args().work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    for workers, times in RUNS:
        print(f"\n{workers} workers, {TICKETS * times:,} tickets", flush=True)
        print(report(measured(work, workers, times)), flush=True)


if __name__ == "__main__":
    main()
