"""Which texts are scored in a run, and which have their score already."""

import importlib.util
from types import SimpleNamespace

import duckdb
import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.models.sentiment import table
from customer_performance.models.sentiment.table import SCHEMA, text_scores


@pytest.fixture
def scored(monkeypatch):
    """A function that scores texts, by their hashes, in a second run after those of an earlier one; it returns the
    table as rows and the texts that had to be read."""
    connection = duckdb.connect()
    read = []

    def noting(texts, words):
        read.extend(texts)
        return scores(texts, words)

    scores = table.scores
    monkeypatch.setattr(table, "scores", noting)

    def run(texts, words=(), earlier=None):
        read.clear()
        connection.execute("create or replace table texts (text_hash varchar, text varchar)")
        connection.execute("create or replace table words (word varchar, value double)")
        for text in texts:
            connection.execute("insert into texts values (md5(?), ?)", [text, text])
        for line in words:
            connection.execute("insert into words values (?, ?)", line)
        if earlier is not None:
            connection.register("known", earlier)
        known = None if earlier is None else connection.table("known")
        found = text_scores(connection.table("texts"), connection.table("words"), known)
        return found, list(read)

    return run


def test_each_text_is_scored_once(scored):
    found, read = scored(["很满意", "Thank you", "Thank you", "Danke schön"])
    assert sorted(read) == ["Danke schön", "Thank you", "很满意"]
    assert found.schema == SCHEMA
    rows = found.to_pylist()
    assert len(rows) == 3
    assert sorted((row["sentiment_language"], row["sentiment"] is None) for row in rows) == [
        ("en", False),
        ("other", True),
        ("zh", False),
    ]


def test_a_second_run_scores_only_what_is_new_and_keeps_nothing_that_is_gone(scored):
    first, _ = scored(["很满意", "Thank you"])
    second, read = scored(["Thank you", "Terrible!"], earlier=first)
    assert read == ["Terrible!"]
    alone, _ = scored(["Thank you", "Terrible!"])
    assert sorted(map(str, second.to_pylist())) == sorted(map(str, alone.to_pylist()))
    third, read = scored(["Thank you", "Terrible!"], earlier=second)
    assert (read, third.num_rows) == ([], 2)


def test_other_words_or_another_model_score_all_again(scored, monkeypatch):
    first, _ = scored(["Where is the spinner?", "Thank you"])
    second, read = scored(["Where is the spinner?", "Thank you"], [("spinner", -2.0)], first)
    assert len(read) == 2
    assert {row["model_version"] for row in first.to_pylist()}.isdisjoint(
        row["model_version"] for row in second.to_pylist()
    )
    monkeypatch.setattr(table, "model_version", lambda words: "another")
    _, read = scored(["Where is the spinner?", "Thank you"], [("spinner", -2.0)], second)
    assert len(read) == 2


def test_nothing_written_is_an_empty_table(scored):
    found, read = scored([])
    assert (found.num_rows, found.schema, read) == (0, SCHEMA, [])


@pytest.fixture
def built(monkeypatch):
    """A function that builds the dbt model as dbt does, over what an earlier build left; it returns the texts that were
    read, and the rows of the table afterwards."""
    path = PROJECT / "models" / "intermediate" / "sentiment" / "int_message_sentiment__scores.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    connection = duckdb.connect()
    connection.execute(
        "create schema intermediate; create table sentiment_words (word varchar, value double)"
    )
    scores, read = table.scores, []
    monkeypatch.setattr(table, "scores", lambda texts, words: read.extend(texts) or scores(texts, words))
    dbt = SimpleNamespace(
        config=lambda **_: None,
        ref=connection.table,
        this=SimpleNamespace(schema="intermediate", identifier=path.stem),
    )

    def build(*messages):
        read.clear()
        connection.execute(
            "create or replace table int_message_sentiment__texts (text_hash varchar, text varchar)"
        )
        for text in messages:
            connection.execute("insert into int_message_sentiment__texts values (md5(?), ?)", [text, text])
        connection.register("found", module.model(dbt, connection))
        connection.execute(f"create or replace table intermediate.{path.stem} as from found")
        return sorted(read), connection.table(f"intermediate.{path.stem}").fetchall()

    return build


def test_the_model_of_dbt_reads_what_is_new_since_the_build_before(built):
    first, before = built("Thank you", "Thank you", "很满意")
    second, after = built("Thank you", "很满意", "Terrible!")
    third, _ = built("Terrible!")
    assert (first, second, third) == (["Thank you", "很满意"], ["Terrible!"], [])
    assert set(before) < set(after)


def test_an_empty_table_that_stands_in_for_scores_is_no_earlier_build(built):
    """As int_message_sentiment makes one where scores were left out of the build before."""
    assert built() == ([], [])
    assert built("Thank you")[0] == ["Thank you"]
