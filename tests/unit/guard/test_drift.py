"""A landing is compared with the last accepted one, stops where it is broken, and may be accepted as it is."""

import duckdb
import pytest

from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.guard import drift
from customer_performance.guard.run import guard
from customer_performance.land.land import land

CHANNELS = ("mail", "anna@example.org")


@pytest.fixture(scope="module")
def quality(tmp_path_factory):
    """The suite of changes alone, and one expectation on the marts that can be made to fail."""
    folder = tmp_path_factory.mktemp("quality")
    (folder / "raw").mkdir()
    (folder / "raw" / "history.yml").symlink_to(PROJECT / "quality" / "raw" / "history.yml")
    (folder / "marts.yml").write_text(
        "quality.landings: [{expect_table_row_count_to_equal: {value: 0}, severity: critical, why: A stop.}]"
    )
    return folder


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path / "out")
    layout.make()
    (tmp_path / "landing").mkdir()
    arrive(layout, 200)
    return layout


def arrive(layout: Layout, tickets: int) -> None:
    landing = layout.out.parent / "landing"
    lines = ["ticket_id,contact_id,created_at,channel"] + [
        f"T{number},anna@example.org,2024-01-{1 + number % 28:02} 10:00,{CHANNELS[number % 2]}"
        for number in range(tickets)
    ]
    (landing / "tickets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    land(landing, layout.database)


def rows_of_landings(layout: Layout) -> list[float]:
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        found = connection.execute(
            "select value from quality.measurements inner join quality.landings using (landing_id)"
            " where measure = 'rows' and scope = 'all' and table_name = 'raw.tickets' order by accepted_at"
        )
        return [value for (value,) in found.fetchall()]


@pytest.mark.slow
def test_a_refused_landing_is_no_norm_until_it_is_accepted(layout, quality):
    assert "no history yet" in guard("raw", layout, quality)
    arrive(layout, 100)
    for _ in range(2):
        with pytest.raises(RunError) as stop:
            guard("raw", layout, quality)
        assert rows_of_landings(layout) == [200]
    assert "table_name raw.tickets, rows_before 200, rows_now 100" in str(stop.value)
    assert "--accept-changes" in str(stop.value)

    guard("raw", layout, quality, accept_changes=True)
    assert rows_of_landings(layout) == [200, 100]
    guard("raw", layout, quality)  # the same rows need not be accepted again
    arrive(layout, 40)
    with pytest.raises(RunError, match="rows_before 100, rows_now 40"):
        guard("raw", layout, quality)


def test_the_same_rows_are_the_same_landing(layout, quality):
    for _ in range(2):
        arrive(layout, 200)
        assert "no history yet" in guard("raw", layout, quality)
    assert rows_of_landings(layout) == [200]


def test_what_the_marts_refuse_is_no_norm_either(layout, quality):
    guard("raw", layout, quality)
    with pytest.raises(RunError, match="A stop"):
        guard("marts", layout, quality)
    assert rows_of_landings(layout) == []


def test_measurements_name_nobody(layout, quality):
    guard("raw", layout, quality)
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        words = connection.execute(
            "select word, value from quality.measurements"
            " where column_name = 'channel' and measure = 'word_share' and scope = 'all'"
        )
        assert sorted(words.fetchall()) == [("mail", 0.5), ("…", 0.5)]
        everything = connection.execute(f"from {drift.AGGREGATES[1]}").fetchall()
    assert "anna" not in str(everything)
    assert "T1" not in str(everything)


def test_a_column_that_nobody_asked_about_before_was_not_emptied(layout, quality):
    """A version of the project with a further column in the contract finds it empty in files that never had it."""
    guard("raw", layout, quality)
    with duckdb.connect(str(layout.database)) as connection:
        gone = "delete from quality.measurements where measure = 'null_share' and column_name = 'topic' returning 1"
        assert connection.execute(gone).fetchall()
    arrive(layout, 201)
    assert "critical" not in guard("raw", layout, quality).lower()
