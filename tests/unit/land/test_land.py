"""A run of landing as a whole: the tables it makes, what stops it, and what it leaves behind when it stops."""

import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from customer_performance.cli import main
from customer_performance.core.contract import LandingError, load_contract
from customer_performance.core.paths import PROJECT
from tests.support.landing_company import DAY, HEADER, ROWS, SUBJECT_HEADER, Company

UCI_LOG = PROJECT.parent / "shared" / "data" / "uci498" / "incident_event_log.zip"


def test_every_table_of_the_contract_is_there(company: Company) -> None:
    company.write("teams.csv", "team_id,floor", "1,third")
    company.land()
    for tables in load_contract().values():
        for table in tables.values():
            found = company.rows(
                "select column_name, lower(data_type) from duckdb_columns() "
                f"where schema_name = '{table.schema}' and table_name = '{table.name}'"
            )
            assert set(found) >= {(column.name, column.type) for column in table.columns}
    assert company.rows("select team_id, name, floor from raw.teams") == [("1", None, "third")]
    assert company.rows("select length(pseudonym_key) from raw.pseudonym_key") == [(64,)]


def test_a_run_that_breaks_off_leaves_no_rows_lying_about(company: Company, monkeypatch) -> None:
    company.write("tickets.csv", HEADER, *ROWS, "x,never,,,")

    def full(*arguments, **changes):
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr("customer_performance.land.load_log.LoadLog.enter", full)
        patched.setattr("customer_performance.land.insertion.Insertion.insert", full)
        with pytest.raises(LandingError, match="Landing broke off: no space left"):
            company.land()
    assert [path.name for path in company.database.parent.iterdir()] == ["warehouse.duckdb"]
    company.land()
    assert company.load_log() == {"tickets.csv": ("landed", 3, 2, 1)}


def test_too_many_rejected_rows_stop_the_run_every_time(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS, "x,secret,,,")
    for _ in range(2):
        with pytest.raises(LandingError, match="tickets: 1 of 3 rows were rejected; 5%") as stop:
            company.land(max_rejected_share=0.05)
        assert "1 × created_at is not a timestamp" in str(stop.value)
        assert "secret" not in str(stop.value)
    company.land(max_rejected_share=0.34)


def test_two_folders_do_not_mix(company: Company) -> None:
    company.write("tickets.csv", HEADER, *ROWS)
    company.land()
    company.landing = company.landing.rename(company.landing.with_name("other"))
    with pytest.raises(LandingError, match="another folder"):
        company.land()


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"refused_files": "contineu"}, "var refused_files must be stop or continue, and not 'contineu'"),
        ({"removed_files": True}, "var removed_files must be keep or drop"),
        ({"max_rejected_share": "5 %"}, "var max_rejected_share must be a number from 0 to 1"),
        ({"id_spaces": "zendesk"}, "var id_spaces must be a mapping of files alone, such as"),
        ({"id_spaces": {"servicenow": {"ticket_id": "files"}}}, "must be a mapping of files alone"),
        (
            {"id_spaces": {"files": {"tiket_id": "files"}}},
            r"no column of ids tiket_id \(did you mean 'ticket_id'\?\)",
        ),
        ({"id_spaces": {"files": {"calls.order_id": "files"}}}, "no column of ids calls.order_id"),
        ({"id_spaces": {"files": {"subject": "servicenow"}}}, "no column of ids subject"),
        (
            {"id_spaces": {"files": {"ticket_id": "servicenow", "contact_id": "freshdesk"}}},
            "column contact_id cannot hold ids of freshdesk, which is no source. "
            "There are files, salesforce, servicenow, stripe, zendesk.",
        ),
        ({"max_reject_share": 0.5}, "var max_reject_share is unknown; did you mean max_rejected_share?"),
    ],
)
def test_a_wrong_var_is_an_error_before_anything_lands(
    company: Company, variables: dict, complaint: str
) -> None:
    company.write("tickets.csv", SUBJECT_HEADER, f"1,{DAY},x")
    with pytest.raises(LandingError, match=complaint):
        company.land(**variables)
    assert not company.database.exists()


