"""The demo company is the same every time, grows with its size, and keeps to the contract."""

import json
from pathlib import Path

import duckdb
import pytest
import yaml

from customer_performance import cli
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT
from customer_performance.demo.generate import generate
from tests.support.metric_files import declared_metrics

CONTRACT = PROJECT / "models" / "staging" / "files"
HAVE_TRUTH = 76  # so many metrics the company has counted while it was made; a new one may do without


def contract() -> dict[str, dict[str, dict]]:
    tables: dict[str, dict[str, dict]] = {}
    for path in CONTRACT.glob("*.yml"):
        for source in yaml.safe_load(path.read_text(encoding="utf-8")).get("sources", []):
            for table in source["tables"]:
                tables[table["name"]] = {column["name"]: column for column in table["columns"]}
    return tables


def read(landing: Path, table: str) -> str:
    """The DuckDB expression that reads a table, every value as text."""
    files = sorted([*landing.glob(f"{table}.*"), *landing.glob(f"{table}/*")])
    names = ", ".join(f"'{file}'" for file in files)
    return (
        f"read_csv([{names}], all_varchar=true)" if files[0].suffix == ".csv" else f"read_parquet([{names}])"
    )


def tables_in(landing: Path) -> set[str]:
    return {path.name.split(".")[0] for path in landing.iterdir()}


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("company")
    generate(out, tickets=1500)
    return out


@pytest.fixture(scope="module")
def truth(company) -> dict:
    return json.loads((company / "truth.json").read_text(encoding="utf-8"))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_company(company, tmp_path):
    generate(tmp_path / "again", tickets=1500)
    generate(tmp_path / "other", tickets=1500, seed=8)
    first, again, other = (everything(folder) for folder in (company, tmp_path / "again", tmp_path / "other"))
    assert again == first
    assert other["landing/tickets/part-0000.csv"] != first["landing/tickets/part-0000.csv"]


def test_a_company_that_replaces_a_larger_one_leaves_nothing_of_it(tmp_path):
    generate(tmp_path, tickets=600, file_format="parquet")
    generate(tmp_path, tickets=600)
    assert not list(tmp_path.rglob("*.parquet"))


@pytest.mark.parametrize("tickets", [500, 2500])
def test_it_has_the_size_that_was_asked_for(tmp_path, tickets):
    command = ["demo", "--out", str(tmp_path), "--tickets", str(tickets), "--format", "parquet"]
    assert cli.main(command) == 0
    landing = tmp_path / "demo" / "landing"
    found = {
        table: duckdb.sql(f"select count(distinct {key}) from {read(landing, table)}").fetchone()[0]
        for table, key in {
            "tickets": "ticket_id",
            "ticket_events": "event_id",
            "ticket_messages": "message_id",
        }.items()
    }
    assert found["tickets"] == tickets
    assert 5 < found["ticket_events"] / tickets < 9
    assert 4 < found["ticket_messages"] / tickets < 6


@pytest.mark.slow
@pytest.mark.parametrize("tickets", [500, 1000, 2500])
def test_of_any_size_it_passes_the_gate_to_raw(tmp_path, tickets):
    """What is wrong in it on purpose is in proportion."""
    out = ["--out", str(tmp_path)]
    assert cli.main(["demo", *out, "--tickets", str(tickets)]) == 0
    assert cli.main(["land", *out, "--landing", str(tmp_path / "demo" / "landing")]) == 0
    assert cli.main(["guard", "raw", *out]) == 0


@pytest.mark.parametrize("tickets", [0, 499])
def test_too_small_a_company_is_refused(tmp_path, tickets):
    with pytest.raises(RunError, match="500 tickets"):
        generate(tmp_path, tickets=tickets)


@pytest.mark.slow
def test_parts_hold_the_same_company_as_one_file(company, truth, tmp_path, monkeypatch):
    monkeypatch.setattr("customer_performance.demo.generate.CHUNK", 400)
    generate(tmp_path, tickets=1500)
    assert len(list((tmp_path / "landing" / "tickets").iterdir())) == 4
    in_parts = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert in_parts["metrics"] == truth["metrics"]
    whole, parts = (
        duckdb.sql(f"from {read(folder / 'landing', 'tickets')} order by all").fetchall()
        for folder in (company, tmp_path)
    )
    assert parts == whole


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_every_file_fits_the_contract(tmp_path, file_format):
    landing = generate(tmp_path, tickets=600, file_format=file_format)
    tables = contract()
    assert tables_in(landing) <= set(tables)
    for table in tables_in(landing):
        relation = duckdb.sql(f"from {read(landing, table)}")
        assert set(relation.columns) <= set(tables[table]), table
        for name, column in tables[table].items():
            if column.get("config", {}).get("meta", {}).get("required"):
                assert name in relation.columns, f"{table}.{name}"
                assert relation.filter(f"{name} is null").aggregate("count(*)").fetchone() == (0,), (
                    f"{table}.{name}"
                )
            if name in relation.columns:
                cast = f"{name} is not null and try_cast({name} as {column['data_type']}) is null"
                assert relation.filter(cast).aggregate("count(*)").fetchone() == (0,), f"{table}.{name}"


