"""What is published reads right in any client: databases, data frames, query engines, a spreadsheet.

Each client runs in its own environment, made by `make clients-test`; what it should read comes from the build file,
which publishing only copies.
"""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.paths import PROJECT
from tests.support.demo import OUT, needed
from tests.system.clients import ask

HERE = Path(__file__).parent
OLDEST, NEWEST = ".venv-clients-oldest", ".venv-clients-newest"
# What is read as another type than the file has, by clients that have no such type.
NO_SUCH_TYPE = {
    "fastparquet": {"Decimal": "float", "date": "datetime"},
}
SPREADSHEET = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)


def run(*command: str | Path) -> dict:
    environment = os.environ | {"TZ": "America/Los_Angeles"}
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def made(path: Path) -> Path:
    assert path.exists(), f"{path} is not there: make clients-test makes it"
    return path


def python(environment: str) -> Path:
    return made(PROJECT / environment / "bin" / "python")


@pytest.fixture(scope="module")
def published() -> Path:
    return needed(OUT / "published").resolve()


@pytest.fixture(scope="module")
def expected() -> dict:
    with duckdb.connect(str(needed(OUT / "build" / "warehouse.duckdb")), read_only=True) as build:
        answers = ask.answers(ask.of_duckdb(build))
    assert answers["types"] == {
        "fct_tickets.created_at": "datetime",
        "fct_tickets.is_solved": "bool",
        "fct_orders.amount": "Decimal",
        "dim_agents.agent_id": "str",
        "metric_catalog.unit": "str",
        "value": "float",
        "subjects": "int",
        "period_start": "date",
        "is_complete": "bool",
    }
    assert all(len(values) == 1 for values in answers["cell"].values())
    assert min(answers["rows"].values()) > 40
    assert min(answers["nulls"].values()) > 0
    return answers


@pytest.fixture(scope="module", params=["warehouse", "last month", "2024-12.marts"])
def named(request, published, tmp_path_factory) -> Path:
    """The published database under another name, in a folder of its own."""
    path = tmp_path_factory.mktemp("named") / f"{request.param}.duckdb"
    shutil.copy(published / "warehouse.duckdb", path)
    return path


@pytest.mark.parametrize(
    ("client", "environment"),
    [
        *((client, each) for client in ("duckdb", "duckdb_attached") for each in (OLDEST, ".venv", NEWEST)),
        ("ibis", ".venv-clients"),
        ("sqlalchemy", ".venv-clients"),
    ],
)
def test_the_database_under_any_name(client, environment, named, expected):
    assert run(python(environment), HERE / "ask.py", client, named) == expected


def test_the_database_in_node(named, expected):
    if shutil.which("npm") is None:
        pytest.skip("no npm on this machine: apt-get install npm")
    made(HERE / "node" / "node_modules")
    assert run("node", HERE / "node" / "ask.js", named) == expected


@pytest.mark.parametrize(
    "client", ["duckdb_parquet", "pyarrow", "pandas", "polars", "fastparquet", "datafusion", "chdb"]
)
def test_the_parquet_files(client, published, expected):
    answers = run(python(".venv-clients"), HERE / "ask.py", client, published / "parquet")
    other = NO_SUCH_TYPE.get(client, {})
    assert answers == expected | {
        "rows": {name: expected["rows"][name] for name in ask.FILES},
        "types": {name: other.get(kind, kind) for name, kind in expected["types"].items()},
    }


@pytest.fixture(scope="module")
def generations(published, tmp_path_factory) -> tuple[Path, Path, list[int], list[int]]:
    """Two published files, the later of which has lost half of its tickets and values, with what each holds."""
    folder = tmp_path_factory.mktemp("generations")
    this, last = folder / "this.duckdb", folder / "last.duckdb"
    shutil.copy(published / "warehouse.duckdb", this)
    shutil.copy(published / "warehouse.duckdb", last)
    with duckdb.connect(str(last)) as connection:
        connection.execute("delete from marts.fct_tickets where hash(ticket_id) % 2 = 0")
        connection.execute("delete from marts.metric_values where grain <> 'month'")
        tickets, values = (
            connection.execute(f"select count(*) from last.marts.{table}").fetchone()[0]
            for table in ("fct_tickets", "metric_values")
        )
    with duckdb.connect(str(needed(OUT / "build" / "warehouse.duckdb")), read_only=True) as build:
        views = ("kpi_tickets_created", "metric_observations", "semantic_observations", "metric_values")
        whole = [build.execute(f"select count(*) from marts.{view}").fetchone()[0] for view in views]
    return this, last, whole, [tickets, values]


