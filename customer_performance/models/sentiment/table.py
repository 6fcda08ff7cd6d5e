"""From the texts that dbt hands over to the score of each. A text that has its score keeps it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from customer_performance.models.sentiment.score import Words, own_words, scores

CHUNK = 5_000  # texts that are scored at a time
SCHEMA = pa.schema(
    [
        ("text_hash", pa.string()),
        ("sentiment_language", pa.string()),
        ("sentiment", pa.float64()),
        ("model_version", pa.string()),
    ]
)


def text_scores(
    texts: duckdb.DuckDBPyRelation, words: duckdb.DuckDBPyRelation, earlier: duckdb.DuckDBPyRelation | None
) -> pa.Table:
    """A row for each different text. `texts`: those that anybody wrote, with their `text_hash`; `words`: the lines of
    seed `sentiment_words`; `earlier`: what this function returned before. What it has of a text that is still there is
    taken over, unless the weights, the rules or the words have changed since."""
    values = dict(words.project("word, value").fetchall())
    version = model_version(values)
    different = texts.aggregate("text_hash, any_value(text) as text", "text_hash").set_alias("texts")
    if earlier is None:
        return pa.concat_tables(fresh_scores(different, own_words(values), version))
    same = earlier.filter(f"model_version = '{version}'").set_alias("earlier")
    kept = same.join(different, "earlier.text_hash = texts.text_hash", how="semi")
    new = different.join(same, "earlier.text_hash = texts.text_hash", how="anti")
    columns = ", ".join(f"earlier.{name}" for name in SCHEMA.names)
    known = kept.project(columns).order("text_hash").to_arrow_table().cast(SCHEMA)
    return pa.concat_tables([known, *fresh_scores(new, own_words(values), version)])


def fresh_scores(texts: duckdb.DuckDBPyRelation, words: Words, version: str) -> Iterator[pa.Table]:
    yield SCHEMA.empty_table()
    reader = texts.project("texts.text_hash, texts.text").order("text_hash").to_arrow_reader(CHUNK)
    for batch in reader:
        languages, found = scores(batch["text"].to_pylist(), words)
        columns = [
            batch["text_hash"],
            pa.array(languages),
            pa.array(found, mask=np.isnan(found)),
            pa.array([version] * len(languages)),
        ]
        yield pa.table(columns, schema=SCHEMA)


def model_version(words: dict[str, float]) -> str:
    """Changes with whatever a score hangs on: the weights and the rules of this folder, and the words."""
    digest = hashlib.sha256(repr(sorted(words.items())).encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".int8", ".json", ".txt"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def earlier_scores(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str
) -> duckdb.DuckDBPyRelation | None:
    """The table that this build replaces, if there is one."""
    query = "select 1 from information_schema.tables where table_schema = ? and table_name = ?"
    if not connection.execute(query, [schema, table]).fetchall():
        return None
    return connection.query(f'select {", ".join(SCHEMA.names)} from "{schema}"."{table}"')
