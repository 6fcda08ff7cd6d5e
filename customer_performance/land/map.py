"""Writes a first source.yml for a folder of unknown exports, to be corrected by whoever knows them."""

import json
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from customer_performance.core.contract import PLAIN, LandingError, Table, load_contract
from customer_performance.core.sql import folded
from customer_performance.land.discover import SOURCE_YML, below, entries_of, name_of, written_out
from customer_performance.land.excel import rows_of_sheet, sheets_of
from customer_performance.land.map_guess import Guess, guess, names_for, plain_name
from customer_performance.land.readers import Relation, format_of, relation_of
from customer_performance.land.refused import Refused
from customer_performance.land.source_schema import TableConfig
from customer_performance.land.table import UNREADABLE

SAMPLE = 1000  # rows that are looked at
HEAD = (
    "# A first guess by `customer-performance map`. Read it line by line, correct what is wrong, fill in each line\n"
    "# with ???, without the # before it. How: docs/how-to/land-your-tables.md\n"
)


@dataclass
class Part:
    """What source.yml says of a table; `files`: the patterns of its files, none where they are named after it."""

    table: str
    files: list[str]
    lines: list[str]


def write_map(folder: Path) -> str:
    """Write source.yml into a folder of exports. Returns what was found, which shows no value. Raises LandingError
    where there is one already, or nothing to map."""
    target = folder / SOURCE_YML
    if not folder.is_dir():
        raise LandingError(f"{folder} is not a folder.")
    if target.exists():
        raise LandingError(
            f"{target} is there already. Move it away, and a first guess is written in its place."
        )
    tables = load_contract()[PLAIN]
    known = {
        name for table in tables.values() for column in table.columns for name in names_for(column, table)
    }
    said, parts = list[str](), list[Part]()
    with duckdb.connect() as connection:
        for entry in entries_of(folder):
            for path in below(entry, set()) if entry.is_dir() else [entry]:
                name = name_of(path, folder)
                for sheet in sheets_in(path):
                    line, part = look_at(connection, path, name, sheet, tables, known)
                    said.append(f"  {line}")
                    parts += part
    if not parts:
        raise LandingError("\n".join([f"{folder} has no file that is like one of our tables.", *said]))
    text = (
        HEAD
        + "# timezone: ???   # of times without an offset, such as Europe/Paris; without it: UTC\ntables:\n"
        + "\n".join(merged(parts))
    )
    target.write_text(text + "\n", encoding="utf-8")
    if any("timestamp_format:" in line for part in parts for line in part.lines):
        said.append("  to be filled in: timezone, for the times that tell no offset")
    return "\n".join(
        [
            *said,
            f"{target} is written. Correct it, then: customer-performance build --landing {folder} --out my-company",
        ]
    )


def sheets_in(path: Path) -> list[str | None]:
    """The sheets of a workbook; of any other file, None."""
    if format_of(path)[0] != "xlsx":
        return [None]
    try:
        return list(sheets_of(path))
    except Refused:
        return [None]


def look_at(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    name: str,
    sheet: str | None,
    tables: dict[str, Table],
    known: set[str],
) -> tuple[str, list[Part]]:
    """What was found out of a file, as a line for the screen and as the lines for source.yml."""
    shown = f"{name}, sheet {sheet!r}" if sheet else name
    encoding = None
    try:
        try:
            relation = relation_of(connection, path, known, TableConfig(sheet=sheet), "")
        except Refused as refusal:
            if "name the encoding" not in str(refusal):
                raise
            encoding = "cp1252"
            relation = relation_of(connection, path, known, TableConfig(encoding=encoding), "")
        rows = sample(connection, relation)
    except Refused as refusal:
        return f"{shown}: {refusal}", []
    except UNREADABLE:
        return f"{shown}: it cannot be read", []
    found = guess(connection, f"{path.name} {sheet or ''}", relation.columns, rows, tables)
    if not found:
        return f"{shown}: like none of our tables", []
    part = lines_for(found, name, sheet, encoding, relation)
    asked = [column for column in found.required if any(f"# {column}: ???" in line for line in part.lines)]
    line = f"{shown}: {found.table.name}, {len(found.columns)} of {len(relation.columns)} columns"
    line += f"; to be filled in: {', '.join(asked)}" if asked else ""
    words = sum(map(len, found.unknown.values()))
    line += f"; {words} words to translate" if words else ""
    return written_out(line), [part]


def sample(connection: duckdb.DuckDBPyConnection, relation: Relation) -> list[list[str | None]]:
    """Some rows of a file, as texts."""
    if relation.format == "csv":
        nulls = set(relation.config.null_values)
        return [
            [None if text in nulls else text for text in row] for row in islice(relation.first_rows(), SAMPLE)
        ]
    if relation.sheet:
        return [values[:-1] for _, _, _, values in islice(rows_of_sheet(relation.sheet), SAMPLE)]
    listed = ", ".join(f"try(cast({each} as varchar))" for each in relation.positions)
    return [
        list(row)
        for row in connection.execute(
            f"select {listed} from ({relation.as_it_is()}) limit {SAMPLE}"
        ).fetchall()
    ]


