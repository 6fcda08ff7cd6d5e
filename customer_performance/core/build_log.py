"""The build log: what dbt built into the build file, and from what. Hooks of dbt write it (`macros/build_log.sql`)."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from customer_performance.core.database import connect
from customer_performance.core.paths import PROJECT

HAS_LOG = "select 1 from duckdb_tables() where schema_name = 'build_log' and table_name = 'models'"
MODELS = "select unique_id, invocation_id, built_from from build_log.models order by unique_id"
FAILED_TESTS = "select unique_id from build_log.failed_tests order by unique_id"
TEST_RESULTS = "select unique_id, status, cast(ran_at as date) from build_log.test_results"
HAS_RESULTS = "select 1 from duckdb_tables() where schema_name = 'build_log' and table_name = 'test_results'"
LAST_TARGET = "select target_path from build_log.runs order by started_at desc limit 1"
LAST_VARIABLES = "select vars from build_log.runs where is_building order by started_at desc limit 1"


@dataclass(frozen=True)
class BuildLog:
    """`built_from` has for each model and seed the hash of what it was built from, None where a run that began it has
    not brought it to its end. `state` changes whenever anything is built. `variables` are dbt's vars in the last run
    that built, as YAML. `target`: where the last run of dbt wrote what it found."""

    built_from: Mapping[str, str | None] = field(default_factory=dict)
    failed_tests: tuple[str, ...] = ()
    state: str = ""
    variables: str = "{}"
    target: Path = PROJECT / "target"

    @property
    def unfinished(self) -> list[str]:
        return [identity for identity, built_from in self.built_from.items() if built_from is None]


def read_build_log(database: Path) -> BuildLog:
    """An empty one where the file is not there, or dbt has built nothing in it."""
    if not database.exists():
        return BuildLog()
    with connect(database, read_only=True) as build:
        if not build.execute(HAS_LOG).fetchall():
            return BuildLog()
        models = build.execute(MODELS).fetchall()
        failed = build.execute(FAILED_TESTS).fetchall()
        runs = build.execute(LAST_TARGET).fetchall()
        variables = build.execute(LAST_VARIABLES).fetchall()
    ((target,),) = runs or [("target",)]
    return BuildLog(
        built_from={identity: built_from for identity, _, built_from in models},
        failed_tests=tuple(identity for (identity,) in failed),
        state=hash_of([list(row) for row in models]),
        variables=variables[0][0] if variables else "{}",
        target=PROJECT / target,
    )


@dataclass(frozen=True)
class TestResult:
    """How a test ended when it last ran, in dbt's own word, and on which day that was."""

    __test__ = False  # pytest would take it for a test

    status: str
    ran_on: date


def read_test_results(database: Path) -> dict[str, TestResult]:
    """By the test's identity, of whichever run it was in last; none of a build file from before they were kept."""
    if not database.exists():
        return {}
    with connect(database, read_only=True) as build:
        if not build.execute(HAS_RESULTS).fetchall():
            return {}
        return {
            identity: TestResult(status, day)
            for identity, status, day in build.execute(TEST_RESULTS).fetchall()
        }


def is_built_from(node: Mapping[str, Any], logged: str | None) -> bool:
    """Whether a model or seed of dbt's manifest is what the log says of it; macro `built_from` wrote that."""
    return logged in (built_from(node), hash_of(parts_of(node)))


def built_from(node: Mapping[str, Any]) -> str:
    return hash_of([*parts_of(node), node["config"]["meta"]])


def parts_of(node: Mapping[str, Any]) -> list[Any]:
    contract = node.get("contract") or {}
    return [node["checksum"]["checksum"], contract.get("checksum"), node["config"]["materialized"]]


def note_nothing_whole(build: duckdb.DuckDBPyConnection) -> None:
    """Before something that is no run of dbt on this file builds in it."""
    if build.execute(HAS_LOG).fetchall():
        build.execute("update build_log.models set built_from = null")


def note_built(build: duckdb.DuckDBPyConnection, nodes: Collection[Mapping[str, Any]], run: str) -> None:
    """What the run of this id has built elsewhere, and the build file now has; dbt has made the log before."""
    rows = [[node["unique_id"], run, built_from(node)] for node in nodes]
    build.executemany("delete from build_log.models where unique_id = ?", [row[:1] for row in rows])
    build.executemany("insert into build_log.models values (?, ?, ?)", rows)


def hash_of(content: list[Any]) -> str:
    return hashlib.md5(json.dumps(content, sort_keys=True).encode(), usedforsecurity=False).hexdigest()
