"""Nothing personal leaves the build file: everything personal of the demo company carries a canary.

What covers what: `traces` searches every file of the run but the build file and what landed, as bytes and, as bytes say
little of what is compressed, value by value (tables, views, comments, definitions, statistics of Parquet, what pages
have packed into themselves). Rejected rows, refused files, the screen and var publish_agents are in
system/pipeline/test_forget_everywhere.py, since the demo company has no faulty files; errors of dbt are in
test_dbt_errors.py.
"""

import base64
import gzip
import hashlib
import os
import random
import re
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.contract import PLAIN, load_contract
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.demo.company import CANARY
from tests.support.traces import files_in, traces

LAYOUT = Layout(Path(os.environ.get("CUSTOMER_PERFORMANCE_OUT", "out")))
# Ids and words that are personal now and then: those of private customers, of people among the values of a change.
# The demo company's systems have no ids in common: tests/system/pipeline/test_split_company.py has such.
NOT_OF_THE_DEMO = {"accounts.domain", "accounts.external_id"}
MIXED = {"accounts.name", "ticket_events.old_value", "ticket_events.new_value"}
AGENTS = [
    "agents.agent_id",
    "agents.name",
    "teams.lead_agent_id",
    "qa_reviews.reviewer_id",
    "quotes.owner_id",
]


@pytest.fixture(scope="module", autouse=True)
def built():
    if not LAYOUT.site.exists():
        pytest.fail(f"{LAYOUT.site} is not there: build the demo company first, as `make test` does")


@pytest.fixture(scope="module")
def key(warehouse) -> str:
    return warehouse.execute("select pseudonym_key from raw.pseudonym_key").fetchone()[0]


@pytest.fixture(scope="module")
def found(key):
    """All that is found outside the build file and the landing files; one pass over everything."""
    landed = [LAYOUT.database, *files_in(LAYOUT.demo)]
    files = [path for path in files_in(LAYOUT.out) if path not in landed]
    names = {path.name for path in files}
    assert {"warehouse.duckdb", "fct_tickets.parquet", "index.html", "dbt.log", "manifest.json"} <= names
    assert any(path.is_relative_to(LAYOUT.build / "quality") for path in files)
    return traces(files, [CANARY, key, str(PROJECT)])


def test_the_search_finds_what_bytes_do_not_show(tmp_path):
    rows = "select 'a Secretive ' || i as word, i % 2 as id from range(20_000) as numbers(i)"
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute(f"create table words as {rows}; create table plain as select 1 as one")
        connection.execute("comment on column plain.one is 'Secretive as well'")
        connection.execute(f"copy words to '{tmp_path}/w.parquet' (compression zstd)")
    page = base64.b64encode(gzip.compress(random.Random(1).randbytes(300) + b"Secretive")).decode()
    (tmp_path / "w.html").write_text(f"<script>{page}</script>")
    (tmp_path / "w.txt").write_text("nothing")
    found = traces(files_in(tmp_path), ["seCretive"])
    assert {(trace.path.name, trace.place.split("(")[0]) for trace in found} >= {
        ("w.duckdb", '"main"."words"'),
        ("w.duckdb", "duckdb_columns"),
        ("w.parquet", "read_parquet"),
        ("w.html", "bytes"),
    }
    assert {trace.path.name for trace in found} == {"w.duckdb", "w.parquet", "w.html"}


def test_the_canary_sings_in_everything_personal_that_landed(warehouse):
    columns = [
        f"{table.name}.{column.name}"
        for table in load_contract()[PLAIN].values()
        for column in table.columns
        if column.is_personal or column.person == "contact"
    ]
    silent = {}
    for place in {*columns, *AGENTS} - MIXED - NOT_OF_THE_DEMO:
        table, column = place.split(".")
        rows, without = warehouse.execute(
            f'select count("{column}"), count_if(not contains("{column}", ?)) from raw.{table}', [CANARY]
        ).fetchone()
        if not rows or without:
            silent[place] = (rows, without)
    assert silent == {}
    for place, condition in {
        "accounts.name": "is_person",
        "accounts.account_id": "is_person",
        "ticket_events.new_value": "field = 'assignee'",
    }.items():
        table, column = place.split(".")
        query = f"select bool_and(contains({column}, ?)) from raw.{table} where {column} is not null and {condition}"
        assert warehouse.execute(query, [CANARY]).fetchone() == (True,), place


def test_nothing_personal_is_outside_the_build_file(found):
    assert {trace for trace in found if trace.word == CANARY.lower()} == set()


def test_the_key_of_the_pseudonyms_is_nowhere_else(found, key):
    assert {trace for trace in found if trace.word == key} == set()


def test_what_others_read_does_not_say_where_it_was_made(found):
    private = {LAYOUT.build, LAYOUT.logs}
    made = {trace.path for trace in found if trace.word == str(PROJECT).lower()}
    assert [path for path in made if not any(path.is_relative_to(folder) for folder in private)] == []


def pseudonym(digest) -> str:
    return "p" + digest.hexdigest()[:16]


def test_nobody_can_guess_a_pseudonym_without_the_key(warehouse, key):
    ids = [
        identity
        for table in ("contacts", "agents")
        for (identity,) in warehouse.execute(f"select distinct {table[:-1]}_id from raw.{table}").fetchall()
    ]
    hashes = [getattr(hashlib, name) for name in ("md5", "sha1", "sha256", "sha512", "blake2b")]
    guessed = {pseudonym(each(identity.encode())) for identity in ids for each in hashes}
    keyed = {pseudonym(hashlib.sha256(f"{key}|{identity}".encode())) for identity in ids}
    with duckdb.connect(str(LAYOUT.published.resolve() / "warehouse.duckdb"), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() join duckdb_tables() using (table_name)"
            " where data_type = 'VARCHAR' and regexp_matches(column_name, '_id$|_key$')"
        ).fetchall()
        published = {
            value[:17]
            for table, column in columns
            for (value,) in connection.execute(f'select distinct "{column}" from marts.{table}').fetchall()
            if value
        }
    assert len(keyed & published) > 700
    assert guessed & published == set()


def test_agents_have_no_names_and_no_cut_unless_the_var_says_so():
    with duckdb.connect(str(LAYOUT.published.resolve() / "warehouse.duckdb"), read_only=True) as connection:
        for table, column in (("dim_agents", "agent_name"), ("dim_teams", "lead_name")):
            assert connection.execute(
                f"select count(*) > 0, count({column}) from marts.{table}"
            ).fetchone() == (True, 0)
        dimensions = connection.execute("select distinct dimension from marts.metric_values").fetchall()
        leads = connection.execute(
            "select distinct dimension_value from marts.metric_values where dimension = 'lead'"
        ).fetchall()
    assert ("agent",) not in dimensions
    assert leads
    assert all(re.fullmatch("p[0-9a-f]{16}", value) for (value,) in leads)


def test_what_is_private_is_open_to_its_owner_alone():
    private = [*LAYOUT.private, LAYOUT.database, *files_in(LAYOUT.demo / "landing")]
    assert len(private) > 30
    assert [str(path) for path in private if path.stat().st_mode & 0o077] == []
