"""The gates: a critical failure stops and explains itself, a warning does not, and no value gets out."""

import duckdb
import pytest

from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import PlainProgress
from customer_performance.guard.run import guard

CANARY = "canary@example.org"


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path / "out")
    layout.make()
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute(
            f"""
            create schema raw;
            create table raw.tickets as
            select
                'T' || i as ticket_id,
                timestamp '2024-01-01' + interval (i) day as created_at,
                if(i < 3, '{CANARY}', 'email') as channel,
                if(i = 0, null, i) as score
            from range(100) as numbers(i);
            create table raw.calls as from raw.tickets limit 0;
            """
        )
    return layout


def every_byte(layout):
    files = [path for path in layout.out.rglob("*") if path.is_file() and path != layout.database]
    assert any(path.suffix == ".html" for path in files)
    return b"".join(path.read_bytes() for path in files)


def history(layout):
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        return connection.execute(
            "select table_name, status, unexpected_rows from quality.run_results order by run_at, 1, 2, 3"
        ).fetchall()


@pytest.mark.slow
def test_a_critical_failure_stops_the_run_and_explains_itself(layout, quality):
    folder = quality(
        """
        raw.tickets:
          - expect_column_values_to_be_in_set: {column: channel, value_set: [email], mostly: 0.99}
            severity: critical
            why: Other channels are not ours.
          - expect_column_values_to_be_between: {column: created_at, min_value: 2024-01-01}
            severity: critical
            why: We did not exist before.
          - expect_column_values_to_not_be_null: {column: score}
            severity: warning
            why: A score is nice to have.
          - expect_column_values_to_be_between: {column: score, max_value: 9}
            severity: critical
            why: Scores have one digit.
        """
    )
    with pytest.raises(RunError) as stop:
        guard("raw", layout, folder)
    message = str(stop.value)
    assert "CRITICAL raw.tickets: expect_column_values_to_be_in_set(column=channel" in message
    assert "3 of 100 rows; up to 1.00% of those with a value are accepted" in message
    assert "why: Other channels are not ours." in message
    assert "see: select * from raw.tickets where channel not in ('email')" in message
    # Whoever mends one fault wants to know of the others, too.
    assert "why: Scores have one digit." in message
    assert "WARNING raw.tickets: expect_column_values_to_not_be_null(column=score" in message
    assert "2 critical of 3 failed" in message
    assert CANARY not in message
    assert CANARY.encode() not in every_byte(layout)
    assert history(layout) == [
        ("raw.tickets", "failed", 1),
        ("raw.tickets", "failed", 3),
        ("raw.tickets", "failed", 90),
        ("raw.tickets", "passed", None),
    ]


@pytest.mark.slow
def test_a_warning_is_reported_and_remembered_but_does_not_stop(layout, quality, capsys):
    folder = quality(
        """
        raw.tickets:
          - expect_no_rows: select channel from {batch} where channel like '%@%'
            severity: warning
            why: A channel is no address.
          - expect_column_values_to_not_be_null: {column: score}
            severity: warning
            why: Scores are asked for.
        raw.calls:
          - expect_table_row_count_to_be_between: {min_value: 1}
            severity: critical
            why: Asked only of those who landed calls.
        """
    )
    summary = guard("raw", layout, folder, progress=PlainProgress())
    assert summary == "2 expectations on 1 tables, 2 warnings"
    shown = capsys.readouterr().out
    assert "should give no rows, and gives 3" in shown
    assert "1 of 100 rows" in shown
    assert CANARY not in shown
    assert CANARY.encode() not in every_byte(layout)
    guard("raw", layout, folder)
    assert history(layout) == 2 * [
        ("raw.calls", "empty", None),
        ("raw.tickets", "failed", 1),
        ("raw.tickets", "failed", 3),
    ]


@pytest.mark.slow
def test_the_history_of_a_version_that_said_door_goes_on(layout, quality):
    folder = quality(
        """
        raw.tickets:
          - expect_column_values_to_not_be_null: {column: channel}
            severity: warning
            why: Every ticket came by one.
        """
    )
    guard("raw", layout, folder)
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute("alter table quality.run_results rename column gate to door")
    guard("raw", layout, folder)
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        rows = connection.execute("select gate, count(*) from quality.run_results group by all").fetchall()
    assert rows == [("raw", 2)]


def test_an_empty_table_is_asked_what_says_so(layout, quality):
    folder = quality(
        """
        raw.calls:
          - expect_table_row_count_to_be_between: {min_value: 1}
            severity: critical
            why: Something must have landed.
            even_if_empty: true
        """
    )
    with pytest.raises(RunError, match=r"raw\.calls: expect_table_row_count_to_be_between"):
        guard("raw", layout, folder)


def test_a_column_that_does_not_exist_is_an_error_not_a_failure(layout, quality):
    folder = quality(
        """
        raw.tickets:
          - expect_column_values_to_not_be_null: {column: chanel}
            severity: warning
            why: A slip of the pen.
        """
    )
    with pytest.raises(RunError, match=r"(?s)column=chanel.*cannot be evaluated.*chanel"):
        guard("raw", layout, folder)


def test_a_mistake_in_the_arguments_names_suite_and_table(layout, quality):
    folder = quality(
        """
        raw.tickets:
          - expect_column_values_to_be_between: {column: score, minimum: 1}
            severity: warning
            why: x
        """
    )
    with pytest.raises(RunError, match=r"(?s)suite files: raw.tickets: .*minimum"):
        guard("raw", layout, folder)


def test_metrics_that_leave_much_out_are_named_up_to_twenty_and_the_others_counted(layout, quality, capsys):
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.metric_readiness as
            select 'metric_' || i as metric_id, 0.5 as left_out_share from range(29) as numbers(i)
            """
        )
    folder = quality(
        """
        marts.metric_readiness:
          - expect_no_rows: select * from {batch} where left_out_share >= 0.02
            severity: warning
            why: They speak of a part alone.
        """,
        "marts.yml",
    )
    guard("marts", layout, folder, progress=PlainProgress())
    text = capsys.readouterr().out
    assert text.count("metric_id metric_") == 20
    assert "and 9 more" in text
