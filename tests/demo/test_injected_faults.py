"""Each fault that raw tables are known for, injected into the demo company, and the expectation that catches it.

`python -m tests.demo.test_injected_faults` writes docs/reference/quality-faults.md from the table below.
"""

import contextlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.build_file import columns_of
from customer_performance.core.contract import LandingError, load_contract
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.guard import drift
from customer_performance.guard.profile import measure_table
from customer_performance.guard.run import leave_out_empty_tables
from customer_performance.guard.suites import read_suites
from customer_performance.guard.validation import validate
from customer_performance.land.land import land
from tests.demo.test_quality_rules import copy_of
from tests.support.demo import OUT, needed

PAGE = PROJECT / "docs" / "reference" / "quality-faults.md"
# When the company's files landed: the night after its last day.
LANDED = "timestamp '2025-12-18 00:00:00'"
SOME = "hash(rowid) % 100 < {}"  # that many in a hundred rows


@dataclass(frozen=True)
class Fault:
    """What is injected: SQL on the build file, or a change to the landing folder. `caught`: the expectations that
    must fail, by table, severity and the beginning of their reason."""

    name: str
    tables: tuple[str, ...]
    inject: str | Callable[[Path], None]
    caught: tuple[tuple[str, str, str], ...]
    remark: str = ""


