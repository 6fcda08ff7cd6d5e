"""docs/tutorial.md, on a metric of one's own and on the seeds, done as it says, on a copy of the project."""

import re
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.paths import PROJECT
from tests.support.metricflow import asked, engine_of, manifest_of
from tests.support.project_copy import ProjectCopy

METRIC = "cpi_freed_within_half_an_hour"
TUTORIAL = (PROJECT / "docs" / "tutorial.md").read_text(encoding="utf-8")
OBSERVATIONS = Path("models/marts/metrics/metric_observations.sql")
# The first ticket comes back two days after its solve.
EVENTS = """\
event_id,ticket_id,occurred_at,actor_type,field,old_value,new_value
1,1,2025-03-03 22:50,agent,status,open,people out
2,1,2025-03-05 08:00,customer,status,people out,open
3,1,2025-03-05 09:00,agent,status,open,people out
4,2,2025-03-12 10:00,agent,status,open,people out
5,3,2025-03-20 03:00,agent,status,open,people out
"""
# Of the tests, those that are about what the tutorial adds.
TESTS = (
    f"{METRIC}_is_exact",
    "metrics_describe_themselves",
    "observations_keep_their_contract",
    "path:tests/dbt/seeds",
)
WITH_THESE_TESTS = (
    *("--indirect-selection", "empty", "--select", "resource_type:seed", "resource_type:model"),
    *TESTS,
)


def blocks() -> dict[str, str]:
    """The tutorial's code, by the file it belongs to; the commands under `sh`."""
    found = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", TUTORIAL, re.MULTILINE | re.DOTALL)
    return {file or language: text for language, file, text in found}


@pytest.fixture(scope="module")
def lifts(tmp_path_factory) -> ProjectCopy:
    """The tutorial, followed to its end; `touched` are the files that the metric took."""
    copy, code = ProjectCopy(tmp_path_factory.mktemp("project")), blocks()
    landing = copy.folder / "lifts"
    landing.mkdir()
    (landing / "tickets.csv").write_text(code["tickets.csv"], encoding="utf-8")
    (landing / "ticket_events.csv").write_text(EVENTS, encoding="utf-8")

    before = copy.files()
    copy.run("customer-performance", *re.search(r"make (new-metric) NAME=(\w+)", TUTORIAL).groups())
    sql, yml = (f"models/marts/cpi/{METRIC}.{ending}" for ending in ("sql", "yml"))
    (copy.folder / sql).write_text(code[sql], encoding="utf-8")
    (copy.folder / yml).write_text(code[yml], encoding="utf-8")
    copy.touched = {file: text for file, text in copy.files().items() if before.get(file) != text}
    copy.before = before

    for seed in ("seeds/status_words.csv", "seeds/metric_targets.csv"):
        copy.append(seed, code[seed])
    copy.edit("seeds/effort_weights.csv", "reopening,3", "reopening,5")
    # the lifts tell neither of messages nor of hands nor of persons, so these have no weight
    for kind in ("further_customer_message,1", "transfer,2", "repeat_contact,3"):
        copy.edit("seeds/effort_weights.csv", kind, f"{kind.split(',')[0]},0")
    for line in code["sh"].splitlines():
        command = line.split("#")[0].split()
        copy.run(*command, *(WITH_THESE_TESTS if command[1] == "build" else ()))
    return copy


def test_it_takes_one_sql_one_yml_and_one_line(lifts):
    assert sorted(lifts.touched) == sorted(
        [f"models/marts/cpi/{METRIC}.sql", f"models/marts/cpi/{METRIC}.yml", str(OBSERVATIONS)]
    )
    old, new = (files[str(OBSERVATIONS)].splitlines() for files in (lifts.before, lifts.touched))
    assert [line for line in new if line not in old] == [f"    '{METRIC}',"]
    assert len(new) == len(old) + 1


