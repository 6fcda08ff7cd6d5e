"""What the machine does to a run (a full disk, no memory, a file that others hold), in words, with what to do.

It is told by the text of an error, since much of it comes from dbt, or as an error of DuckDB's like any other.
"""

import re
import traceback
from contextlib import suppress
from pathlib import Path

import duckdb

from customer_performance.core.database import MEMORY_VARIABLE, USUAL_MEMORY
from customer_performance.core.errors import RunError, first_line
from customer_performance.core.paths import private_files

FULL_DISK = re.compile(
    r"No space left on device|Disk quota exceeded|File too large|\bENOSPC\b|max_temp_directory_size"
)
# DuckDB's own words. The kind of error before them is another where it was in a commit or a checkpoint.
WANTED_MEMORY = (
    r"(?:could not allocate block|failed to (?:pin block|(?:allocate|reserve memory) data)) of size"
)
NO_MEMORY = re.compile(
    r"Out of Memory Error|OutOfMemoryException|MemoryError|Cannot allocate memory|bad_alloc|bad allocation|"
    rf"/[\d.]+ \w+ used\)|{WANTED_MEMORY}"
)
# What was asked for, and all that may be taken. A broken file can ask for more than any machine has.
ASKED_AND_LIMIT = re.compile(r"of size ([\d.]+) (\w+) \([\d.]+ \w+/([\d.]+) (\w+) used\)")
UNITS = ("bytes", "KiB", "MiB", "GiB")
HELD = re.compile(r'Could not set lock on file "([^"]+)"(?:.*?held in (.*?\(PID \d+\)))?')
FORBIDDEN = re.compile(r"Permission denied|Read-only file system|Operation not permitted")


def advice(text: str) -> str | None:
    """What to do about it, where an error is the machine's and not the data's."""
    if FULL_DISK.search(text):
        return "The disk is full. Free some space where --out lies, or choose another --out, and run again."
    if NO_MEMORY.search(text):
        return (
            f"There was not enough memory. Set {MEMORY_VARIABLE} ({USUAL_MEMORY}, unless it is set) to what this "
            "machine can spare, close what else is running, and run again."
        )
    if held := HELD.search(text):
        return (
            f"{held[1]} is open in another process: {held[2] or 'unknown'}. Close it there and run again. Look at data "
            "in published/warehouse.duckdb instead: readers of that file never stop a run."
        )
    if FORBIDDEN.search(text):
        return "Check who owns these files and the folder that they lie in, and run again as that user."
    return None


def is_interrupt(error: BaseException) -> bool:
    """DuckDB makes an error of its own of Ctrl-C."""
    return isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted"


def is_about_the_run(error: BaseException) -> bool:
    """Whether what reading a file failed with says nothing of the file."""
    return is_interrupt(error) or bool(FULL_DISK.search(str(error))) or is_short_of_memory(error)


def is_short_of_memory(error: BaseException) -> bool:
    found = ASKED_AND_LIMIT.search(str(error))
    if not found or not {found[2], found[4]} <= {*UNITS}:
        return False
    asked, limit = (float(found[i]) * 1024 ** UNITS.index(found[i + 1]) for i in (1, 3))
    return asked < limit


def is_of_the_machine(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or advice(f"{type(error).__name__}: {error}") is not None


def in_words(error: BaseException, logs: Path | None = None) -> str:
    """The text to show for an error. The traceback of one that nobody foresaw goes to `logs`, for who mends it."""
    name = type(error).__name__
    what_to_do = advice(f"{name}: {error}")
    if isinstance(error, RunError):
        is_told = not what_to_do or what_to_do in str(error)
        return str(error) if is_told else f"{error}\n\n{what_to_do}"
    said = f"{name}: {first_line(error)}"
    if what_to_do:
        return f"{said}\n\n{what_to_do}"
    if isinstance(error, duckdb.Error):
        said = name  # it may quote a value
    said += "\n\nNobody foresaw this."
    if logs:
        path = logs / "traceback.log"
        with suppress(OSError), private_files():
            path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
            said += f" Where it happened is in {path}, which may quote your data."
    return said
