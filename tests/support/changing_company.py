"""A small company that is built day after day into one build file, and what changes in it from one day to the next."""

import random
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import yaml

from customer_performance.core.database import connect
from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.models.roll_up.kept import FINGERPRINT
from customer_performance.models.roll_up.table import metric_sums

TICKETS = 200
SUMS = "intermediate.metric_sums"
# A day makes one of the changes of each line that chance chooses. Each changes the rows that `{some}` or, of a small
# table, `{half}` chooses. The team that is new comes first in the order of ids, so that the keys of all values change.
CHANGES = [
    [
        "delete from raw.tickets where {some}",
        "insert into raw.tickets select * replace (ticket_id || '-more' as ticket_id) from raw.tickets where {some}",
        "update raw.tickets set created_at = created_at + interval ({number} - 40) day where {some}",
        "update raw.tickets set channel = 'pigeon', priority = 'low' where {some}",
        "update raw.tickets set handling_minutes = handling_minutes + 1.1 where {some}",
    ],
    [
        "update raw.survey_responses set score = score - 1 where score > 1 and {some}",
        "delete from raw.usage_events where {some}",
    ],
    [
        "update raw.accounts set segment = 'segment {number}' where {some}",
        "update raw.accounts set region = segment, segment = region where {some}",
    ],
    [
        "update raw.tickets set team_id = 'team-{number}' where {some}",
        "update raw.tickets set team_id = 'a-team-that-is-new' where {some}",
        "update raw.teams set lead_agent_id = (select min(agent_id) from raw.agents) where {half}",
        "update raw.teams set name = name || ' {number}' where {half}",
        "update raw.agents set is_bot = not is_bot where {some}",
    ],
    [
        "update seeds.status_words set status = 'solved' where {half}",
        "update seeds.ticket_type_words set type = 'complaint' where {half}",
        "insert into seeds.metric_targets values ('kpi_backlog_age', 'month', 'all', 'all', {number}, '2024-01-01')",
    ],
]
# Two values of each var, the first being the one that the project has.
VARIABLES = {
    "reporting_timezone": ["UTC", "America/St_Johns"],
    "publish_agents": [False, True],
    "repeat_window_days": [7, 14],
    "survey_window_days": [14, 20],
    "short_abandon_seconds": [5, 10],
}


class ChangingCompany:
    """A copy of a build file. A day changes what has landed, the seeds, the vars and the present.

    The first day takes all tickets but a few away, and changes no vars: a change of these lets dbt read the whole
    project again.
    """

    def __init__(self, folder: Path, built: Path):
        self.layout = Layout(folder / "out")
        self.layout.make()
        shutil.copyfile(built, self.layout.database)
        self.variables: dict[str, object] = {}
        self.built_with: dict[str, object] = {}
        self.days = 0
        with self.connect() as connection:
            [(self.present,)] = connection.execute("select as_of from intermediate.int_as_of").fetchall()

    def connect(self) -> duckdb.DuckDBPyConnection:
        return connect(self.layout.database, threads=2, preserve_insertion_order="false")

    def build(self) -> None:
        """Build all that the sums of cells are made of; views stay as they are where the vars do."""
        views = ["--exclude", "config.materialized:view"] if self.built_with == self.variables else []
        variables = yaml.safe_dump(self.variables) if self.variables else None
        run_dbt(self.layout, "run", "--select", "+metric_sums", *views, variables=variables)
        self.built_with = dict(self.variables)

    def change(self, dice: random.Random) -> list[str]:
        """Some of the changes by chance, and by chance another present or var; returns what was changed."""
        statements = [
            dice.choice(changes).format(
                number=dice.randrange(1, 80),
                some=f"hash(rowid, {dice.random()}) % 20 = 0",
                half=f"hash(rowid, {dice.random()}) % 2 = 0",
            )
            for changes in CHANGES
            if dice.random() < 0.6
        ]
        if self.days == 0:
            kept = f"select ticket_id from raw.tickets order by hash(ticket_id) limit {TICKETS}"
            statements.insert(0, f"delete from raw.tickets where ticket_id not in ({kept})")
        else:
            self._change_variables(dice)
        self.days += 1
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)
        return [*statements, str(self.variables)]

    def _change_variables(self, dice: random.Random) -> None:
        if dice.random() < 0.5:
            self.present += timedelta(days=dice.choice([1, 1, 40, -70]))
            self.variables["as_of"] = str(self.present)
        if dice.random() < 0.5:
            name = dice.choice(list(VARIABLES))
            usual, other = VARIABLES[name]
            self.variables[name] = usual if self.variables.get(name, usual) == other else other

    def fingerprints(self) -> dict[tuple, str]:
        """The fingerprint of each metric and month."""
        with self.connect() as connection:
            rows = connection.execute(
                f"select model, period_start, fingerprint from {SUMS} where kind = '{FINGERPRINT}'"
            ).fetchall()
        return {(model, month): fingerprint for model, month, fingerprint in rows}

    def differences(self) -> tuple[int, list[tuple]]:
        """How many cells there are, and those that a roll-up from scratch has not, or that it alone has."""
        with self.connect() as connection:
            connection.register("from_scratch", metric_sums(connection, "intermediate"))
            cells = "select * exclude (fingerprint) from {} where kind <> '" + FINGERPRINT + "'"
            [(count,)] = connection.execute(f"select count(*) from ({cells.format(SUMS)})").fetchall()
            found = [
                row
                for one, other in ((SUMS, "from_scratch"), ("from_scratch", SUMS))
                for row in connection.execute(
                    f"{cells.format(one)} except all {cells.format(other)}"
                ).fetchall()
            ]
            return count, found