def test_the_column_goes_through_to_metric_values(lifts):
    """With the targets of the seed, and in dimension values that nothing but the data names."""
    values = lifts.query(
        "select dimension, dimension_value, round(value, 1), subjects, target, target_status "
        f"from marts.metric_values where metric_id = '{METRIC}' and grain = 'month' order by all"
    )
    assert values == [
        ("all", "all", 66.7, 3, 95.0, "missed"),
        ("channel", "lift intercom", 50.0, 2, 95.0, "missed"),
        ("channel", "phone", 100.0, 1, 95.0, "met"),
        ("team", "Day watch", 100.0, 1, 95.0, "met"),
        ("team", "Night watch", 50.0, 2, 60.0, "missed"),
    ]


def test_it_is_in_the_catalogue_and_in_readiness(lifts):
    assert lifts.query(f"select label_en from marts.metric_catalog where metric_id = '{METRIC}'") == [
        ("Freed within half an hour",)
    ]
    assert lifts.query(
        "select readiness, has_values, least_full_input, least_full_share "
        f"from marts.metric_readiness where metric_id = '{METRIC}'"
    ) == [("ready", True, "tickets.freed_at", 0.75)]


def test_words_and_weights_of_the_seeds_go_through_to_metric_values(lifts):
    """Tickets are solved by a word of the seed; of the three, the one that came back costs five points."""
    assert lifts.query(
        "select metric_id, round(value, 3), subjects from marts.metric_values where grain = 'month' "
        "and dimension = 'all' and metric_id in ('cpi_contact_effort', 'kpi_tickets_solved') order by 1"
    ) == [("cpi_contact_effort", 1.667, 3), ("kpi_tickets_solved", 3.0, 3)]


def test_it_is_on_the_site(lifts):
    overview, page = (lifts.layout.site / path for path in ("index.html", f"metrics/{METRIC}.html"))
    assert f'href="metrics/{METRIC}.html"' in overview.read_text(encoding="utf-8")
    assert "Freed within half an hour" in page.read_text(encoding="utf-8")


PLANTED = {
    "seeds/status_words.csv": {
        "gone home,away": "the status is none of new, open, pending, hold, solved and closed",
        "Out,solved": "words are sought in lower case: write out",
        "new,open": "the word is there twice",
    },
    "seeds/effort_weights.csv": {
        "waiting,1": "nobody counts that; what is counted: further_customer_message, reopening,",
        "transfer,-3": "the weight is negative; 0 leaves the kind out",
        "reopening,4": "the kind is there twice",
    },
    "seeds/core_features.csv": {"Dashboard": "the feature is there twice"},
    "seeds/churn_reason_words.csv": {"Price,money": "the word is there twice"},
    "seeds/sentiment_words.csv": {
        "blue screen,-3": "the value is not from -2 to 2",
        "Spinner,1": "the word is there twice",
    },
    "seeds/exchange_rates.csv": {
        "Euro,2024-01-01,1": "a currency goes by its code of three letters",
        "JPY,2024-01-01,0": "a rate is above 0",
        "EUR,2024-01-01,1.1": "the reporting currency is worth 1 of itself",
        "USD,2023-01-01,0.9": "two rates for one currency from the same day",
    },
    "seeds/metric_targets.csv": {
        "cpi_calm_nights,month,all,all,5,2024-01-01": "no such metric",
        "kpi_customer_churn_rate,week,all,all,5,2024-01-01": "the metric has no such grain; it has month",
        "cpi_net_promoter_score,month,weather,rain,5,2024-01-01": "the metric has no such dimension",
        f"{METRIC},month,all,none,5,2024-01-01": "dimension all has the value all only",
        "kpi_tickets_created,month,all,all,5,2024-01-01": "the metric is neutral",
        f"{METRIC},day,all,all,950,2024-01-01": "the metric never takes that value",
        f"{METRIC},month,team,Night watch,70,2000-01-01": "two targets for one cell from the same day",
    },
}
# Lines of which those above are a repetition.
THERE = {
    "seeds/core_features.csv": ["dashboard"],
    "seeds/exchange_rates.csv": ["USD,2023-01-01,0.92"],
    "seeds/sentiment_words.csv": ["spinner,-1"],
}
NO_COLUMNS = {
    "tickets.freed_at": "moment",
    "tickets.status": "string",
    "article_views.mood": "string",
    "lifts.name": "string",
}
UNREADABLE = {
    "seeds/status_words.csv": (",solved\n", "line {line}: word is empty"),
    "seeds/effort_weights.csv": ("transfer,some\n", "line {line}: weight is 'some', which is no number"),
    "seeds/sentiment_words.csv": ("spinner,bad\n", "line {line}: value is 'bad', which is no number"),
    "seeds/core_features.csv": ("a,b\n", "Row {row} has 2 values, but Table only has 1 columns"),
    "seeds/exchange_rates.csv": ("USD,2024-02-31,1\n", "line {line}: valid_from is '2024-02-31', which is no date"),
    "seeds/metric_targets.csv": ("cpi_reopen_rate,month\n", "line {line}: target is empty"),
}  # fmt: skip


