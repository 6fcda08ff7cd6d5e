"""One run at a time in one OUT."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import PipelineError


@contextmanager
def hold(path: Path, command: str) -> Iterator[None]:
    """Hold the lock while inside. The kernel lets go of it when the process ends, however it ends."""
    with open(path, "a+", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise PipelineError(
                f"{path.parent.parent} is in use: {holder}.\nWait until it ends, or choose another --out."
            ) from None
        file.truncate(0)
        file.write(f"{command}, process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        yield
        file.truncate(0)
