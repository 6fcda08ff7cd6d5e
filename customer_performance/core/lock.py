"""One run at a time in one OUT."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from customer_performance.core.errors import RunError


@contextmanager
def hold(
    path: Path, command: str, way_out: str = "Wait until it ends, or choose another --out."
) -> Iterator[None]:
    """Hold the lock while inside. The kernel lets go of it when the process ends, however it ends, and with it
    those that it started and that inherit the lock: a dbt that outlives its killed parent still writes."""
    with open(path, "a+", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        os.set_inheritable(file.fileno(), True)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise RunError(f"{path.parent.parent} is in use: {holder}{ended(holder)}.\n{way_out}") from None
        file.truncate(0)
        file.write(f"{command}, process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        yield
        file.truncate(0)


def ended(holder: str) -> str:
    """Who looks for the process should not look for one that was killed, while what it started works on."""
    number = re.search(r"process (\d+)", holder)
    if number:
        try:
            os.kill(int(number[1]), 0)
        except ProcessLookupError:
            return "; it was killed, and the dbt that it started has not ended yet"
        except PermissionError:  # it lives, and is somebody else's
            pass
    return ""