@pytest.fixture(scope="module")
def mistaken(lifts) -> str:
    """What dbt's tests say, in one line, of mistakes in both files of the metric and in every seed."""
    for file, lines in PLANTED.items():
        with duckdb.connect(str(lifts.layout.database)) as connection:
            for line in [*THERE.get(file, []), *lines]:
                values = line.split(",")
                marks = ", ".join("?" * len(values))
                connection.execute(f"insert into seeds.{Path(file).stem} values ({marks})", values)
    lifts.edit(f"models/marts/cpi/{METRIC}.sql", "<= 1800", "< 1800")
    lifts.edit(f"models/marts/cpi/{METRIC}.yml", '"半小時內脫困率"', '""')
    lifts.edit(
        f"models/marts/cpi/{METRIC}.yml", "{tickets.freed_at: timestamp}", str(NO_COLUMNS).replace("'", "")
    )
    done = lifts.attempt("dbt", "test", "--indirect-selection", "empty", "--select", *TESTS)
    return " ".join(done.stdout.split())


def test_it_is_a_metric_of_metricflow(lifts, mistaken):
    """Which dbt knows since it was last run, with or without a mistake."""
    engine = engine_of(manifest_of(lifts.folder / "target"))
    with duckdb.connect(str(lifts.layout.database), read_only=True) as connection:
        cells = asked(engine, connection, [METRIC], "month", "team")
    assert {team: round(value, 1) for (_, _, team), value in cells.items()} == {
        "Day watch": 100.0,
        "Night watch": 50.0,
    }


def test_a_mistake_in_the_metric_fails_by_name(mistaken):
    """All of TESTS have passed before, in the build."""
    assert f"Failure in unit_test {METRIC}_is_exact" in mistaken
    assert re.search(r"1(\.0)?→0(\.0)?", mistaken)
    for problem in (
        "label lacks zh-Hant",
        "custom_columns: tickets.freed_at: moment is none of string, varchar, timestamp, ",
        "custom_columns: tickets.status: the contract has this column already",
        "custom_columns: article_views.mood: the contract has no table article_views with a key",
        "custom_columns: lifts.name: the contract has no table lifts with a key",
    ):
        assert f"{METRIC}: meta.{problem}" in mistaken


@pytest.mark.parametrize("file", PLANTED)
def test_a_wrong_line_of_a_seed_is_named_with_what_is_wrong(mistaken, file):
    for line, problem in PLANTED[file].items():
        # The database writes a whole number with a fraction of 0.
        numbers = r",(-?\d+)(?=,|$)"
        pattern = re.sub(numbers, lambda number: rf",{number[1]}(\.0)?", line)
        assert re.search(rf"{file}, {pattern}: {re.escape(problem)}", mistaken), line


def test_a_seed_that_cannot_be_read_says_where(lifts):
    lines = {}
    for file, (text, _) in UNREADABLE.items():
        lines[file] = len((lifts.folder / file).read_text(encoding="utf-8").splitlines()) + 1
        lifts.append(file, text)
    lifts.edit("seeds/churn_reason_words.csv", "word,reason\n", "word,meaning\n")
    said = " ".join(lifts.attempt("dbt", "seed").stdout.split())
    for file, (_, problem) in UNREADABLE.items():
        assert problem.format(line=lines[file], row=lines[file] - 2) in said, file
    assert "seeds/churn_reason_words.csv begins with word,meaning, where word,reason is expected" in said
    assert "Traceback" not in said
