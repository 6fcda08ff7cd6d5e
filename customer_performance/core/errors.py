"""Errors that are meant for people: the command line shows their text and no traceback."""

import re

import duckdb


class RunError(Exception):
    """The run must stop; the message says why, and what to do."""


def first_line(error: BaseException) -> str:
    """What an error says, without the lines below it and what it quotes, which may be data."""
    first = next(iter(str(error).splitlines()), type(error).__name__)
    if isinstance(error, OSError | duckdb.IOException):  # which name files, and say what is wrong with them
        return first
    return re.sub(r"""(["']).*(?:\1|$)""", "…", first)
