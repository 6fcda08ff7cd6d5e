"""What a raw table looks like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from customer_performance.core.errors import RunError
from customer_performance.core.marks import TYPES, marks_of, mistakes
from customer_performance.core.paths import PROJECT
from customer_performance.core.yaml_lines import line_of

STAGING = PROJECT / "models" / "staging"
METRICS = PROJECT / "models" / "marts"
SEEDS = PROJECT / "seeds"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it is there
PLAIN = "files"  # the source whose tables lie in the landing folder itself
LOAD_LOG = "landing"  # the source that describes what landing writes down of itself
CUSTOM_COLUMNS = ("custom_columns", "own_columns")  # a metric's key, and its name until version 0.2


class LandingError(RunError):
    """Landing must stop; the message says why, and what to do."""


@dataclass(frozen=True)
class Column:
    """A column of the contract; `type` is a type of DuckDB in lower case. `person`: whose id it is (contact or
    account); `is_personal`: whether it says anything else of a person; `is_ticket`: whether it is the id of the ticket
    on which the row was said; `value_of`: the column that names the field of which this one has a value; `is_name`:
    whether it names a person or a thing; `words`: the only ones that it can have, where the contract lists them;
    `parent`: the table of which it names a row, and `is_part`: whether its own row says nothing without that;
    `words_in`: the seed with the words that the models understand; `desk_fields`: of the names of fields that it can
    have, those whose values say nothing of a person; `also`: its names in other loaders' files;
    `is_common`: whether it is an id that several systems have in common, and so of no source."""

    name: str
    type: str
    is_required: bool = False
    person: str | None = None
    is_personal: bool = False
    is_ticket: bool = False
    value_of: str | None = None
    is_name: bool = False
    parent: str | None = None
    is_part: bool = False
    words: tuple[str, ...] = ()
    words_in: str | None = None
    desk_fields: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    is_common: bool = False

    @property
    def kind(self) -> str | None:
        """Whose id it is: contact, account or ticket."""
        return "ticket" if self.is_ticket else self.person

    @property
    def is_id(self) -> bool:
        """Whether its values are ids, of which each sign counts."""
        return self.type == "varchar" and (self.name.endswith("_id") or bool(self.kind or self.parent))


@dataclass(frozen=True)
class Table:
    """A raw table of the contract, without the columns that landing adds to it. `key`: the column that tells its
    rows apart; `dated_by`: an expression for when a row happened; `rows_of`: whose record a row is (contact or ticket);
    `also`: its names in other loaders' folders. None: the contract names none."""

    source: str
    schema: str
    name: str
    columns: tuple[Column, ...]
    key: str | None = None
    dated_by: str | None = None
    rows_of: str | None = None
    also: tuple[str, ...] = ()

    @property
    def record_id(self) -> str | None:
        """The column with the id of the contact or ticket whose record a row is; None where it is nobody's."""
        ids = [column.name for column in self.columns if self.rows_of and column.kind == self.rows_of]
        return self.key if self.key in ids else next(iter(ids), None)

    @property
    def birth(self) -> str:
        """An SQL expression for when a row's thing came to be, null where the table does not tell: see
        macros/copies.sql, which reads the contract in the same way."""
        times = [column for column in self.columns if column.type == "timestamp"]
        for column in times:
            if column.is_required:
                return column.name
        known = [column.name for column in times if column.name in ("created_at", "sent_at", "started_at")]
        return f"coalesce({', '.join(sorted(known))}, null)" if known else "null::timestamp"

    @property
    def owners(self) -> list[str]:
        """The columns that say whose a row is, where that cannot change."""
        names = ("account_id", "contact_id") if self.rows_of != "contact" else ()
        return [column.name for column in self.columns if column.name in names and column.name != self.key]

    @property
    def required(self) -> list[str]:
        return [column.name for column in self.columns if column.is_required]


Contract = dict[str, dict[str, Table]]


