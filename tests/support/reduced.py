"""The plain tables of the demo company without what a vendor cannot know, so that a build of the one can be held
against one of the other. Written apart from the exporters: each rule is said once more, beside this."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

Tables = dict[str, pd.DataFrame]
Rule = Callable[[pd.DataFrame, Tables], pd.DataFrame]


def reduce_company(plain: Path, landing: Path, names: Iterable[str], rules: Mapping[str, Rule]) -> None:
    """Write these tables as CSV, each by its rule, if it has one: it takes the table and all tables as they were."""
    landing.mkdir()
    tables = {name: read(plain, name) for name in names}
    for name, frame in tables.items():
        reduced = rules[name](frame, tables) if name in rules else frame
        reduced.to_csv(landing / f"{name}.csv", index=False)


def read(plain: Path, name: str) -> pd.DataFrame:
    """A table as text, as it was written; of several copies of a row, all."""
    files = sorted([*plain.glob(f"{name}.csv"), *plain.glob(f"{name}/*.csv")])
    return pd.concat(
        [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files], ignore_index=True
    )


def without(*columns: str) -> Rule:
    """A rule that leaves columns out."""
    return lambda frame, _: frame.drop(columns=list(columns))


def renumber(landing: Path, renumbered: Path) -> None:
    """Write tables as they are, but for ids, which are numbers from 1 for each kind of thing."""
    renumbered.mkdir(exist_ok=True)
    tables = {file.stem: read(landing, file.stem) for file in sorted(landing.glob("*.csv"))}
    numbers: dict[str, str] = {"": ""}
    of_kind: Counter[str] = Counter()
    for frame in tables.values():
        for column in frame.columns[frame.columns.str.endswith("_id")]:
            for told in frame[column].unique():
                if told not in numbers:
                    # what a number in it counts, else what the column is of
                    kind = told.rstrip("0123456789") if told[-1].isdigit() else column
                    of_kind[kind] += 1
                    numbers[told] = str(of_kind[kind])
    for name, frame in tables.items():
        ids = [column for column in frame if column.endswith("_id") or column in ("old_value", "new_value")]
        frame[ids] = frame[ids].apply(lambda column: column.map(lambda told: numbers.get(told, told)))
        frame.to_csv(renumbered / f"{name}.csv", index=False)