def quoted(text: str) -> str:
    """A text as YAML has it, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def mapping(pairs: dict[str, str]) -> str:
    return (
        "{"
        + ", ".join(
            f"{quoted(theirs)}: {quoted(ours) if ours in ('true', 'false') or ours.isdigit() else ours}"
            for theirs, ours in pairs.items()
        )
        + "}"
    )


def lines_for(found: Guess, name: str, sheet: str | None, encoding: str | None, relation: Relation) -> Part:
    """The lines of source.yml for a file."""
    table = found.table
    is_named = (
        folded(Path(name).name.split(".")[0]) == table.name or folded(Path(name).parts[0]) == table.name
    )
    lines = [f"    sheet: {quoted(sheet)}"] if sheet else []
    lines += [f"    encoding: {encoding}"] if encoding else []
    if found.formats:
        note = f"   # or {found.alternatives[0]}?" if found.alternatives else ""
        lines.append(f"    timestamp_format: [{', '.join(map(quoted, found.formats))}]{note}")
    if found.decimal:
        lines.append(f"    decimal: {quoted(found.decimal)}")
    elif found.is_ambiguous:
        lines.append(
            "    # decimal: ???   # a point or a comma: nothing shows which of them stands before decimals"
        )
    renamed = {theirs: ours for theirs, ours in found.columns.items() if folded(theirs) != ours}
    lines += [f"    columns: {mapping(renamed)}"] if renamed else []
    if found.values:
        lines.append("    values:")
        lines += [f"      {column}: {mapping(words)}" for column, words in found.values.items()]
    for column, words in found.unknown.items():
        listed = ", ".join(f"{quoted(word)}: ???" for word in words)
        lines.append(f"    # values of {column} that mean nothing yet: {{{listed}}}")
        meant = next(each.words for each in table.columns if each.name == column)
        lines += [f"      # each of them means one of {', '.join(meant)}" + instead(column)] if meant else []
    lines += set_lines(found, name)
    rest = [header for header in relation.columns if header and header not in found.columns]
    lines += [f"    # kept as text: {', '.join(map(quoted, rest))}"] if rest else []
    lines += account_lines(found, name)[1]
    return Part(table.name, [] if is_named else [name], lines)


def instead(column: str) -> str:
    return ", or the column is the topic: map it to topic instead" if column == "ticket_type" else ""


def set_lines(found: Guess, name: str) -> list[str]:
    """Lines for columns that must be there, and that the file does not have."""
    made = []
    for column in found.required:
        words = next((each.words for each in found.table.columns if each.name == column), ())
        named = [word for word in words if word in plain_name(name)]
        if column == "response_id" and found.response_key:
            made.append(f"      {column}: {quoted('|'.join(f'{{{each}}}' for each in found.response_key))}")
        elif len(named) == 1:
            made.append(f"      {column}: {named[0]}")
        else:
            said = f"one of {', '.join(words)}" if words else "or name the column that has it, under columns"
            made.append(f"      # {column}: ???   # {said}")
    if found.currency:
        made.append(f"      currency: {found.currency}   # for which the sign in its amounts mostly stands")
    is_real = any(not line.lstrip().startswith("#") for line in made)
    made += account_lines(found, name)[0]
    return [f"    {'' if is_real else '# '}set:", *made] if made else []


def account_lines(found: Guess, name: str) -> tuple[list[str], list[str]]:
    """Lines for orders that name their customer by an e-mail address and no account: under `set`, and behind the table.
    They are comments, since only who knows the shop knows which of them holds."""
    theirs = {ours: header for header, ours in found.columns.items()}
    if found.table.name != "orders" or "account_id" in theirs or not found.has_emails:
        return [], []
    header = quoted(theirs["contact_id"])
    under_set = [
        "      # Without an account, the person counts as the customer. The account of the contact with this email:",
        f"      # account_id: {{find: contacts, by: email, from: {header}, take: account_id}}",
        "      # or, where each customer is a private person, the email itself, with the table accounts below:",
        f"      # account_id: {quoted('{' + theirs['contact_id'] + '}')}",
    ]
    behind = [
        "  # accounts:   # of private persons, whose ids are published as pseudonyms only",
        f"  #   files: [{quoted(name)}]",
        f"  #   columns: {{{header}: account_id}}",
        '  #   set: {is_person: "true"}',
    ]
    return under_set, behind


def merged(parts: list[Part]) -> list[str]:
    """The lines of all files. Of two files for one table, the second is a comment, where it is written otherwise."""
    lines: list[str] = []
    taken: dict[str, Part] = {}
    for part in parts:
        first = taken.setdefault(part.table, part)
        if first is not part and first.lines == part.lines:
            first.files += part.files
    for part in parts:
        first = taken[part.table]
        if first is part or first.lines != part.lines:
            listed = [f"    files: [{', '.join(map(quoted, part.files))}]"] if part.files else []
            own = [f"  {part.table}:", *listed, *part.lines]
            is_second = first is not part
            lines += ["  # another file for the same table, which is written otherwise:"] if is_second else []
            lines += [f"  # {line}" if is_second else line for line in own]
    return lines
