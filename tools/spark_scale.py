"""What a build costs a Spark cluster, from the cluster's event log: `python -m tools.spark_scale LOG [LOG ...]`.

Wall time on one machine says nothing of a cluster. These figures do: what is shuffled, whether one task has much more
than the others, what the largest task holds in memory, what does not fit and is spilled, what comes back to the driver,
and which stages are one task. A log is what Spark writes with `spark.eventLog.enabled`: a file, or the folder of one
application.
"""

import argparse
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, TextIO

import pyarrow as pa

# dbt begins each statement with a comment that names the node.
NODE = re.compile(r'"node_id": "(?:\w+)\.customer_performance\.([\w.]+)"')
# A plan that was changed while it ran tells its first form as well, in nodes with higher numbers.
FINAL = re.compile(r"== Final Plan ==\n.*?\((\d+)\)")
TO_ONE_PARTITION = re.compile(r"^\((\d+)\) Exchange\n(?:Input .*\n)?Arguments: SinglePartition", re.MULTILINE)
FEW = 10


@dataclass
class Cost:
    """Of one model, over all its stages, in bytes. `largest_task` and `median_task` are rows, of the stage where they
    differ most. `single_partitions`: how often the plan has all rows come into one partition. `single_task_rows`, of
    the largest stage of one task that reads what was shuffled; where `single_partitions` is 0, there were few."""

    tasks: int = 0
    shuffled: int = 0
    spilled: int = 0
    to_driver: int = 0
    peak_memory: int = 0
    cpu_seconds: float = 0.0
    largest_task: int = 0
    median_task: float = 0.0
    single_partitions: int = 0
    single_task_rows: int = 0

    @property
    def skew(self) -> float:
        return self.largest_task / self.median_task if self.median_task else 1.0


@dataclass
class Stage:
    model: str
    rows: list[int] = field(default_factory=list)
    has_shuffled_input: bool = False


def costs(events: Iterable[dict[str, Any]]) -> dict[str, Cost]:
    """By model, in the order in which Spark came to them."""
    found: dict[str, Cost] = {}
    stages: dict[int, Stage] = {}
    models: dict[int, str] = {}
    plans: dict[int, str] = {}
    for event in events:
        if "physicalPlanDescription" in event:
            query = event["executionId"]
            if named := NODE.search(event.get("description") or ""):
                models[query] = named[1]
            plans[query] = event["physicalPlanDescription"]
        elif event["Event"] == "SparkListenerJobStart":
            named = NODE.search(event.get("Properties", {}).get("spark.job.description") or "")
            if named:
                for stage in event["Stage IDs"]:
                    stages.setdefault(stage, Stage(named[1]))
        elif event["Event"] == "SparkListenerTaskEnd" and (at := stages.get(event["Stage ID"])):
            add(found.setdefault(at.model, Cost()), at, event)
    for at in stages.values():
        conclude(found.get(at.model), at)
    for query, model in models.items():
        if model in found:
            found[model].single_partitions += single_partitions(plans[query])
    return found


def single_partitions(plan: str) -> int:
    last = FINAL.search(plan)
    return sum(last is None or int(number) <= int(last[1]) for number in TO_ONE_PARTITION.findall(plan))


def add(cost: Cost, stage: Stage, event: dict[str, Any]) -> None:
    measured = event.get("Task Metrics")
    if not measured:  # of a task that was lost with its worker
        return
    read = measured["Shuffle Read Metrics"]["Total Records Read"]
    stage.rows.append(read + measured["Input Metrics"]["Records Read"])
    stage.has_shuffled_input |= read > 0
    cost.tasks += 1
    cost.shuffled += measured["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    cost.spilled += measured["Disk Bytes Spilled"]
    cost.to_driver += measured["Result Size"]
    cost.peak_memory = max(cost.peak_memory, measured["Peak Execution Memory"])
    cost.cpu_seconds += measured["Executor CPU Time"] / 1e9


def conclude(cost: Cost | None, stage: Stage) -> None:
    if cost is None or not stage.rows:
        return
    if stage.has_shuffled_input and len(stage.rows) == 1:
        cost.single_task_rows = max(cost.single_task_rows, stage.rows[0])
    largest, middle = max(stage.rows), median(stage.rows)
    if len(stage.rows) > 1 and middle and largest / middle > cost.skew:
        cost.largest_task, cost.median_task = largest, middle


def read_events(log: Path) -> Iterator[dict[str, Any]]:
    """Of a file, or of all files of an application in their order; also those that Zstandard has compressed."""
    files = sorted(log.rglob("events_*"), key=number_of) if log.is_dir() else [log]
    for file in files:
        with opened(file) as lines:
            yield from map(json.loads, lines)


def number_of(file: Path) -> int:
    return int(file.name.split("_")[1])


def opened(file: Path) -> TextIO:
    if file.suffix in (".zstd", ".zst"):
        return io.TextIOWrapper(pa.input_stream(str(file), compression="zstd"), encoding="utf-8")
    return file.open(encoding="utf-8")


def report(found: dict[str, Cost], models: int = FEW) -> str:
    """A line on all models, then those that shuffle most."""
    lines = [line_of(f"all {len(found)} models", together(found.values()))]
    lines += [line_of(model, cost) for model, cost in largest(found)[:models]]
    return "\n".join(lines)


def largest(found: dict[str, Cost]) -> list[tuple[str, Cost]]:
    return sorted(found.items(), key=lambda item: -item[1].shuffled)


def together(found: Iterable[Cost]) -> Cost:
    """Sums, of memory and skew the largest."""
    whole = Cost()
    for cost in found:
        whole.tasks += cost.tasks
        whole.shuffled += cost.shuffled
        whole.spilled += cost.spilled
        whole.to_driver += cost.to_driver
        whole.cpu_seconds += cost.cpu_seconds
        whole.single_partitions += cost.single_partitions
        whole.peak_memory = max(whole.peak_memory, cost.peak_memory)
        whole.single_task_rows = max(whole.single_task_rows, cost.single_task_rows)
        if cost.skew > whole.skew:
            whole.largest_task, whole.median_task = cost.largest_task, cost.median_task
    return whole


def line_of(name: str, cost: Cost) -> str:
    return (
        f"  {name:45} tasks {cost.tasks:5}, shuffled {cost.shuffled / 1e6:8.1f} MB, skew {cost.skew:5.1f}, peak "
        f"{cost.peak_memory / 1e6:7.1f} MB, spilled {cost.spilled / 1e6:6.1f} MB, to driver "
        f"{cost.to_driver / 1e6:6.2f} MB, single partitions {cost.single_partitions}, rows of "
        f"one task alone {cost.single_task_rows:,}, {cost.cpu_seconds:.0f} CPU s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("logs", nargs="+", type=Path)
    for log in parser.parse_args().logs:
        print(f"{log}\n{report(costs(read_events(log)))}")


if __name__ == "__main__":
    main()