def cut(landing: Path) -> None:
    file = landing / "ticket_messages" / "part-0000.csv"
    content = file.read_bytes()
    file.unlink()  # it is a link to the sound one
    file.write_bytes(content[: len(content) * 2 // 3])


def again(name: str, change: Callable[[list[str]], list[str]] = list) -> Callable[[Path], None]:
    def inject(landing: Path) -> None:
        header, *rows = (landing / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (landing / name).mkdir()
        (landing / name / "again.csv").write_text("".join([header, *change(rows)]), encoding="utf-8")

    return inject


def sql_on_csv(name: str, query: str) -> Callable[[Path], None]:
    def inject(landing: Path) -> None:
        file = landing / name
        read = f"read_csv('{file}', all_varchar = true)"
        with duckdb.connect() as connection:
            connection.execute(f"copy ({query.format(file=read)}) to '{file}.new' (header)")
        os.replace(f"{file}.new", file)

    return inject


LOST = ("quality.changes", "critical", "A table has lost more than a quarter")
EMPTIED = ("quality.changes", "critical", "A column that was filled is empty now")
RENAMED = ("quality.changes", "critical", "More than a quarter of a table's rows say another word")
UNIT = ("quality.changes", "critical", "Mean and median of a number, or of the time")
FUTURE = ("raw.tickets", "critical", "Many tickets from the future")
FAULTS = [
    Fault(
        "a table absent",
        ("raw.tickets", "raw.landed_files"),
        "delete from raw.tickets; delete from raw.landed_files where table_name = 'tickets'",
        (
            ("quality.landing", "critical", "A table has rows, and the table that they belong to has none"),
            LOST,
        ),
    ),
    Fault(
        "a table empty",
        ("raw.accounts", "raw.landed_files"),
        sql_on_csv("accounts.csv", "from {file} limit 0"),
        (LOST,),
        "On a first landing, only a table that others belong to (tickets, subscriptions, orders, portal_sessions) is "
        "missed; that accounts are empty cannot be told from a company that has none.",
    ),
    Fault(
        "half of yesterday's rows",
        ("raw.ticket_messages",),
        "delete from raw.ticket_messages where hash(rowid) % 2 = 0",
        (LOST, ("quality.changes", "warning", "Days that had landed whole")),
        "Where only the newest day has half of its rows, no expectation fails: days differ by as much. Where it has "
        'less than a third, "A day of the last two weeks" fails, if a day usually has enough rows.',
    ),
    Fault(
        "a tenth of the rows lost",
        ("raw.ticket_messages",),
        "delete from raw.ticket_messages where hash(rowid) % 10 = 0",
        (("quality.changes", "warning", "A table has lost more than a twentieth"),),
        "A warning only: systems delete old rows.",
    ),
    Fault("a third cut off the end of a file", ("raw.ticket_messages", "raw.landed_files"), cut, (LOST,)),
    Fault(
        "rows doubled",
        ("raw.tickets",),
        "insert into raw.tickets from raw.tickets",
        (
            ("quality.landing", "warning", "Many rows repeat others of their file"),
            ("quality.changes", "warning", "A table has nearly doubled"),
        ),
        "A warning only: the models take each id once, so no figure changes.",
    ),
    Fault(
        "rows doubled, in a table without ids",
        ("raw.value_events",),
        "insert into raw.value_events from raw.value_events",
        (("quality.landing", "critical", "Nearly half of the rows repeat others"),),
    ),
    Fault(
        "a file landed twice under two names",
        ("raw.landed_files",),
        again("value_events"),
        (("raw.landed_files", "warning", "A file was refused, is a copy of another"),),
        "Landing takes the same bytes once; the warning only names the copy.",
    ),
    Fault(
        "a file landed twice under two names, its rows in another order",
        ("raw.value_events",),
        again("value_events", lambda rows: rows[::-1]),
        (("quality.landing", "critical", "Nearly half of the rows repeat others"),),
        "In tables with ids, the models take each id once.",
    ),
    Fault(
        "a column dropped",
        ("raw.tickets", "raw.landed_files"),
        sql_on_csv("tickets/part-0000.csv", "select * exclude (team_id) from {file}"),
        (EMPTIED,),
        "Landing itself refuses a file that lacks a required column, and stops.",
    ),
    Fault(
        "a column renamed",
        ("raw.tickets", "raw.landed_files"),
        sql_on_csv("tickets/part-0000.csv", "select * rename (team_id as team) from {file}"),
        (EMPTIED,),
    ),
    Fault(
        "two id columns swapped",
        ("raw.tickets",),
        "update raw.tickets set account_id = contact_id, contact_id = account_id",
        (("raw.tickets", "critical", "Hardly any ticket names an account"),),
        "Agents and teams are not checked: systems delete those who leave.",
    ),
    Fault(
        "numbers as text",
        ("raw.tickets", "raw.landed_files"),
        sql_on_csv(
            "tickets/part-0000.csv",
            "select * replace (handling_minutes || ' min' as handling_minutes) from {file}",
        ),
        (("raw.landed_files", "warning", "More than 1 % of the rows of a table were rejected"), LOST),
        "Landing stops by itself from 5 % of the rows on. Numbers in quotes are numbers.",
    ),
    Fault(
        "minutes turned to seconds",
        ("raw.tickets",),
        "update raw.tickets set handling_minutes = handling_minutes * 60",
        (UNIT,),
    ),
    Fault(
        "one source shifted by eight hours",
        ("raw.ticket_messages",),
        "update raw.ticket_messages set sent_at = sent_at + interval 8 hours",
        (("quality.changes", "warning", "The hours of the day at which things happen have shifted"),),
        "Needs a landing before. The demo company writes around the clock, so its hours tell less; a shift backwards "
        "is caught as replies before creation.",
    ),
    Fault(
        "one source shifted by eight hours, where people keep hours",
        ("raw.usage_events",),
        "update raw.usage_events set occurred_at = occurred_at + interval 8 hours",
        (("quality.changes", "critical", "The hours of the day at which things happen are not those"),),
        "Needs a landing before.",
    ),
    Fault(
        "day and month swapped",
        ("raw.tickets",),
        "update raw.tickets set created_at = make_timestamp(year(created_at), day(created_at), month(created_at),"
        " hour(created_at), minute(created_at), second(created_at)) where day(created_at) <= 12",
        (("raw.tickets", "warning", "Tickets were solved before they were created"),),
        "In the first half of a year many dates are in the future, too, which is critical.",
    ),
    Fault(
        "dates in the future",
        ("raw.tickets",),
        f"update raw.tickets set created_at = created_at + interval 3 years where {SOME.format(10)}",
        (FUTURE,),
        "Fewer than 5 % are exceptions: left out of the present (as_of), and listed.",
    ),
    Fault(
        "dates at 1970",
        ("raw.tickets",),
        f"update raw.tickets set created_at = timestamp '1970-01-01' where {SOME.format(10)}",
        (("raw.tickets", "critical", "Creation is where every duration starts"),),
    ),
    Fault(
        "account ids null in 40 %",
        ("raw.tickets",),
        f"update raw.tickets set account_id = null where {SOME.format(40)}",
        (
            EMPTIED,
            ("quality.changes", "warning", "A column is filled clearly less often"),
            ("raw.tickets", "warning", "Accounts (segments, churn)"),
        ),
    ),
    Fault(
        "a new status word in 30 %",
        ("raw.tickets",),
        f"update raw.tickets set status = 'parked' where {SOME.format(30)}",
        (
            RENAMED,
            ("quality.changes", "warning", "A word that hardly anybody used before"),
            ("raw.tickets", "warning", "More than a tenth of the tickets have a status"),
        ),
    ),
    Fault(
        "a new status word in 15 %",
        ("raw.tickets",),
        f"update raw.tickets set status = 'parked' where {SOME.format(15)}",
        (
            ("quality.changes", "warning", "More than a tenth of a table's rows say another word"),
            ("raw.tickets", "warning", "More than a tenth of the tickets have a status"),
        ),
    ),
    Fault(
        "scores of 11",
        ("raw.survey_responses",),
        f"update raw.survey_responses set score = 11 where score is not null and {SOME.format(10)}",
        (("raw.survey_responses", "warning", "More than 5 % of the scores of a kind"),),
        "A warning only: a score off its scale is no score to the models.",
    ),
    Fault(
        "a scale turned round",
        ("raw.survey_responses",),
        "update raw.survey_responses set score = 6 - score where kind = 'csat' and scale_max is null",
        (("quality.changes", "critical", "The mean score of a kind of survey"),),
        "Needs a landing before, and a mean that is not in the middle of the scale.",
    ),
    Fault(
        "answers doubled",
        ("raw.survey_responses",),
        "insert into raw.survey_responses select * replace (response_id || '-2' as response_id)"
        " from raw.survey_responses",
        (("quality.landing", "warning", "Many rows repeat others of their file"),),
    ),
    Fault(
        "a feed ten days stale",
        ("raw.ticket_messages",),
        "delete from raw.ticket_messages where sent_at > timestamp '2025-12-17 18:30' - interval 10 days",
        (
            ("raw.ticket_messages", "warning", "The messages end a week before the newest ticket"),
            ("quality.landing", "warning", "A feed with rows on most days ends a week before another"),
            ("quality.changes", "warning", "The newest row is older than the newest"),
        ),
    ),
    Fault(
        "every feed ten days stale",
        ("raw.tickets", "raw.ticket_events", "raw.ticket_messages"),
        "; ".join(
            f"update raw.{table} set _loaded_at = _loaded_at + interval 10 days"
            for table in ("tickets", "ticket_events", "ticket_messages")
        ),
        (("quality.changes", "warning", "The newest row of a table that has rows on most days"),),
        "Needs a landing before.",
    ),
    Fault(
        "an export that stopped forty days ago",
        ("raw.order_claims",),
        "update raw.order_claims set _loaded_at = _loaded_at + interval 40 days",
        (("quality.changes", "warning", "The newest row of a table is 35 days further behind"),),
        "Needs a landing before.",
    ),
    Fault(
        "call ids that repeat for half of the calls",
        ("raw.calls",),
        "update raw.calls set call_id = 'C' || (rowid // 2), _source_row = rowid where rowid % 4 < 2",
        (("quality.landing", "critical", "Rows of a file share their ids"),),
    ),
    Fault(
        "20 % orphans",
        ("raw.ticket_messages",),
        f"update raw.ticket_messages set ticket_id = 'lost-' || ticket_id where {SOME.format(20)}",
        (("raw.ticket_messages", "warning", "More than a tenth of the messages belong"),),
    ),
    Fault(
        "20 % orphans, of accounts",
        ("raw.tickets",),
        f"update raw.tickets set account_id = 'lost-' || account_id where {SOME.format(20)}",
        (("raw.tickets", "warning", "More than a tenth of the tickets name"),),
    ),
    Fault(
        "solved before created in 5 %",
        ("raw.tickets",),
        f"update raw.tickets set solved_at = created_at - interval 1 hour where {SOME.format(5)}",
        (("raw.tickets", "warning", "Tickets were solved before they were created"),),
    ),
    Fault(
        "replies before creation",
        ("raw.ticket_messages",),
        f"update raw.ticket_messages set sent_at = sent_at - interval 400 days where author_type = 'agent'"
        f" and {SOME.format(10)}",
        (("raw.ticket_messages", "warning", "Many messages were sent before their ticket"),),
        "Below 2 % of the messages they are exceptions, and listed.",
    ),
    Fault(
        "MRR in thousandths of a cent",
        ("raw.subscriptions",),
        f"update raw.subscriptions set mrr = mrr * 100000 where {SOME.format(5)}",
        (("raw.subscriptions", "warning", "An MRR of more than ten million"),),
    ),
    Fault(
        "currency missing",
        ("raw.subscriptions",),
        "update raw.subscriptions set currency = null",
        (EMPTIED,),
        "Needs a landing before: without a currency, an amount is in the reporting currency, which is allowed.",
    ),
    Fault(
        "amounts × 100",
        ("raw.orders",),
        "update raw.orders set amount = amount * 100",
        (UNIT,),
        "Needs a landing before: what an order usually costs in an unknown company cannot be known.",
    ),
    Fault(
        "amounts × 2",
        ("raw.orders",),
        "update raw.orders set amount = amount * 2",
        (("quality.changes", "warning", "Mean and median of a number, or of a time, have moved by half"),),
        "Needs a landing before. A warning only: prices rise.",
    ),
    Fault(
        "the test-account flag lost",
        ("raw.accounts",),
        "update raw.accounts set is_test = false",
        (("quality.changes", "warning", "A flag that was set somewhere"),),
        "Needs a landing before.",
    ),
    Fault(
        "mojibake in dimension words",
        ("raw.tickets",),
        f"update raw.tickets set product_area = 'Zahlung fÃ¼r Firmen' where {SOME.format(3)}",
        (("quality.landing", "warning", "Words such as Ã¤"),),
    ),
    Fault(
        "one priority for all",
        ("raw.tickets",),
        "update raw.tickets set priority = 'normal'",
        (RENAMED,),
        "Needs a landing before: small companies have one priority.",
    ),
    Fault(
        "three times the volume in a day",
        ("raw.ticket_events",),
        "insert into raw.ticket_events select ticket_events.* replace (event_id || '-' || n as event_id)"
        " from raw.ticket_events, range(1, 3) as copies(n) where occurred_at::date = date '2025-12-16'",
        (("quality.landing", "warning", "A day of the last two weeks"),),
        "A warning only: such days happen. A day needs about ten rows to differ from chance.",
    ),
    Fault(
        "durations all zero",
        ("raw.tickets",),
        "update raw.tickets set handling_minutes = 0 where handling_minutes is not null",
        (("quality.landing", "warning", "Every duration is zero"), UNIT),
    ),
]


def stamp_landed(layout: Layout) -> None:
    """All that landed did so in the night after the company's last day, unless the fault says otherwise."""
    with duckdb.connect(str(layout.database)) as connection:
        for (schema, table), columns in columns_of(connection).items():
            if schema == "raw" and "_batch_id" in columns:
                connection.execute(
                    f"update raw.{table} set _loaded_at = {LANDED} where _loaded_at > {LANDED}"
                )


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Layout:
    """The demo company, landed once by itself, measured and accepted."""
    folder = tmp_path_factory.mktemp("sound")
    shutil.copytree(needed(OUT / "demo" / "landing"), folder / "landing")
    layout = Layout(folder / "out")
    layout.make()
    land(folder / "landing", layout.database)
    stamp_landed(layout)
    with duckdb.connect(str(layout.database)) as connection:
        drift.compare(connection)
        drift.accept(connection, changes_accepted=False)
    return layout


@cache
def tables_of_contract():
    return {
        f"{table.schema}.{table.name}": table for each in load_contract().values() for table in each.values()
    }


def failures(layout: Layout, tables: tuple[str, ...]) -> set[tuple[str, str, str]]:
    """What fails of the expectations on these tables, as table, severity and reason."""
    asked = [
        rule
        for rule in read_suites(PROJECT / "quality", "raw")
        if rule.table in (*tables, "quality.landing", "quality.changes")
    ]
    asked = leave_out_empty_tables(asked, layout.database)
    validate("raw", asked, layout, docs=False)
    return {(rule.table, rule.severity, rule.why) for rule in asked if rule.status == "failed"}


def compare(layout: Layout, tables: tuple[str, ...], monkeypatch) -> None:
    """Measure these tables alone; the others are as they were."""

    def measure(connection):
        kept = connection.execute("from quality.measurements").fetchall()
        found = [tuple(row[1:]) for row in kept if row[1] not in tables]
        there = columns_of(connection)
        for address in set(tables) & tables_of_contract().keys():
            table = tables_of_contract()[address]
            if table.source != "landing":
                found += measure_table(connection, table, set(there[table.schema, table.name]))
        return found

    monkeypatch.setattr(drift, "measure", measure)
    with duckdb.connect(str(layout.database)) as connection:
        drift.compare(connection)


def found(expected: tuple[str, str, str], failed: set[tuple[str, str, str]]) -> bool:
    table, severity, reason = expected
    return any((table, severity) == rule[:2] and rule[2].startswith(reason) for rule in failed)


def inject(fault: Fault, sound: Layout, folder: Path) -> Layout:
    layout = copy_of(sound, folder / "out")
    if isinstance(fault.inject, str):
        with duckdb.connect(str(layout.database)) as connection:
            connection.execute(fault.inject)
    else:
        shutil.copytree(sound.out.parent / "landing", folder / "landing", copy_function=os.link)
        fault.inject(folder / "landing")
        with contextlib.suppress(LandingError):
            land(folder / "landing", layout.database)
        stamp_landed(layout)
    return layout


def test_sound_data_passes_what_catches_the_faults(sound):
    failed = failures(sound, tuple({table for fault in FAULTS for table in fault.tables}))
    assert [rule for rule in failed if rule[1] == "critical"] == []
    assert [expected for fault in FAULTS for expected in fault.caught if found(expected, failed)] == []


def test_every_expectation_on_measurements_catches_a_fault():
    rules = [rule for rule in read_suites(PROJECT / "quality", "raw") if rule.table in drift.AGGREGATES]
    caught = {expected for fault in FAULTS for expected in fault.caught}
    reasons = {(rule.table, rule.severity, rule.why) for rule in rules}
    assert [reason for reason in reasons if not any(found(expected, {reason}) for expected in caught)] == []
    assert len(reasons) == len(rules)
    in_the_suites = {
        (rule.table, rule.severity, rule.why) for rule in read_suites(PROJECT / "quality", "raw")
    }
    assert [expected for expected in caught if not found(expected, in_the_suites)] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_is_caught(fault, sound, tmp_path, monkeypatch):
    layout = inject(fault, sound, tmp_path)
    compare(layout, fault.tables, monkeypatch)
    failed = failures(layout, fault.tables)
    assert [expected for expected in fault.caught if not found(expected, failed)] == [], failed


DATED = {
    address: table.dated_by
    for address, table in tables_of_contract().items()
    if table.source == "files" and table.dated_by
}
BEFORE = {
    "a day before": {address: f"not {moment} < timestamp '2025-12-17'" for address, moment in DATED.items()},
    "four months before, a fifth smaller": {
        address: f"not {moment} < timestamp '2025-08-15'" for address, moment in DATED.items()
    },
    "a third of the company": dict.fromkeys(tables_of_contract(), "hash(rowid) % 3 > 0"),
}


@pytest.mark.parametrize(("gone", "warnings"), list(zip(BEFORE.values(), (0, 0, 2), strict=True)), ids=BEFORE)
def test_a_company_may_grow(gone, warnings, sound, tmp_path):
    """What landed before had fewer rows. Nothing that happens in a living company stops it, and a day or a season
    more is not worth a word."""
    before, now = copy_of(sound, tmp_path / "before"), copy_of(sound, tmp_path / "now")
    with duckdb.connect(str(before.database)) as connection:
        for address, rows in gone.items():
            if address.startswith("raw.") and address != "raw.landed_files":
                connection.execute(f"delete from {address} where {rows}")
        connection.execute("delete from quality.landings")
        drift.compare(connection)
        drift.accept(connection, changes_accepted=False)
    with duckdb.connect(str(now.database)) as connection:
        connection.execute(f"attach '{before.database}' as before (read_only)")
        for table in ("landings", "measurements"):
            connection.execute(f"create or replace table quality.{table} as from before.quality.{table}")
        drift.compare(connection)
        assert connection.execute("select count(*) from quality.changes").fetchone()[0] > 1000
    failed = {rule for rule in failures(now, ()) if rule[0] == drift.CHANGES}
    assert [rule for rule in failed if rule[1] == "critical"] == []
    assert len(failed) <= warnings, failed


def test_the_page_says_what_catches_each_fault():
    assert PAGE.read_text(encoding="utf-8") == page()


def page() -> str:
    """The text of docs/reference/quality-faults.md."""
    lines = [
        "# What would catch it",
        "",
        "`tests/demo/test_injected_faults.py` injects each fault into the demo company, one at a time, and asks Great",
        "Expectations. It also writes this page from its table of faults",
        "(`python -m tests.demo.test_injected_faults`), and fails where the page is not current. A `critical` failure",
        "stops the run, a `warning` is reported. Expectations are named by their table and by the beginning of their",
        "`why` in `quality/raw/*.yml`; those of `quality.changes` compare with the last landing that was accepted,",
        "those of `quality.landing` read the measurements of this one.",
        "",
        "| fault | caught by | remark |",
        "|---|---|---|",
    ]
    for fault in FAULTS:
        caught = "<br>".join(f"{severity}: `{table}` {why} …" for table, severity, why in fault.caught)
        lines.append(f"| {fault.name} | {caught or 'nothing'} | {fault.remark} |")
    return "\n".join([*lines, "", HISTORY])


HISTORY = """\
## The history

Before it asks anything, the gate before dbt (`guard raw`) measures every raw table: its rows, the rows of each of the
last 14 days, how often columns are null and flags are set, the words of dimensions, medians and means of numbers and of
times between two columns, mean scores, the hours of the day, the newest row, repeated rows. These tables of the build
file hold what it finds:

| table | rows |
|---|---|
| `quality.landing` | the measurements of this landing |
| `quality.measurements` | those of every landing that was accepted |
| `quality.changes` | this landing beside the newest other one that was accepted |
| `quality.run_results` | the answer to every expectation in every run |

They outlive rebuilds, and hold only aggregates and words that at least five rows have: no id, no name, no text.

- A landing with a critical failure, at either gate, is not kept, so that the next one is not held to it.
- A landing is known by its measurements. Checked again, the same rows get the same answers.
- At a first landing there is nothing to compare with: `quality.changes` has no rows, its expectations have the status
  `empty`, and the step says so.
- A change that is as it should be (a purge, another unit, a new system) is accepted once, by
  `customer-performance build --accept-changes`, or `guard raw --accept-changes`.
- A landing is compared as a whole; the rows of the last 7 days are compared by themselves only in nulls and new words.
  A smaller fault in the newest rows alone hides among the old ones.

```sql
select accepted_at, value as rows
from quality.measurements inner join quality.landings using (landing_id)
where table_name = 'raw.tickets' and measure = 'rows' and scope = 'all'
order by accepted_at;
```
"""

if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
