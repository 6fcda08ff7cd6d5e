"""Errors that are meant for people: the command line shows their text and no traceback."""


class PipelineError(Exception):
    """The run must stop; the message says why, and what to do."""


def first_line(error: BaseException) -> str:
    """What an error says, without the lines below it, which may quote data."""
    return next(iter(str(error).splitlines()), type(error).__name__)
