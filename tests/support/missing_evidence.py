"""A whole company, and what is left of its metrics when a part of what was landed is taken away.

What is taken is taken from the landed tables: a column that never came is null there, and a row is not there.
"""

import json
import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.demo.generate import generate
from customer_performance.land.land import KEY_VARIABLE, land
from tests.support.cases import environment
from tests.support.feeding import feeding

TICKETS, COMPANY_SEED = 1200, 7
KEY = "property" * 4
# The demo company lives from the first of these days on; what is taken away ends somewhere between the two.
FIRST_CUT, LAST_CUT = datetime(2024, 2, 1), datetime(2025, 9, 1)
METRICS = sorted(path.stem for path in (PROJECT / "models" / "marts").glob("[ck]pi/*.sql"))


@dataclass(frozen=True)
class Loss:
    """Rows of a table, or a column of them, that are taken away: altogether, or those before a date."""

    table: str
    at: str
    column: str | None = None
    where: str = "true"
    before: datetime | None = None

    @property
    def place(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table

    def __str__(self) -> str:
        what = self.place if self.column else f"rows of {self.table}"
        which = "" if self.where == "true" else f" where {self.where}"
        return f"{what}{which}, {f'before {self.before}' if self.before else 'altogether'}"

    @property
    def statement(self) -> str:
        which = self.where if self.before is None else f"({self.where}) and {self.at} < '{self.before}'"
        if self.column:
            return f"update raw.{self.table} set {self.column} = null where {which}"
        return f"delete from raw.{self.table} where {which}"


def of_tickets(channel: str) -> str:
    """Messages of the tickets of a channel, also those that were written on a ticket that was merged into one."""
    return (
        "message_id in (select message_id from intermediate.int_ticket_messages as messages "
        f"inner join intermediate.int_tickets as tickets using (ticket_id) where tickets.channel = '{channel}')"
    )


CHANNELS = ["email", "web", "phone", "wechat", "chat"]
# A contact may be all that says that a call or a visit was a test.
OF_NO_TEST = (
    "coalesce(contact_id not in (select contact_id from raw.contacts inner join raw.accounts using (account_id) "
    "where accounts.is_test), true)"
)
# What var `evidence` reads, and the columns that facts are known by.
LOSSES = [
    Loss("ticket_events", "occurred_at"),
    Loss("ticket_events", "occurred_at", where="field = 'status'"),
    Loss("ticket_events", "occurred_at", where="field in ('assignee', 'team')"),
    Loss("ticket_messages", "sent_at"),
    *(Loss("ticket_messages", "sent_at", where=of_tickets(channel)) for channel in CHANNELS),
    Loss("ticket_messages", "sent_at", column="channel"),
    Loss("tickets", "created_at", column="contact_id", where=OF_NO_TEST),
    Loss("tickets", "created_at", column="ticket_type"),
    Loss("calls", "queued_at", column="contact_id", where=OF_NO_TEST),
    Loss("calls", "queued_at", where="answered_at is null"),
    Loss("survey_responses", "sent_at", where="responded_at is null"),
    Loss("portal_sessions", "started_at"),
    Loss("portal_sessions", "started_at", column="contact_id", where=OF_NO_TEST),
    Loss("usage_events", "occurred_at"),
    Loss("usage_events", "occurred_at", column="contact_id"),
    Loss("qa_reviews", "reviewed_at"),
    Loss("service_uptime", "date"),
    Loss("order_claims", "claimed_at"),
    Loss("referrals", "referred_at"),
    Loss("value_events", "occurred_at"),
]
# Everything before a date: what an export that begins then does not hold. Tables of things that last (accounts,
# contacts, agents, subscriptions, policies) are exported as they stand, whenever they began. Orders are left whole as
# well: nobody can tell from the second order of a customer that there was a first.
EXPORTED = {
    "tickets": "created_at",
    "calls": "queued_at",
    "survey_responses": "coalesce(sent_at, responded_at)",
    "portal_sessions": "started_at",
    "article_views": "viewed_at",
    "usage_events": "occurred_at",
    "qa_reviews": "reviewed_at",
    "service_uptime": "date",
    "order_claims": "claimed_at",
    "referrals": "referred_at",
    "value_events": "occurred_at",
    "ticket_events": "occurred_at",
    "ticket_messages": "sent_at",
}
# Facts of which the rows of a table are the subjects, or of which a subject is there only because of them.
SUBJECTS_OF = {
    "ticket_messages": {"fct_ticket_messages"},
    "tickets": {"fct_tickets", "fct_open_tickets", "fct_ticket_backlog_moves", "fct_ticket_open_spans"}
    | {"fct_sla_targets", "fct_account_solves"},
    "calls": {"fct_calls", "fct_agent_days"},
    "survey_responses": {"fct_survey_responses", "fct_promoter_answers"},
    "portal_sessions": {"fct_portal_sessions"},
    "article_views": {"fct_portal_sessions"},
    "usage_events": {"fct_usage_days", "fct_usage_events", "fct_value_milestones", "fct_contact_months"}
    | {"fct_account_usage_months"},
    "qa_reviews": {"fct_quality_reviews"},
    "service_uptime": {"fct_service_days"},
    "referrals": {"fct_referrals"},
    "value_events": {"fct_account_months"},
    # who used it is the subject, and a part of the key that uses have here
    "usage_events.contact_id": {"fct_usage_days", "fct_usage_events", "fct_contact_months"},
}
# Of what has no id of its own the key is made of what is told of it, so that other rows stand there.
KEYED_BY = {"usage_events.contact_id": {"fct_usage_events"}}


def draw(seed: int) -> list[Loss]:
    """What the trial of a seed takes away."""
    dice = random.Random(seed)
    cut = FIRST_CUT + timedelta(days=dice.randrange((LAST_CUT - FIRST_CUT).days))
    if dice.random() < 0.15:
        return [Loss(table, at, before=cut) for table, at in EXPORTED.items()]
    loss = dice.choice(LOSSES)
    before = cut if dice.random() < 0.6 else None
    return [Loss(loss.table, loss.at, loss.column, loss.where, before)]


@dataclass(frozen=True)
class Rows:
    """The rows of a metric: {(subject, observed at, numerator, denominator): how many} of those that are known, and
    {subject: why it is unknown}."""

    known: Counter
    unknown: dict[str, set[str | None]]

    @property
    def subjects(self) -> set[str]:
        return {subject for subject, *_ in self.known} | set(self.unknown)


class Whole:
    """The whole company as a build file, of which each trial changes a copy."""

    def __init__(self, folder: Path):
        self.layout = Layout(folder / "out")
        self.layout.make()
        generate(self.layout.demo, TICKETS, COMPANY_SEED, "parquet")
        with environment(KEY_VARIABLE, KEY):
            land(self.layout.demo / "landing", self.layout.database)
        self.as_of = ""
        run_dbt(self.layout, "seed")
        self.build()
        self.kept = folder / "whole.duckdb"
        shutil.copy(self.layout.database, self.kept)
        self.rows = self.read()
        self.as_of = str(self.column("select as_of from intermediate.int_as_of").pop())
        self.solved_twice = self.column(
            "select ticket_id from intermediate.int_ticket_solves where reopen_count > 0"
        )
        self.of_uncounted_tickets = self.column(
            "with attached as (select call_id as subject_id, ticket_id from intermediate.int_calls "
            "union all select 'call/' || call_id, ticket_id from intermediate.int_calls "
            "union all select review_id, ticket_id from intermediate.int_qa_reviews "
            "union all select 'review/' || review_id, ticket_id from intermediate.int_qa_reviews "
            "union all select response_id, ticket_id from intermediate.int_survey_responses) "
            "select subject_id from attached inner join intermediate.int_tickets as tickets using (ticket_id) "
            "where not tickets.is_counted"
        )
        self.of_callers = self.column(
            "with contacts as (select ticket_id as subject_id, contact_id from intermediate.int_tickets "
            "union all select 'call/' || call_id, contact_id from intermediate.int_calls "
            "union all select session_id, contact_id from intermediate.int_portal_sessions) "
            "select subject_id from contacts where contact_id in (select contact_id from intermediate.int_calls)"
        )

    def column(self, query: str) -> set[str]:
        """The values of a query of tables (views are of the file that they were made in) of the whole company."""
        with duckdb.connect(str(self.kept), read_only=True) as connection:
            return {value for (value,) in connection.execute(query).fetchall()}

    def build(self) -> None:
        variables = json.dumps({"as_of": self.as_of, "sources": feeding(self.layout.demo / "landing")})
        # views stay as they are in a copy: no loss changes one
        views = ["--exclude", "config.materialized:view"] if self.as_of else []
        run_dbt(self.layout, "run", "--select", "+metric_observations", *views, variables=variables)

    def without(self, losses: list[Loss]) -> dict[str, Rows]:
        """The rows of each metric of the company without something."""
        return self.changed(loss.statement for loss in losses)

    def changed(self, statements: Iterable[str]) -> dict[str, Rows]:
        """The rows of each metric after changes of the landed tables."""
        shutil.copy(self.kept, self.layout.database)
        with duckdb.connect(str(self.layout.database)) as connection:
            for statement in statements:
                connection.execute(statement)
        self.build()
        return self.read()

    def read(self) -> dict[str, Rows]:
        with duckdb.connect(str(self.layout.database), read_only=True) as connection:
            return {metric: read(connection, metric) for metric in METRICS}


def read(connection: duckdb.DuckDBPyConnection, metric: str) -> Rows:
    columns = {name for name, *_ in connection.execute(f"describe marts.{metric}").fetchall()}
    reason = "unknown_because" if "unknown_because" in columns else "null"
    known: Counter = Counter()
    unknown = defaultdict(set)
    for subject, at, numerator, denominator, because in connection.execute(
        "select subject_id, observed_at, cast(numerator as double), cast(denominator as double), "
        f"{reason} from marts.{metric}"
    ).fetchall():
        if numerator is None:
            unknown[subject].add(because)
        else:
            known[subject, at, round(numerator, 6), round(denominator, 6)] += 1
    return Rows(known, unknown)
