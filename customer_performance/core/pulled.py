"""The names of the files that `pull` writes into the folder of a table, from which it knows what it has read.

`000007_20260301T111500.000000Z.parquet` is what the seventh run found, and `000001-000007_….parquet` all that seven
runs found, with the newest row for each key. Behind the number stands the mark: the newest time at which a row had
changed, in UTC with a Z, or as the database has it without one. `all.parquet` is a table that is read as a whole each
time.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

DATABASE_YML = "database.yml"  # says what is pulled, and lies beside the folders of the tables
WHOLE = "all.parquet"
NAME = re.compile(r"(\d{6,})(?:-(\d{6,}))?_(none|\d{8}T\d{6}\.\d{6}(Z?))\.parquet")
STAMP = "%Y%m%dT%H%M%S.%f"


@dataclass(frozen=True)
class Mark:
    """The newest time at which a row had changed. `has_zone`: it is in UTC, and else as the database has it."""

    time: datetime
    has_zone: bool

    def __str__(self) -> str:
        return f"{self.time:{STAMP}}{'Z' if self.has_zone else ''}"


@dataclass(frozen=True)
class Pulled:
    """A file with what was found by the runs from `first` to `last`."""

    first: int
    last: int
    mark: Mark | None

    @property
    def name(self) -> str:
        runs = f"{self.first:06d}" if self.first == self.last else f"{self.first:06d}-{self.last:06d}"
        return f"{runs}_{self.mark or 'none'}.parquet"

    def holds(self, other: "Pulled") -> bool:
        """Whether what the other file has is in this one."""
        return self != other and self.first <= other.first and other.last <= self.last


def pulled(name: str) -> Pulled | None:
    """What the name of a file says; None: it is no file of `pull`, or a table that was read as a whole."""
    match = NAME.fullmatch(name)
    if not match:
        return None
    first, last, mark, zone = match.groups()
    time = None if mark == "none" else datetime.strptime(mark.removesuffix("Z"), STAMP)
    return Pulled(int(first), int(last or first), Mark(time, bool(zone)) if time else None)


def is_pulled(name: str) -> bool:
    return name == WHOLE or pulled(name) is not None


def were_replaced(gone: set[str], there: set[str]) -> set[str]:
    """Which of the files that are gone (paths within a landing folder) were replaced by others of `pull`: what it has
    read of a table is in the table's folder as a whole, as long as any file of it is there."""
    folders = {PurePath(path).parent for path in there if is_pulled(PurePath(path).name)}
    return {path for path in gone if is_pulled(PurePath(path).name) and PurePath(path).parent in folders}
