"""What is said to PostgreSQL, without one; the tests with a server are in tests/system/postgres."""

import duckdb
import pytest

from customer_performance import cli
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.urls import masked, secrets_of
from customer_performance.publish import postgres
from customer_performance.publish.postgres_sql import (
    PublishedColumn,
    PublishedRelation,
    read_relations,
)

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("postgresql://user:s3cret@host:5432/database", ["s3cret"]),
        ("postgres://user:s3%40cret@[::1]:5432,other:5433/database", ["s3%40cret", "s3@cret"]),
        ("postgresql:///database?host=/run/postgresql&user=me&password=s3cret", ["s3cret"]),
        ("postgresql://user@host/database?sslmode=require", []),
        ("postgresql://", []),
    ],
)
def test_passwords_are_known_in_both_forms(url, secrets):
    assert secrets_of(url) == secrets


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:s3cret@x@host/database",
        "postgresql://user:a/s3cret@host/database",
        "postgresql://user:s3cret/database",
        "postgresql://user:s3cret%zz@host/database",
        "postgresql://user:s3cret:x@host/database",
        "postgresql://host/database?password=s3cret@x",
        "mysql://user:s3cret@host/database",
        "host=x password=s3cret",
    ],
)
def test_a_url_whose_password_cannot_be_told_apart_is_refused_without_being_shown(url, capsys):
    assert cli.main(["serve", "postgres", url]) == 1
    assert "%40" in (said := "".join(capsys.readouterr()))
    assert SECRET not in said


def test_a_url_too_many_is_not_shown(capsys):
    with pytest.raises(SystemExit):
        cli.main(["serve", "postgres", "postgresql://host/a", f"postgresql://user:{SECRET}@host/b"])
    assert SECRET not in "".join(capsys.readouterr())


def test_what_the_server_says_is_shown_without_the_password():
    assert masked('invalid port "s3%40cret", s3@cret', ["s3%40cret", "s3@cret"]) == 'invalid port "***", ***'


def test_nothing_published_is_said_before_anybody_is_called(tmp_path):
    with pytest.raises(RunError, match="build first"):
        postgres.serve(Layout(tmp_path), "postgresql://nowhere.invalid/x", "marts", None)


def test_tables_views_keys_and_comments():
    connection = duckdb.connect()
    connection.execute("""
        create schema marts;
        create table marts.fct as select 'm' as metric_id, 't' as subject_id, null::integer as rank;
        create view marts.metric_observations as from marts.fct;
        create view marts.cpi_x as select subject_id, rank from marts.fct;
        create view marts.semantic as select subject_id from marts.fct;
        comment on view marts.cpi_x is 'It''s a metric.';
    """)
    relations = read_relations(connection, {"fct": [["subject_id"], ["metric_id", "rank"]], "gone": [["x"]]})
    assert [(relation.name, relation.is_view) for relation in relations] == [
        ("fct", False),
        ("metric_observations", False),
        ("semantic", False),
        ("cpi_x", True),
    ]
    fct, observations, _, metric = relations
    assert fct.create("s") == ('create table "s"."fct" ("metric_id" text, "subject_id" text, "rank" integer)')
    assert fct.constrain("s") == [
        'alter table "s"."fct" add primary key ("subject_id")',
        'alter table "s"."fct" add unique ("metric_id", "rank")',
    ]
    assert observations.constrain("s") == [
        'create index on "s"."metric_observations" (metric_id, observed_at)'
    ]
    assert metric.create("s").endswith(
        """as select "subject_id", "rank" from "s".metric_observations where metric_id = 'cpi_x'"""
    )
    assert metric.describe("s")[0] == """comment on view "s"."cpi_x" is 'It''s a metric.'"""


def test_a_key_with_nulls_is_no_primary_key():
    relation = PublishedRelation(
        "t", "", [], keys=[["a"], ["b"], ["c"]], has_nulls_in_keys=[True, False, False]
    )
    kinds = [statement.split(" add ")[1].partition(" (")[0] for statement in relation.constrain("s")]
    assert kinds == ["unique", "primary key", "unique"]


@pytest.mark.parametrize(
    ("value", "postgres_type", "sent"),
    [
        ("true", "boolean", True),
        ("12.34::decimal(18,2)", "numeric(18,2)", "12.34"),
        ("170141183460469231731::hugeint", "numeric(38,0)", "170141183460469231731"),
        ("timestamp '2024-01-31 23:59:59.5'", "timestamp", "2024-01-31 23:59:59.500000"),
        ("date '2024-02-29'", "date", "2024-02-29"),
        ("[1, 2]", "text", "[1,2]"),
        ("{'a': 'x'}", "text", '{"a":"x"}'),
        ("'a' || chr(0) || 'b'", "text", "ab"),
        ("time '10:00:00'", "text", "10:00:00"),
        ("null::varchar", "text", None),
    ],
)
def test_types(value, postgres_type, sent):
    duckdb_type = duckdb.sql(f"select typeof({value})").fetchone()[0]
    column = PublishedColumn("x", duckdb_type, "")
    assert column.type == postgres_type
    got = duckdb.sql(f"select {column.as_sent} from (select {value} as x)").fetchone()[0]
    assert (str(got) if isinstance(sent, str) else got) == sent


class Complaint(Exception):  # noqa: N818
    def __init__(self, message, sqlstate=None, **details):
        super().__init__(message)
        self.sqlstate = sqlstate
        self.details = [(key.encode(), value.encode()) for key, value in details.items()]


@pytest.mark.parametrize(
    ("complaint", "words"),
    [
        (
            Complaint('IO: [libpq] Failed: FATAL: password authentication failed for user "x"'),
            "Is the password right",
        ),
        (Complaint('IO: [libpq] Failed: FATAL: database "x" does not exist'), "createdb"),
        (
            Complaint("", "53100", PG_DIAG_MESSAGE_PRIMARY="could not extend file"),
            "disk of the server is full",
        ),
        (Complaint("", "42501", PG_DIAG_MESSAGE_PRIMARY="permission denied"), "right to create a schema"),
        (
            Complaint("", "2BP01", PG_DIAG_MESSAGE_DETAIL="view v depends on table t"),
            "view v depends on table t",
        ),
    ],
)
def test_complaints_of_the_server_come_with_what_to_do(complaint, words):
    said = postgres.explain(complaint)
    assert words in said
    assert said.endswith("The marts there are as they were.")
