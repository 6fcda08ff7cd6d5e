"""Errors that are meant for people: the command line shows their text and no traceback."""


class PipelineError(Exception):
    """The run must stop; the message says why, and what to do."""