@pytest.mark.parametrize("text", ["{", "refused_files", "no/such/file.yml"])
def test_vars_that_are_no_yaml_are_an_error_of_the_command_line(tmp_path: Path, capsys, text: str) -> None:
    with pytest.raises(SystemExit):
        main(["land", "--out", str(tmp_path), "--landing", str(tmp_path), "--vars", text])
    assert "Invalid value for '--vars'" in capsys.readouterr().err


CUSTOM = "models:\n- {name: cpi_x, config: {meta: {%s: {%s: %s}}}}\n"


@pytest.fixture
def custom_columns(tmp_path: Path, monkeypatch) -> Callable[..., None]:
    """Let a metric declare one custom column."""

    def declare(item: str, kind: str, key: str = "custom_columns") -> None:
        metrics = tmp_path / "metrics"
        (metrics / "cpi").mkdir(parents=True, exist_ok=True)
        (metrics / "cpi" / "cpi_x.yml").write_text(CUSTOM % (key, item, kind), encoding="utf-8")
        monkeypatch.setattr(
            "customer_performance.land.land.load_contract", lambda: load_contract(metrics=metrics)
        )

    return declare


@pytest.mark.parametrize("key", ["custom_columns", "own_columns"])
def test_a_custom_column_is_typed_once_a_metric_declares_it(company: Company, custom_columns, key) -> None:
    freed = "select freed_at, typeof(freed_at) from raw.tickets order by ticket_id"
    company.write("source.yml", "timezone: Asia/Tokyo")
    company.write("tickets/old.csv", "ticket_id,created_at,Freed_At", "1,2024-03-01,2024-03-01 10:00")
    company.write(
        "tickets/new.csv", "ticket_id,created_at,freed_at", "2,2024-03-01,2024-03-01 10:00", "3,2024-03-01,no"
    )
    company.land()
    assert company.rows(freed)[1] == ("2024-03-01 10:00", "VARCHAR")

    custom_columns("tickets.freed_at", "timestamp", key)
    (company.landing / "tickets" / "old.csv").unlink()
    company.land()
    # What is gone keeps what its text said; what is there lands as declared, in UTC.
    assert company.rows(freed) == [
        (datetime(2024, 3, 1, 10), "TIMESTAMP"),
        (datetime(2024, 3, 1, 1), "TIMESTAMP"),
    ]
    assert [row[1:4] for row in company.rejected()] == [("freed_at", "no", "not a timestamp (aa)")]

    custom_columns("tickets.mood", "varchar")
    company.land()
    assert company.rows(freed)[1:] == [("2024-03-01 10:00", "VARCHAR"), ("no", "VARCHAR")]


def test_a_custom_column_that_cannot_be_is_an_error(company: Company, custom_columns) -> None:
    company.write("tickets.csv", "ticket_id,created_at", "1,2024-03-01")
    custom_columns("lifts.freed_at", "timestamp")
    with pytest.raises(LandingError, match=r"cpi_x.yml: custom_columns wants table.column.*lifts.freed_at"):
        company.land()
    custom_columns("tickets.freed_at", "moment")
    with pytest.raises(LandingError, match=r"tickets.freed_at needs a data type that landing knows.*moment"):
        company.land()


def test_servicenow_history_lands_in_its_own_schema(company: Company) -> None:
    company.write("servicenow/source.yml", "null_values: ['?']", "timestamp_format: '%d/%m/%Y %H:%M'")
    company.write(
        "servicenow/incident_history/log.csv",
        "number,sys_mod_count,sys_updated_at,opened_at,assigned_to,location",
        "INC1,0,29/2/2016 01:23,29/2/2016 01:16,?,Location 143",
    )
    company.land()
    row = company.rows("select * from raw_servicenow.incident_history")[0]
    assert row[:2] == ("INC1", 0)
    assert company.rows(
        "select sys_updated_at::varchar, assigned_to, location, _source_file "
        "from raw_servicenow.incident_history"
    ) == [("2016-02-29 01:23:00", None, "Location 143", "servicenow/incident_history/log.csv")]
    assert any("incident_history: 1 rows" in line for line in company.said)


