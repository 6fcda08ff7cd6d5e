"""A real incident log, from its CSV to metric_values, against an independent computation of every metric."""

import shutil
import zipfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import duckdb
import numpy as np
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.land.land import land
from tests.oracles.incident_log import IncidentLog, read_log
from tests.oracles.journeys import walk

ARCHIVE = PROJECT.parent / "shared" / "data" / "uci498" / "incident_event_log.zip"
SOURCE = """\
null_values: ['?']
timestamp_format: '%d/%m/%Y %H:%M'
timezone: UTC
"""
METRICS = [
    "kpi_tickets_created",
    "kpi_tickets_solved",
    "kpi_ticket_backlog",
    "kpi_resolution_time",
    "kpi_resolution_time_mean",
    "kpi_resolution_time_p90",
    "kpi_resolution_time_net_of_customer",
    "kpi_queue_time",
    "cpi_transfer_free_resolution",
    "cpi_reopen_rate",
    "cpi_repeat_contact_rate",
]
# Of the demo company alone there is an independent count of these.
BACKLOG_AGE = ["kpi_backlog_age", "kpi_backlog_age_p90"]
CELLS = [
    ("month", "all"),
    ("month", "team"),
    ("month", "channel"),
    ("month", "priority"),
    ("month", "product_area"),
    ("day", "all"),
    ("week", "team"),
    ("quarter", "all"),
]

pytestmark = pytest.mark.skipif(not ARCHIVE.exists(), reason=f"the incident log is not at {ARCHIVE}")


@pytest.fixture(scope="session")
def oracle() -> IncidentLog:
    return IncidentLog(read_log(ARCHIVE))


@pytest.fixture(scope="session")
def landing(tmp_path_factory) -> Path:
    landing = tmp_path_factory.mktemp("incident_log") / "landing"
    history = landing / "servicenow" / "incident_history"
    history.mkdir(parents=True)
    (landing / "servicenow" / "source.yml").write_text(SOURCE)
    with zipfile.ZipFile(ARCHIVE) as members:
        members.extract("incident_event_log.csv", history)
    return landing


@pytest.fixture(scope="session")
def run(landing, tmp_path_factory):
    """Land the log into a fresh OUT and build it; with the same key, so that pseudonyms are the same."""

    def run(*without: str) -> Path:
        layout = Layout(tmp_path_factory.mktemp("out"))
        layout.make()
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CUSTOMER_PERFORMANCE_PSEUDONYM_KEY", "0" * 64)
            land(landing, layout.database)
        run_dbt(layout, "build", "--exclude-resource-type", "unit_test", *without)
        return layout.database

    return run


@pytest.fixture(scope="session")
def built(run) -> Path:
    return run()


@pytest.fixture(scope="session")
def warehouse(built):
    with duckdb.connect(built, read_only=True) as connection:
        yield connection


def qualified(numbers: Iterable[str]) -> list[str]:
    """Numbers of incidents as the models have them, in order."""
    return sorted(f"servicenow/{number}" for number in numbers)


def test_every_row_is_accounted_for(warehouse):
    landed = warehouse.sql("""
        select rows_read, rows_landed + rows_rejected
        from raw.landed_files
        where source = 'servicenow' and table_name = 'incident_history'
    """).fetchall()
    assert landed == [(141_712, 141_712)]
    assert warehouse.sql("select count(*) from raw_servicenow.incident_history").fetchone() == (141_712,)
    assert warehouse.sql("select count(*) from raw.rejected_rows").fetchone() == (0,)


def test_incidents_solved_and_reopened(warehouse):
    solved, reopened = warehouse.sql("""
        select count(*) filter (where is_solved), count(*) filter (where is_reopened) from marts.fct_tickets
    """).fetchone()
    assert (solved, reopened) == (24_918, 275)


def test_incidents_that_go_back_in_time_are_solved_when_their_record_says(warehouse, oracle):
    (counted,) = warehouse.sql("""
        select count(*) from marts.metric_observations where metric_id = 'kpi_tickets_solved'
    """).fetchone()
    assert counted == 24_918
    dated = warehouse.execute(
        """
        select ticket_id, last_solved_at is not null, coalesce(
            resolution_seconds, resolution_net_seconds, longest_silence_seconds, first_reply_seconds
        )
        from marts.fct_tickets where ticket_id in (select unnest(?))
        """,
        [qualified(oracle.disordered)],
    ).fetchall()
    assert sorted(dated) == [(ticket_id, True, None) for ticket_id in qualified(oracle.disordered)]


def test_incidents_that_go_back_in_time_are_exceptions(warehouse, oracle):
    listed = warehouse.sql("""
        select record_key from marts.data_quality_exceptions
        where source = 'servicenow' and reason = 'history_out_of_order'
    """).fetchall()
    assert len(listed) == 5
    assert sorted(key for (key,) in listed) == qualified(oracle.disordered)


def test_every_metric_that_the_log_allows_is_there_and_no_other(warehouse):
    present = warehouse.sql("select distinct metric_id from marts.metric_values").fetchall()
    assert sorted(metric_id for (metric_id,) in present) == sorted([*METRICS, *BACKLOG_AGE])


def test_who_called_is_known_of_most_incidents(warehouse):
    left_out = warehouse.sql("""
        select unknown_because, count(*)
        from marts.cpi_repeat_contact_rate
        group by unknown_because
    """).fetchall()
    assert dict(left_out) == {None: 24_069, "shared_contact": 826, "no_contact": 3}


