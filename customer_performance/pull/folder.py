"""The folder of a table: which files of `pull` are in it, and how what a run has read takes its place there.

A run writes hidden files, which landing does not see. When all that it reads is there as a whole, each gets its name at
once, and then those go that it replaces. Whenever a run is stopped, the next one finds a state from which it goes on.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from customer_performance.core.pulled import WHOLE, Mark, Pulled, pulled

HIDDEN = ".pull-"


@dataclass(frozen=True)
class Folder:
    """The folder of a table."""

    path: Path

    def clean(self) -> None:
        """Remove what a run has left that was stopped: hidden files, and files that others have replaced."""
        for path in self.path.glob(f"{HIDDEN}*"):
            path.unlink()
        for path in self.replaced_by(None):
            path.unlink()

    def replaced_by(self, new: Pulled | None) -> list[Path]:
        """The files of which another one, or the new one, has all that they have."""
        every = [*self.files, *([new] if new else [])]
        held = [each for each in self.files if any(other.holds(each) for other in every)]
        return [self.path / each.name for each in held]

    @property
    def files(self) -> list[Pulled]:
        """From the oldest to the newest."""
        if not self.path.is_dir():
            return []
        found = [each for path in self.path.iterdir() if (each := pulled(path.name))]
        return sorted(found, key=lambda each: (each.first, each.last))

    @cached_property
    def whole(self) -> Path:
        return self.path / WHOLE

    @property
    def has_gap(self) -> bool:
        """Whether a file before others is gone, and with it what it had."""
        files = self.files
        ends = [0, *(each.last for each in files)]
        return any(each.first > end + 1 for end, each in zip(ends, files, strict=False))

    @property
    def mark(self) -> Mark | None:
        """The newest time that any run has seen. None: everything must be read again."""
        marks = [each.mark for each in self.files if each.mark and not self.has_gap]
        if len({mark.has_zone for mark in marks}) > 1:
            marks = [each.mark for each in self.files[-1:] if each.mark]
        return max(marks, key=lambda mark: mark.time, default=None)

    def hidden(self, what: str) -> Path:
        self.path.mkdir(parents=True, exist_ok=True)
        return self.path / f"{HIDDEN}{what}.parquet.tmp"


@dataclass(frozen=True)
class Finished:
    """A file that a run has written as a whole, with the name that it is to have, and what it replaces."""

    written: Path
    path: Path
    replaced: list[Path]


def put_in_place(finished: list[Finished]) -> None:
    for each in finished:
        with open(each.written, "rb") as file:
            os.fsync(file.fileno())
    for each in finished:
        os.replace(each.written, each.path)
    for each in finished:
        for path in each.replaced:
            path.unlink(missing_ok=True)
