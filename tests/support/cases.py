"""Small landing folders with right values: built as far as a test asks, from the bytes of their files on.

A case lies under tests/cases, or a test writes it itself. Several that do not meet (no ticket, account or person in
common) can be one build. The fixture is `cases`:

    case = cases.build("former-colleague", "priority-case", select=["fct_tickets", "cpi_first_response_time"])
    assert case.rows("select first_response_seconds from marts.fct_tickets where ticket_id = 'FORMER-1'") == [(1800,)]
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.guard.run import guard
from customer_performance.land.land import KEY_VARIABLE, land
from customer_performance.publish.publish import publish
from tests.support.feeding import feeding

CASES = PROJECT / "tests" / "cases"
AS_OF = "2026-01-01"
SOURCE_YML = "source.yml"


@dataclass(frozen=True)
class Case:
    """A build file, and beside it what was published of it, if it was."""

    database: Path

    @property
    def published(self) -> Path:
        return self.database.parent / "published" / self.database.name

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def table(self, name: str, *columns: str, by: str) -> dict[Any, Any]:
        """{value of column `by`: the row}; a row of one column is that value alone."""
        found = self.rows(f"select {by}, {', '.join(columns)} from {name}")
        rows = {key: values[0] if len(columns) == 1 else tuple(values) for key, *values in found}
        assert len(rows) == len(found), f"{name} has rows with the same {by}"
        return rows

    def exceptions(self, reason: str) -> list[tuple[str, str]]:
        """(table, key) of the exceptions with a reason; build data_quality_exceptions for this."""
        return self.rows(
            "select table_name, record_key from marts.data_quality_exceptions "
            f"where reason = '{reason}' order by all"
        )


class Cases:
    """Builds cases, each into a file of its own, in one OUT, so that dbt need not read the project each time."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.layout = Layout(folder / "out")
        self.layout.make()
        self.built = 0

    def build(
        self,
        *landings: str | Path | Mapping[str, str],
        select: Iterable[str],
        tests: bool = False,
        publishes: bool = False,
        advanced: bool = False,
        key: str | None = None,
        landing_variables: dict[str, Any] | None = None,
        **variables: Any,
    ) -> Case:
        """Land folders together and build models with what they read. `landings`: names under tests/cases, other
        folders, or {file: its text}; `tests`: with the data tests; `publishes`: through the gate to what is published;
        `advanced`: with models that are estimated, which all others do without; `key`: of pseudonyms; `variables`: of
        dbt."""
        self.built += 1
        own = self.folder / str(self.built)
        own.mkdir()
        self.layout.database.unlink(missing_ok=True)
        with environment(KEY_VARIABLE, key):
            landing = together(own / "landing", *landings)
            land(landing, self.layout.database, variables=landing_variables or {})
        wanted = [f"+{model}" for model in select]
        left_out = ["unit_test"] if tests else ["unit_test", "test"]
        run_dbt(
            self.layout, "build", "--exclude-resource-type", *left_out, "--select", *wanted,
            *(() if advanced else ("--exclude", "tag:advanced")),
            *(("--write-json",) if publishes else ()),
            variables=json.dumps({"as_of": AS_OF, "sources": feeding(landing), **variables}),
        )  # fmt: skip
        if publishes:
            guard("marts", self.layout)
            publish(self.layout)
            shutil.copytree(self.layout.published.resolve(), own / "published")
        # A view names the file that it was made in, so the file keeps its name.
        return Case(Path(shutil.move(self.layout.database, own / self.layout.database.name)))


def together(folder: Path, *landings: str | Path | Mapping[str, str]) -> Path:
    """One landing folder of several: tickets.csv of the second becomes tickets/2-tickets.csv."""
    folder.mkdir()
    for number, landing in enumerate(landings, 1):
        for name, content in sorted(contents(landing).items()):
            path = Path(name)
            if len(landings) > 1:
                assert path.name != SOURCE_YML, (
                    f"case {number} has a {SOURCE_YML}: it needs a build of its own"
                )
                path = Path(path.parent.name or path.stem) / f"{number}-{path.name}"
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    return folder


def contents(landing: str | Path | Mapping[str, str]) -> dict[str, bytes]:
    """{file: what is in it}"""
    if isinstance(landing, Mapping):
        return {name: text.encode() for name, text in landing.items()}
    path = CASES / landing
    assert path.is_dir(), f"{path} is not a folder"
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


@contextmanager
def environment(name: str, value: str | None):
    """Inside, an environment variable has a value; None: it has none."""
    before = os.environ.pop(name, None)
    if value is not None:
        os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before