@pytest.fixture(scope="session")
def lenient(built, tmp_path_factory):
    """The same log, where a caller is one person however often it calls, and where what the log cannot tell of has no
    weight in effort: it has no messages."""
    layout = Layout(tmp_path_factory.mktemp("lenient"))
    layout.make()
    shutil.copy(built, layout.database)
    with duckdb.connect(layout.database) as connection:
        connection.execute(
            "update seeds.effort_weights set weight = 0 where kind = 'further_customer_message'"
        )
    run_dbt(
        layout,
        "run",
        "--select",
        "int_shared_contacts+",
        "int_ticket_evidence+",
        "--vars",
        "shared_contact_tickets: 100000",
    )
    with duckdb.connect(layout.database, read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def lenient_oracle() -> IncidentLog:
    return IncidentLog(read_log(ARCHIVE), shared_contact_tickets=100_000)


def test_repeat_contacts_count_the_incidents_that_name_a_caller(lenient):
    counted = lenient.sql("""
        select count(*), round(100 * avg(numerator), 4)
        from marts.metric_observations
        where metric_id = 'cpi_repeat_contact_rate'
    """).fetchone()
    assert counted == (24_895, 14.2438)


@pytest.mark.parametrize(("grain", "dimension"), CELLS)
@pytest.mark.parametrize("metric_id", ["cpi_contact_effort", "cpi_repeat_contact_rate"])
def test_effort_is_known_once_what_the_log_cannot_tell_of_has_no_weight(
    lenient, lenient_oracle, metric_id, grain, dimension
):
    check_cells(lenient, lenient_oracle, metric_id, grain, dimension)


@pytest.mark.parametrize(("grain", "dimension"), CELLS)
@pytest.mark.parametrize("metric_id", METRICS)
def test_metric_equals_the_independent_computation(warehouse, oracle, metric_id, grain, dimension):
    check_cells(warehouse, oracle, metric_id, grain, dimension)


def check_cells(warehouse, oracle, metric_id, grain, dimension):
    expected = oracle.cells(metric_id, grain, dimension)
    actual = warehouse.execute(
        """
        select cast(period_start as timestamp) as period_start, dimension_value,
            numerator, denominator, subjects, clusters, value
        from marts.metric_values
        where metric_id = ? and grain = ? and dimension = ?
        """,
        [metric_id, grain, dimension],
    ).df()
    actual = actual.set_index(["period_start", "dimension_value"])
    assert len(expected) > 0
    assert actual.index.is_unique
    assert set(actual.index) == set(expected.index)
    actual = actual.reindex(expected.index)
    for column in expected:
        found, wanted = actual[column].to_numpy(float), expected[column].to_numpy(float)
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9, err_msg=column)


def test_two_runs_on_the_same_input_agree_row_for_row(built, run):
    again = run("--exclude-resource-type", "test", "--select", "+metric_values")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built}' as first (read_only)")
        connection.execute(f"attach '{again}' as second (read_only)")
        for one, other in [("first", "second"), ("second", "first")]:
            differing = connection.sql(f"""
                select count(*) from (
                    from {one}.marts.metric_values except all from {other}.marts.metric_values
                )
            """)
            assert differing.fetchone() == (0,)


@pytest.fixture(scope="session")
def journeys(oracle):
    incidents = oracle.incidents[~oracle.incidents.index.isin(oracle.disordered)]
    return walk(incidents, oracle.versions)


def test_journeys_are_those_of_a_plain_loop(warehouse, journeys):
    found = warehouse.sql("""
        select subject_id, journey_number, visit_number, stage, entered_at, last_event_at, event_count, next_stage,
            case when next_stage is not null then left_at end as left_at
        from marts.customer_journey_visits
        where journey = 'ticket'
        order by subject_id, journey_number, visit_number
    """).fetchall()
    expected = [
        (
            f"servicenow/{number}",
            journey,
            place,
            visit.stage,
            visit.entered_at,
            visit.last_event_at,
            visit.events,
            visit.next_stage,
            visit.left_at,
        )
        for number, visits in sorted(journeys.visits.items())
        for journey, each in groupby(visits, key=lambda visit: visit.journey)
        for place, visit in enumerate(each, start=1)
    ]
    assert max(journey for _, journey, *_ in expected) > 1
    assert len(found) > 60_000
    assert found == expected


def test_transitions_are_those_of_a_plain_loop(warehouse, journeys):
    found = warehouse.sql("""
        select from_stage, case when to_stage in ('finished', 'still_there') then null else to_stage end, visits
        from marts.customer_journey_transitions
        where journey = 'ticket'
    """).fetchall()
    shown = {(stage, to): visits for stage, to, visits in found if to != "other_ways"}
    expected = journeys.transitions()
    assert {way: expected[way] for way in shown} == shown
    rest = sum(visits for way, visits in expected.items() if way not in shown)
    assert rest == sum(visits for _, to, visits in found if to == "other_ways")


def test_shares_out_of_a_stage_add_up(warehouse):
    stages = warehouse.sql("""
        select journey, from_stage, sum(share), sum(visits), any_value(entered)
        from marts.customer_journey_transitions
        inner join (
            select journey, stage as from_stage, count(*) as entered
            from marts.customer_journey_visits group by all
        ) using (journey, from_stage)
        group by journey, from_stage
    """).fetchall()
    assert len(stages) >= 5
    for *stage, share, visits, entered in stages:
        assert share == pytest.approx(1, abs=1e-12), stage
        assert visits == entered, stage
