"""Finds words in whatever a run has written, however it is stored.

Every file is searched as bytes. That says little of what compresses its content, so beside it every value, comment and
definition of a DuckDB file is read, every value and the metadata of a Parquet file, and what a page has packed into
itself. Large and small letters are the same.
"""

import base64
import binascii
import gzip
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import duckdb

CATALOGS = ("duckdb_tables", "duckdb_views", "duckdb_columns", "duckdb_constraints", "duckdb_schemas")
PARQUET = (
    "read_parquet",
    "parquet_metadata",
    "parquet_schema",
    "parquet_kv_metadata",
    "parquet_file_metadata",
)
PACKED = re.compile(rb"[A-Za-z0-9+/]{200,}={0,2}")


def files_in(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


class Trace(NamedTuple):
    """A word that was found."""

    path: Path
    place: str
    word: str


def traces(files: Iterable[Path], words: Iterable[str]) -> set[Trace]:
    wanted = [word.lower() for word in words]
    found = set()
    for path in files:
        content = path.read_bytes()
        texts = [text.lower() for text in (content, *unpacked(path, content))]
        found |= {
            Trace(path, "bytes", word) for word in wanted if any(word.encode() in text for text in texts)
        }
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                relations = connection.sql(
                    "select table_schema, table_name from information_schema.tables where table_catalog <> 'system'"
                ).fetchall()
                names = [f'"{schema}"."{name}"' for schema, name in relations]
                own = " where database_name = current_database()"
                found |= found_in(
                    path, [*names, *(f"{each}(){own}" for each in CATALOGS)], wanted, connection
                )
        elif path.suffix == ".parquet":
            with duckdb.connect() as connection:
                found |= found_in(path, [f"{each}('{path}')" for each in PARQUET], wanted, connection)
    return found


def found_in(
    path: Path, relations: list[str], words: list[str], connection: duckdb.DuckDBPyConnection
) -> set[Trace]:
    found = set()
    for relation in relations:
        described = connection.execute(f"describe from {relation}").fetchall()
        columns = [row[0] for row in described if not (path.suffix == ".parquet" and row[0] == "file_name")]
        text = ", ".join(f'cast("{column}" as varchar)' for column in columns)
        asked = ", ".join("coalesce(bool_or(contains(row_text, ?)), false)" for _ in words)
        answers = connection.execute(
            f"select {asked} from (select lower(concat_ws(chr(10), {text})) as row_text from {relation})",
            words,
        ).fetchone()
        found |= {
            Trace(path, relation.split(" where ")[0], word)
            for word, answer in zip(words, answers, strict=True)
            if answer
        }
    return found


def unpacked(path: Path, content: bytes) -> list[bytes]:
    """What is compressed in a file: all of a .gz, and what a page holds in base64."""
    if path.suffix == ".gz":
        return [gzip.decompress(content)]
    if path.suffix not in (".html", ".js", ".json"):
        return []
    texts = []
    for run in PACKED.findall(content):
        try:
            packed = base64.b64decode(run, validate=True)
            texts += [packed, zlib.decompress(packed, wbits=47)]  # gzip or zlib
        except (zlib.error, binascii.Error):
            continue
    return texts
