"""What a reader raises of which nothing can be read."""


class Refused(Exception):  # noqa: N818
    """No row of a file can be taken; the message says why."""