@pytest.mark.parametrize("environment", [OLDEST, ".venv", NEWEST])
def test_each_of_two_generations_gives_its_own_rows(environment, generations, tmp_path):
    this, last, whole, (tickets, values) = generations
    answers = run(python(environment), HERE / "side_by_side.py", this, last, tmp_path)
    version = answers.pop("version")
    assert (version == duckdb.__version__) == (environment == ".venv")
    half = answers["opened"][1]
    assert (half[0], half[3]) == (tickets, values)
    assert half[1] == half[2] < whole[1]
    assert {name: found for name, found in answers.items() if name in ("copied", "exported")} == {
        "copied": half,
        "exported": half,
    }
    assert [found for name, found in answers.items() if name not in ("copied", "exported")] == [
        [whole, half]
    ] * 4


def test_reflection_sees_keys_nulls_and_descriptions(published):
    code = f"""
import json
from sqlalchemy import create_engine, inspect
there = inspect(create_engine("duckdb:///{published}/warehouse.duckdb", connect_args={{"read_only": True}}))
print(json.dumps({{
    "main": sorted(there.get_view_names("main")),
    "key": there.get_pk_constraint("metric_values", "marts")["constrained_columns"],
    "dimension": there.get_pk_constraint("dim_agents", "marts")["constrained_columns"],
    "fact": there.get_pk_constraint("fct_tickets", "marts")["constrained_columns"],
    "never null": [column["name"] for column in there.get_columns("fct_tickets", "marts") if not column["nullable"]],
    "comment": there.get_table_comment("metric_values", "marts")["text"][:14],
}}))
"""
    assert run(python(".venv-clients"), "-W", "ignore", "-c", code) == {
        "main": ["delivery_gap", "metric_catalog", "metric_values"],
        "key": ["metric_id", "grain", "dimension", "dimension_value", "period_start"],
        "dimension": ["agent_id"],
        "fact": [],
        "never null": ["ticket_id"],
        "comment": "The scorecard:",
    }


# --- a spreadsheet


@pytest.fixture(scope="module")
def through_a_spreadsheet(tmp_path_factory):
    """Opens a CSV file as a double click does, and saves it as CSV again: what the cells hold."""
    if SPREADSHEET is None:
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-calc-nogui")
    folder = tmp_path_factory.mktemp("spreadsheet")

    def through(rows: str, name: str) -> list[list[str]]:
        file = folder / f"{name}.csv"
        with duckdb.connect(str(OUT / "published" / "warehouse.duckdb"), read_only=True) as warehouse:
            warehouse.execute(f"copy ({rows}) to '{file}' (header)")
        profile = f"-env:UserInstallation=file://{folder}/profile"
        for kind, source in (("xlsx", file), ("csv", folder / f"{name}.xlsx")):
            target = folder if kind == "xlsx" else folder / "again"
            subprocess.run(
                [SPREADSHEET, profile, "--headless", "--convert-to", kind, "--outdir", target, source],
                check=True,
                capture_output=True,
            )
        with (folder / "again" / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
            return list(csv.reader(stream))

    return through


def test_pseudonyms_stay_texts_in_a_spreadsheet(through_a_spreadsheet, expected):
    rows = through_a_spreadsheet("select agent_id from marts.dim_agents", "agents")
    assert sorted(value for (value,) in rows[1:]) == expected["agents"]


def test_a_spreadsheet_would_have_taken_bare_digits_for_numbers(through_a_spreadsheet):
    digits = "select unnest(['1234567890123456', '1234567890123457', '12345e6789012345']) as agent_id"
    rows = through_a_spreadsheet(digits, "digits")
    assert len({value for (value,) in rows[1:]}) < 3
    letters = through_a_spreadsheet(f"select 'p' || agent_id as agent_id from ({digits})", "letters")
    assert [value for (value,) in letters[1:]] == [
        "p1234567890123456",
        "p1234567890123457",
        "p12345e6789012345",
    ]


def test_values_of_a_metric_in_a_spreadsheet(through_a_spreadsheet, expected):
    rows = through_a_spreadsheet(
        "from marts.metric_values where metric_id = 'cpi_customer_satisfaction' and grain = 'month' "
        "and dimension = 'all' order by period_start",
        "satisfaction",
    )
    header, *values = rows
    month = next(
        row for row in values if row[header.index("subjects")] == str(expected["cell"]["subjects"][0])
    )
    assert float(month[header.index("value")]) == pytest.approx(expected["cell"]["value"][0])
    assert month[header.index("metric_id")] == "cpi_customer_satisfaction"