def load_contract(folder: Path = STAGING, metrics: Path = METRICS) -> Contract:
    """The tables of every source that the dbt project declares, {source: {table: Table}}, with the columns that
    metrics add to those of the plain contract."""
    files = [(path, path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("_*__*sources.yml"))]
    declared = [yaml.load(text, Loader=LOADER) for _, text in files]
    keys: dict[str, dict[str, str | None]] = {}
    for source in [source for each in declared for source in each["sources"]]:
        found = {table["name"]: marks_of(table).get("key") for table in source["tables"]}
        keys.setdefault(source["name"], {}).update(found)
    seeds = [path.stem for path in SEEDS.rglob("*.csv")]
    contract: Contract = {}
    for (path, text), each in zip(files, declared, strict=True):
        for place, sentence in mistakes(each, keys, seeds):
            raise LandingError(f"line {line_of(text, place)} of {path}: {sentence}")
        for source in each["sources"]:
            tables = contract.setdefault(source["name"], {})
            for table in source["tables"]:
                columns = tuple(filter(None, map(column_of, table["columns"])))
                meta = marks_of(table)
                tables[table["name"]] = Table(
                    source["name"],
                    source["schema"],
                    table["name"],
                    columns,
                    meta.get("key"),
                    meta.get("dated_by"),
                    meta.get("rows_of"),
                    tuple(meta.get("also", ())),
                )
                require_forgettable(tables[table["name"]], path)
    for name, column in custom_columns(metrics, contract.get(PLAIN, {})):
        table = contract[PLAIN][name]
        if column.name not in [known.name for known in table.columns]:
            contract[PLAIN][name] = replace(table, columns=(*table.columns, column))
    return contract


def require_forgettable(table: Table, path: Path) -> None:
    """Raise LandingError where a table is marked so that forgetting a person would leave something of them in it."""
    for column in table.columns:
        if column.person not in (None, "contact", "account"):
            raise LandingError(
                f"{path}: {table.name}.{column.name} is marked person: {column.person}, which is neither contact nor "
                "account."
            )
        if column.value_of and column.value_of not in [each.name for each in table.columns]:
            raise LandingError(
                f"{path}: {table.name}.{column.name} is marked value_of: {column.value_of}, which the table lacks."
            )
    if table.rows_of not in (None, "contact", "ticket"):
        raise LandingError(
            f"{path}: {table.name} is marked rows_of: {table.rows_of}, which is neither contact nor ticket."
        )
    if table.rows_of and not (table.record_id and any(column.person for column in table.columns)):
        needed = (
            "person: contact"
            if table.rows_of == "contact"
            else "ticket: true, and another one person: contact"
        )
        raise LandingError(
            f"{path}: {table.name} is marked rows_of: {table.rows_of}, so one of its columns needs {needed}."
        )
    texts = [column.name for column in table.columns if column.is_personal or column.value_of]
    if texts and not any(column.kind for column in table.columns):
        raise LandingError(
            f"{path}: nobody's texts in {table.name} ({', '.join(texts)}) could be forgotten. Mark the column that "
            "says whose they are, by person: contact, person: account or ticket: true."
        )


def custom_columns(folder: Path, tables: dict[str, Table]) -> Iterator[tuple[str, Column]]:
    """(table, column) for each of the `custom_columns` of a metric, by either name of that key. A text may say
    anything of a person, so forgetting one empties it."""
    for path in sorted(folder.glob("*pi/*.yml")):
        text = path.read_text(encoding="utf-8")
        if not any(f"{key}:" in text for key in CUSTOM_COLUMNS):  # reading every YAML would take a second
            continue
        for model in yaml.safe_load(text).get("models", []):
            meta = model["config"]["meta"]
            declared = [pair for key in CUSTOM_COLUMNS for pair in (meta.get(key) or {}).items()]
            for item, kind in declared:
                table, _, column = item.partition(".")
                if table not in tables or not re.fullmatch(r"[a-z][a-z0-9_]*", column):
                    raise LandingError(
                        f"{path}: custom_columns wants table.column in lower case, and not {item}."
                    )
                if not TYPES.fullmatch(str(kind)):
                    raise LandingError(
                        f"{path}: {item} needs a data type that landing knows, and not {kind}."
                    )
                landed = landed_type(kind)
                yield table, Column(column, landed, is_personal=landed == "varchar")


def landed_type(declared: str) -> str:
    """A type of the contract, which every engine understands, as DuckDB calls it."""
    return "varchar" if declared == "string" else declared


def column_of(declared: dict) -> Column | None:
    """One column as its YAML has it; None where files cannot have it."""
    meta = marks_of(declared)
    if "added_by" in meta:
        return None
    return Column(
        declared["name"],
        landed_type(declared["data_type"]),
        bool(meta.get("required")),
        meta.get("person"),
        bool(meta.get("personal")),
        bool(meta.get("ticket")),
        meta.get("value_of"),
        bool(meta.get("names")),
        meta.get("parent") or meta.get("part_of"),
        "part_of" in meta,
        tuple(meta.get("words", ())),
        meta.get("words_in"),
        tuple(meta.get("desk_fields", ())),
        tuple(meta.get("also", ())),
        bool(meta.get("common")),
    )
