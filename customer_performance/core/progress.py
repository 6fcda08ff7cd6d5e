"""How far a step is: a bar on a terminal, plain lines elsewhere, and nothing for who wants to hear of errors alone.

A step is given a `Progress` and tells it what it is at (`reach`, or `each` in a loop), and what is to stay on screen
(`say`). Steps print nothing themselves.
"""

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Item = TypeVar("Item")


class Progress:
    """Shows nothing: for `--quiet`, and for who calls a step from Python."""

    def __init__(self) -> None:
        self.name = ""
        self.started = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the step began."""
        return time.monotonic() - self.started

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What is done inside is the step `name`, until it ends or raises."""
        self.name, self.started = name, time.monotonic()
        yield

    def say(self, line: str) -> None:
        """A line, or several, that stay on screen."""

    def reach(self, what: str, done: int = 0, total: int = 0) -> None:
        """`what` is the step's work now, after `done` of `total`; a total of 0 is not known."""

    def each(self, items: Collection[Item], what: Callable[[Item], str]) -> Iterator[Item]:
        """The items, each reached under the name that `what` gives it."""
        for done, item in enumerate(items):
            self.reach(what(item), done, len(items))
            yield item
        self.reach("", len(items), len(items))


class PlainProgress(Progress):
    """Lines without control characters, for logs: when a step begins, and where it is every ten seconds."""

    def __init__(self, seconds_between: float = 10) -> None:
        super().__init__()
        self.seconds_between = seconds_between
        self.told = self.started

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        with super().step(name):
            self.told = self.started
            self.say(f"{name} …")
            yield

    def say(self, line: str) -> None:
        print(line, flush=True)

    def reach(self, what: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if what and now - self.told >= self.seconds_between:
            self.told = now
            self.say(f"  {self.seconds:.0f} s: {f'{counted(done, total)} {printable(what)}'.strip()}")


class LiveProgress(Progress):
    """A line that moves while a step works: its name, a bar, a count, the time so far, and what it is at."""

    def __init__(self) -> None:
        super().__init__()
        # Imported by who has a terminal alone; it takes a tenth of a second.
        from rich.console import Console

        self.console = Console()
        self.show: Callable[..., Any] = lambda **_: None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        from rich import progress
        from rich.table import Column

        bar = progress.Progress(
            progress.SpinnerColumn(),
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(bar_width=24),
            progress.TimeElapsedColumn(),
            progress.TextColumn("{task.fields[count]}"),
            progress.TextColumn(
                "{task.fields[what]}", markup=False, table_column=Column(ratio=1, no_wrap=True)
            ),
            console=self.console,
            expand=True,
            transient=True,  # the line that run() says at the end takes its place
        )
        with super().step(name), bar:
            task = bar.add_task(name, total=None, count="", what="")
            self.show = lambda **fields: bar.update(task, **fields)
            try:
                yield
            finally:
                self.show = lambda **_: None

    def say(self, line: str) -> None:
        self.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def reach(self, what: str, done: int = 0, total: int = 0) -> None:
        self.show(completed=done, total=total or None, count=counted(done, total), what=printable(what))


def counted(done: int, total: int) -> str:
    return f"{done:,} of {total:,}" if total else ""


def printable(text: str) -> str:
    """Without what would move the cursor, such as a line end in the name of a file."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def progress_for(quiet: bool) -> Progress:
    """How to show progress where this process writes to."""
    if quiet:
        return Progress()
    is_live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    return LiveProgress() if is_live else PlainProgress()


SILENT = Progress()
