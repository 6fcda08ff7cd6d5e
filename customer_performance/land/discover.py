"""Which files a landing folder has, and which table each of them is for."""

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase as fnmatch
from pathlib import Path

from customer_performance.core.contract import LOAD_LOG, PLAIN, Contract, LandingError
from customer_performance.core.pulled import DATABASE_YML
from customer_performance.core.sql import folded
from customer_performance.land.excel import sheets_of
from customer_performance.land.readers import format_of
from customer_performance.land.refused import Refused
from customer_performance.land.source_schema import SourceConfig

SOURCE_YML = "source.yml"


@dataclass(frozen=True)
class File:
    """A file for a table. `name`: its path within the landing folder, fit to be shown."""

    path: Path
    name: str


Found = dict[tuple[str, str], list[File]]


def discover(landing: Path, contract: Contract, configs: dict[str, SourceConfig]) -> tuple[Found, list[str]]:
    """{(source, table): files}, and a line for each entry of the landing folder that belongs to no table.

    A file that cannot be read is among them, so that it is refused by its name. Raises LandingError where a folder
    cannot be listed.
    """
    found: Found = {}
    ignored: list[str] = []
    vendors = contract.keys() - {PLAIN, LOAD_LOG}
    for source in [PLAIN, *sorted(vendors)]:
        tables = contract.get(source, {})
        patterns = {name: said.files for name, said in configs[source].tables.items() if said.files}
        folder = folder_of(landing, source)
        for entry in entries_of(folder) if os.path.isdir(folder) else ():
            is_folder = os.path.isdir(entry)
            if entry.name in (SOURCE_YML, DATABASE_YML) or (
                source == PLAIN and is_folder and entry.name in vendors
            ):
                continue
            paths = list(below(entry, {os.path.realpath(landing)})) if is_folder else [entry]
            rest = []
            for path in paths:
                within = path.relative_to(folder).as_posix()
                named = [
                    table
                    for table, wanted in patterns.items()
                    if any(fnmatch(within, pattern) for pattern in wanted)
                ]
                for table in named:
                    found.setdefault((source, table), []).append(File(path, name_of(path, landing)))
                rest += [] if named else [path]
            if paths and not rest:
                continue
            names = {
                each: table
                for table in tables
                if table not in patterns
                for each in (table, *tables[table].also)
            }
            named = tables_of(entry, names)
            for table in named if rest else ():
                found.setdefault((source, table), []).extend(
                    File(path, name_of(path, landing)) for path in rest
                )
            if not named:
                ignored.append(unnamed(entry, landing, tables))
    return found, ignored


def tables_of(entry: Path, names: Mapping[str, str]) -> list[str]:
    """The table that a file or a folder is named after; of a workbook, else those that its sheets are named after.
    `names`: {name: table}, with the names that other loaders have for it."""
    table = table_of(entry)
    if table in names:
        return [names[table]]
    # A folder such as tickets.parquet, which Spark writes, is no file of Parquet.
    if not os.path.isdir(entry) and format_of(entry)[0] == "xlsx":
        try:
            sheets = map(folded, map(str.strip, sheets_of(entry)))
            return [names[name] for name in sheets if name in names]
        except Refused:
            return []
    return []


def is_plain_folder(entry: Path) -> bool:
    """Whether it is a folder whose name is no name of a file: tickets.parquet may be one that Spark has written."""
    return os.path.isdir(entry) and format_of(entry)[0] is None


def table_of(entry: Path) -> str:
    """What a file or a folder is named after, without what a file's name has behind it."""
    return (entry.name if is_plain_folder(entry) else entry.name.split(".")[0]).lower()


def unnamed(entry: Path, landing: Path, tables: Iterable[str]) -> str:
    table = table_of(entry)
    close = difflib.get_close_matches(table, [*tables, "source"], n=1)
    meant = SOURCE_YML if close == ["source"] else "".join(close)
    hint = f"; did you mean {meant}?" if meant else ""
    return f"{name_of(entry, landing)} is named after no table{hint}"


def folder_of(landing: Path, source: str) -> Path:
    return landing if source == PLAIN else landing / source


def below(folder: Path, above: set[str]) -> Iterator[Path]:
    """All files in a folder and in the folders within it. Links are followed, except those to a folder that they lie in
    themselves. `above`: the folders that this one lies in."""
    real = os.path.realpath(folder)
    if real in above:
        return
    for entry in entries_of(folder):
        if os.path.isdir(entry):
            yield from below(entry, above | {real})
        else:
            yield entry


def entries_of(folder: Path) -> list[Path]:
    """The entries of a folder, sorted, without hidden ones: .DS_Store and _SUCCESS are no data."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "_")))
    except OSError as error:
        raise LandingError(
            f"{written_out(str(folder))} cannot be read: {error.strerror}. Nothing has landed; who may read it?"
        ) from None


def name_of(path: Path, landing: Path) -> str:
    """The path of a file within the landing folder, fit to be shown. No two files have the same one, since a backslash
    is written out as well."""
    return written_out(path.relative_to(landing).as_posix().replace("\\", "\\\\"))


def written_out(text: str) -> str:
    """A text in which control characters, and bytes that are no text, are written out."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape", "surrogatepass").decode()
        for character in text
    )
