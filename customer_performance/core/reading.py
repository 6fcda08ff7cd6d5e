"""dbt reads the project while the steps before it work: that takes a core a dozen seconds, and none of their data."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from customer_performance.core.dbt import command_of, environment
from customer_performance.core.parsed import where_kept
from customer_performance.core.paths import Layout, private_files
from customer_performance.core.project import is_current


class Reading:
    """A dbt that only reads. What it has to say of the project, the dbt that builds finds and says again."""

    def __init__(self, layout: Layout, variables: str | None) -> None:
        self.layout = layout
        self.variables = variables
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Begin, unless it has begun, or dbt will find what it read before."""
        known = where_kept(self.variables)
        if self.process or is_current(self.layout, self.variables) or (known and known.exists()):
            return
        # close_fds=False hands the lock of OUT on: see lock.py.
        with private_files():
            self.process = subprocess.Popen(
                command_of(self.layout, "parse", variables=self.variables),
                cwd=self.layout.out, env=environment(), close_fds=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def end(self) -> None:
        """Wait until it has ended by itself."""
        if self.process:
            self.process.wait()


@contextmanager
def reading(layout: Layout, variables: str | None) -> Iterator[Reading]:
    """Inside, dbt may read the project; it does not outlive what is done inside."""
    read = Reading(layout, variables)
    try:
        yield read
    finally:
        if read.process and read.process.poll() is None:
            read.process.kill()
            read.process.wait()