@pytest.mark.slow
def test_whatever_is_personal_carries_the_canary(company):
    landing = company / "landing"
    personal = {
        "accounts": [
            "case when is_person = 'true' then name end",
            "case when is_person = 'true' then account_id end",
        ],
        "contacts": ["contact_id", "email", "full_name"],
        "agents": ["agent_id", "name"],
        "teams": ["lead_agent_id"],
        "tickets": ["contact_id", "agent_id", "subject"],
        "ticket_events": ["actor_id", "case when field = 'assignee' then new_value end"],
        "ticket_messages": ["author_id", "body"],
        "survey_responses": ["contact_id", "comment"],
        "calls": ["contact_id", "agent_id"],
        "agent_shifts": ["agent_id"],
        "qa_reviews": ["agent_id", "reviewer_id"],
        "portal_sessions": ["contact_id"],
        "usage_events": ["contact_id"],
        "subscriptions": ["cancel_reason"],
        "orders": ["contact_id"],
        "quotes": ["owner_id"],
        "referrals": ["referrer_contact_id", "referral_code"],
    }
    for table, expressions in personal.items():
        for expression in expressions:
            bare, marked = duckdb.sql(f"""
                select
                    count(*) filter (not contains(text, 'CANARY')),
                    count(*) filter (contains(text, 'CANARY'))
                from (select {expression} as text from {read(landing, table)})
            """).fetchone()
            assert bare == 0, f"{table}: {expression}"
            assert marked > 0, f"{table}: {expression}"


@pytest.mark.slow
def test_nothing_is_later_than_the_present_and_something_is_just_then(company, truth):
    newest = max(
        duckdb.sql(f"select max({column}) from {read(company / 'landing', table)}").fetchone()[0]
        for table, columns in {
            "accounts": ["created_at", "updated_at", "deleted_at"],
            "contacts": ["created_at", "updated_at"],
            "tickets": ["created_at", "updated_at", "solved_at", "closed_at", "deleted_at"],
            "ticket_events": ["occurred_at"],
            "ticket_messages": ["sent_at"],
            "survey_responses": ["sent_at", "responded_at"],
            "calls": ["queued_at", "answered_at", "ended_at"],
            "qa_reviews": ["reviewed_at"],
            "portal_sessions": ["started_at", "ended_at"],
            "article_views": ["viewed_at"],
            "subscriptions": ["started_at", "cancel_requested_at", "updated_at"],
            "subscription_changes": ["changed_at"],
            "orders": ["ordered_at", "delivered_at"],
            "order_claims": ["claimed_at"],
            "quotes": ["requested_at", "sent_at", "decided_at"],
            "referrals": ["referred_at", "converted_at"],
            "value_events": ["occurred_at"],
        }.items()
        for column in columns
    )
    assert newest == truth["as_of"]


@pytest.fixture(scope="module")
def usual_truth(tmp_path_factory) -> dict:
    out = tmp_path_factory.mktemp("usual")
    generate(out)
    return json.loads((out / "truth.json").read_text(encoding="utf-8"))


def test_the_truth_speaks_of_every_metric_and_every_trap_is_planted(usual_truth):
    assert set(usual_truth["metrics"]) <= set(declared_metrics())
    assert len(usual_truth["metrics"]) >= HAVE_TRUTH
    assert not [trap for trap, count in usual_truth["traps"].items() if not count]
    exceptions = usual_truth["exceptions"]
    assert not [
        f"{table}: {reason}" for table in exceptions for reason, rows in exceptions[table].items() if not rows
    ]
    duplicates = usual_truth["duplicate_rows"]
    for table in (
        "accounts",
        "tickets",
        "ticket_events",
        "calls",
        "qa_reviews",
        "portal_sessions",
        "usage_events",
        "subscriptions",
        "orders",
        "order_claims",
        "quotes",
        "referrals",
    ):
        assert duplicates[table] > 0


def test_one_team_keeps_its_targets_while_its_customers_are_unhappy(usual_truth):
    metrics = usual_truth["metrics"]
    kept = {team: cell["value"] for team, cell in metrics["kpi_sla_first_response"]["by_team"].items()}
    pleased = {team: cell["value"] for team, cell in metrics["cpi_customer_satisfaction"]["by_team"].items()}
    assert max(kept, key=kept.get) == "Platform"
    assert min(pleased, key=pleased.get) == "Platform"


@pytest.mark.parametrize(
    ("effect", "more", "less", "ratio"),
    [
        # Planted by the share of a month's tickets, which the last one of them tells only in part: `test_plants`.
        ("churn_after_failed_first_contact", "failed", "not_failed", 1.5),
        ("premium_promise_keeps_customers", "broken", "kept", 1.5),
        ("promoters_refer_more", "promoters", "others", 2),
    ],
)
def test_the_effects_that_were_planted_are_large_enough_to_be_found(usual_truth, effect, more, less, ratio):
    rates = {group: usual_truth["effects"][effect][group]["rate"] for group in (more, less)}
    assert rates[more] > ratio * rates[less]


def test_the_landing_folder_holds_no_truth(company):
    assert not list((company / "landing").rglob("*.json"))
