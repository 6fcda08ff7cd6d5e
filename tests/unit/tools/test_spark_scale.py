"""What a build cost a cluster is read from its event log."""

import json

import pyarrow as pa
import pytest

from tools.spark_scale import costs, read_events, together


def job(model: str, *stages: int, said: str = "create table …") -> dict:
    comment = json.dumps({"app": "dbt", "node_id": f"model.customer_performance.{model}"})
    return {
        "Event": "SparkListenerJobStart",
        "Stage IDs": list(stages),
        "Properties": {"spark.job.description": f"/* {comment} */ {said}"},
    }


def task(stage: int, rows: int = 0, read: int = 0, **measured: int) -> dict:
    return {
        "Event": "SparkListenerTaskEnd",
        "Stage ID": stage,
        "Task Metrics": {
            "Shuffle Read Metrics": {"Total Records Read": read},
            "Shuffle Write Metrics": {"Shuffle Bytes Written": measured.get("shuffled", 0)},
            "Input Metrics": {"Records Read": rows},
            "Disk Bytes Spilled": measured.get("spilled", 0),
            "Result Size": measured.get("result", 0),
            "Peak Execution Memory": measured.get("peak", 0),
            "Executor CPU Time": measured.get("nanoseconds", 0),
        },
    }


def test_the_tasks_of_all_stages_of_a_model_are_added():
    found = costs(
        [
            job("int_tickets", 0, 1),
            task(0, rows=10, shuffled=100, peak=7, nanoseconds=1_500_000_000),
            task(1, read=10, shuffled=20, spilled=3, result=5, peak=9, nanoseconds=500_000_000),
            job("dim_dates", 2),
            task(2, rows=1),
        ]
    )
    assert list(found) == ["int_tickets", "dim_dates"]
    cost = found["int_tickets"]
    assert (cost.shuffled, cost.spilled, cost.to_driver, cost.peak_memory) == (120, 3, 5, 9)
    assert (cost.cpu_seconds, cost.tasks) == (2, 2)


def test_skew_is_that_of_the_worst_stage_by_rows():
    even, uneven = [task(0, rows=10) for _ in range(4)], [task(1, read=rows) for rows in (10, 20, 10, 90)]
    cost = costs([job("m", 0, 1), *even, *uneven])["m"]
    assert (cost.largest_task, cost.median_task, cost.skew) == (90, 15, 6)


def test_of_several_models_memory_and_skew_are_the_largest_and_the_rest_is_added():
    even = [task(0, rows=10, shuffled=1, peak=9), task(0, rows=10)]
    uneven = [task(1, rows=10, shuffled=2, peak=5), task(1, rows=10), task(1, rows=30)]
    whole = together(costs([job("m", 0), job("n", 1), *even, *uneven]).values())
    assert (whole.tasks, whole.shuffled, whole.peak_memory, whole.skew) == (5, 3, 9, 3)


@pytest.mark.parametrize(
    ("tasks", "rows"),
    [([task(0, read=5)], 5), ([task(0, rows=5)], 0), ([task(0, read=5), task(0, read=5)], 0)],
)
def test_a_stage_of_one_task_counts_where_it_reads_what_was_shuffled(tasks, rows):
    assert costs([job("m", 0), *tasks])["m"].single_task_rows == rows


def test_of_stages_of_one_task_the_largest_is_told():
    stages = [task(stage, read=rows) for stage, rows in enumerate((3, 7, 5))]
    found = costs([job("m", 0, 1), job("n", 2), *stages])
    assert (found["m"].single_task_rows, together(found.values()).single_task_rows) == (7, 7)


PLAN = """== Physical Plan ==
AdaptiveSparkPlan (9)
+- == Final Plan ==
   ResultQueryStage (4)
   +- Exchange (3)
+- == Initial Plan ==
   Exchange (8)


(2) Exchange
Input [1]: [id#1]
Arguments: hashpartitioning(id#1, 200), ENSURE_REQUIREMENTS, [plan_id=1]

(3) Exchange
Input [1]: [max#2]
Arguments: SinglePartition, ENSURE_REQUIREMENTS, [plan_id=2]

(8) Exchange
Input [1]: [max#2]
Arguments: SinglePartition, ENSURE_REQUIREMENTS, [plan_id=3]
"""


def test_rows_that_come_into_one_partition_are_seen_in_the_last_plan():
    first = job("m", 0)["Properties"]["spark.job.description"]
    query = {"Event": "…SQLExecutionStart", "executionId": 4, "description": first}
    events = [
        query | {"physicalPlanDescription": "== Physical Plan ==\nExchange (1)"},
        job("m", 0),
        task(0, read=5),
        {"Event": "…SQLAdaptiveExecutionUpdate", "executionId": 4, "physicalPlanDescription": PLAN},
    ]
    found = costs(events)
    assert (found["m"].single_partitions, together(found.values()).single_partitions) == (1, 1)


def test_what_is_of_no_model_and_what_was_lost_does_not_count():
    lost = task(0) | {"Task Metrics": None}
    assert (
        costs([{"Event": "SparkListenerJobStart", "Stage IDs": [9], "Properties": {}}, task(9, shuffled=1)])
        == {}
    )
    assert costs([job("m", 0), lost, task(0, shuffled=4)])["m"].shuffled == 4


def test_the_files_of_an_application_are_read_in_their_order(tmp_path):
    for number, compressed in ((2, False), (10, True), (1, True)):
        line = json.dumps({"Event": str(number)}).encode() + b"\n"
        path = tmp_path / f"events_{number}_app-1{'.zstd' if compressed else ''}"
        if compressed:
            with pa.output_stream(str(path), compression="zstd") as written:
                written.write(line)
        else:
            path.write_bytes(line)
    assert [event["Event"] for event in read_events(tmp_path)] == ["1", "2", "10"]