def test_a_vendors_files_are_held_to_the_same(company: Company) -> None:
    header = "number,sys_mod_count,sys_updated_at,opened_at"
    company.write("servicenow/source.yml", "timestamp_format: '%d/%m/%Y %H:%M'")
    company.write(
        "servicenow/incident_history/a.csv",
        header,
        "INC1,0,29/2/2016 01:23,29/2/2016 01:16",
        "INC2,0,2016-02-29 01:23,29/2/2016 01:16",
        "INC3,1.5,29/2/2016 01:23,29/2/2016 01:16",
        "INC4,0,30/2/2016 01:23,29/2/2016 01:16",
        'INC5,0,"29/2/2016 01:23,29/2/2016 01:16',
    )
    company.write("servicenow/incident_history/b.csv", "sys_mod_count", "1")
    company.write("servicenow/incidents.csv", header)
    report = company.land(refused_files="continue")
    assert company.count("raw_servicenow.incident_history") == 1
    assert [line for line, *_ in company.reasons("servicenow/incident_history/a.csv")] == [3, 4, 5, 6]
    assert report.refused[0].startswith("servicenow/incident_history/b.csv: it lacks number")
    assert report.ignored == [
        "servicenow/incidents.csv is named after no table; did you mean incident_history?"
    ]


@pytest.mark.skipif(not UCI_LOG.exists(), reason=f"the incident log is not at {os.path.relpath(UCI_LOG)}")
@pytest.mark.slow
def test_the_incident_log_is_accounted_for(company: Company) -> None:
    company.write("servicenow/source.yml", "null_values: ['?']", "timestamp_format: '%d/%m/%Y %H:%M'")
    folder = company.landing / "servicenow" / "incident_history"
    folder.mkdir()
    with zipfile.ZipFile(UCI_LOG) as archive:
        archive.extract("incident_event_log.csv", folder)
    report = company.land(max_rejected_share=0)
    assert (report.rows_landed, report.rows_rejected) == (141_712, 0)
    assert company.rows(
        """select count(distinct number), count(resolved_at), count(assigned_to),
               min(sys_updated_at)::varchar, max(sys_updated_at)::varchar
           from raw_servicenow.incident_history"""
    ) == [(24_918, 138_571, 114_216, "2016-02-29 01:23:00", "2017-02-18 15:00:00")]


def test_rows_are_counted_where_an_id_stands_twice_in_a_file(company: Company) -> None:
    numbered = "select ticket_id, status, _source_row from raw.tickets order by _source_row, 1, 2"
    company.write("tickets.csv", "ticket_id,created_at,status", f"1,{DAY},open", f"2,{DAY},open")
    company.land()
    assert company.rows(numbered) == [("1", "open", None), ("2", "open", None)]
    company.write("tickets.csv", "ticket_id,created_at,status", f"1,{DAY},open", f"1 ,{DAY},solved")
    company.land()
    assert company.rows(numbered) == [("1", "open", 1), ("1 ", "solved", 2)]
    company.write("tickets.csv", "ticket_id,created_at,status", "1,soon,", f"1,{DAY},open", f"1,{DAY},solved")
    company.land()
    assert company.rows(numbered) == [("1", "open", 1), ("1", "solved", 2)]


def test_all_files_of_a_run_are_one_load(company: Company) -> None:
    for file in ("tickets/a.csv", "tickets/b.csv"):
        company.write(file, "ticket_id,created_at", f"{file},{DAY}")
    company.land()
    assert company.count("(select distinct _loaded_at from raw.tickets)") == 1
