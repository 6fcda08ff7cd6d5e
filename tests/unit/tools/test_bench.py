"""The benchmark measures each process by itself, and its floor handles the rows that the pipeline handles."""

import subprocess
import sys

import duckdb
import pytest
import yaml

from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.demo.generate import generate
from customer_performance.demo.shapes import SHAPES
from tools import bench


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path)
    layout.make()
    return layout


MEASURE_THREE = """
import sys
from pathlib import Path
from tools import bench
from customer_performance.core.paths import Layout
for code in ("pass", "b'x' * 300_000_000", "pass"):
    print(bench.measure([sys.executable, "-c", code], Layout(Path(sys.argv[1]))).gigabytes)
"""


def test_peak_memory_is_that_of_the_process_measured(layout):
    # Measured from a small process, since a child never seems to have had less memory than its parent.
    command = [sys.executable, "-c", MEASURE_THREE, str(layout.out)]
    shown = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    before, busy, after = map(float, shown.split())
    assert before < 0.1
    assert 0.3 < busy < 0.4
    assert after < 0.1


@pytest.mark.parametrize("name", ["tools.bench", "tools.interval_study"])
def test_the_module_runs_as_a_command(name):
    command = [sys.executable, "-m", name, "--help"]
    shown = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert shown.startswith(f"usage: python -m {name} ")


def test_seconds_are_those_of_the_clock_and_cpu_seconds_those_of_work(layout):
    asleep = bench.measure([sys.executable, "-c", "import time; time.sleep(0.5)"], layout)
    assert 0.5 <= asleep.seconds < 5
    assert asleep.cpu < 0.5


def test_cpu_seconds_are_those_of_all_processes(layout):
    work = "import time\nwhile time.process_time() < 0.3: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"
    assert 0.3 <= bench.measure([sys.executable, "-c", code], layout).cpu < 3


def test_a_step_that_fails_is_shown_with_its_last_words(layout):
    with pytest.raises(RunError, match="no room left"):
        bench.measure([sys.executable, "-c", "raise SystemExit('no room left')"], layout)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_the_floor_reads_and_writes_every_row(layout, file_format):
    landing = generate(layout.demo, tickets=500, file_format=file_format)
    copy = layout.out / "floor.duckdb"
    with duckdb.connect(str(layout.database)) as build:
        build.execute("create schema raw; create table raw.tickets as from range(5)")
        build.execute("create schema marts; create table marts.fct_tickets as from range(7)")
    bench.read_files(str(landing), str(copy))
    bench.write_tables(str(layout.database), str(copy))
    with duckdb.connect(str(copy)) as connection:
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        assert tables == {path.name.split(".")[0] for path in landing.iterdir()} | {"marts.fct_tickets"}
        assert connection.execute("select count(distinct ticket_id) from tickets").fetchone() == (500,)
        assert connection.execute('select count(*) from "marts.fct_tickets"').fetchone() == (7,)


COSTS = {
    100: {
        "land": bench.Cost(1.5, 1.25, 0.5),
        bench.PIPELINE: bench.Cost(3, 2, 1),
        bench.FLOOR: bench.Cost(1, 1, 1),
    },
    2100: {
        "land": bench.Cost(5.5, 4, 0.5),
        bench.PIPELINE: bench.Cost(8, 6, 1),
        bench.FLOOR: bench.Cost(5, 2, 1),
    },
}


def test_the_table_has_a_row_for_each_step_and_three_columns_for_each_size():
    assert bench.table(COSTS).splitlines() == [
        "| step | 100 tickets: CPU s | s | GB | 2,100 tickets: CPU s | s | GB |",
        "|---|---:|---:|---:|---:|---:|---:|",
        "| land | 1.5 | 1.2 | 0.50 | 5.5 | 4.0 | 0.50 |",
        "| **all steps** | 3.0 | 2.0 | 1.00 | 8.0 | 6.0 | 1.00 |",
        "| **floor** | 1.0 | 1.0 | 1.00 | 5.0 | 2.0 | 1.00 |",
        "| all steps ÷ floor | 3.0 | 2.0 |  | 1.6 | 3.0 | |",
    ]


def test_growth_is_apart_from_what_a_step_takes_at_any_size():
    assert bench.growth(COSTS).splitlines()[2:] == [
        "| land | 1.3 | 2.000 |",
        "| all steps | 2.8 | 2.500 |",
        "| floor | 0.8 | 2.000 |",
    ]
    assert bench.growth({100: COSTS[100]}) == ""


def test_a_company_in_a_vendors_shape_is_landed_read_and_its_floor_measured(layout):
    steps = bench.steps(layout, "parquet", 500, "zendesk")
    generate(layout.demo, tickets=500, file_format="parquet", shape="zendesk")
    assert steps["demo"][-2:] == ["--shape", "zendesk"]
    for name in ("land", "dbt build"):
        assert yaml.safe_load(steps[name][steps[name].index("--vars") + 1]) == SHAPES["zendesk"].variables
    subprocess.run(steps["floor: read the files"], cwd=PROJECT, check=True)
    with duckdb.connect(str(layout.out / "floor.duckdb")) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    assert {name for (name,) in tables} == set(SHAPES["zendesk"].tables)
