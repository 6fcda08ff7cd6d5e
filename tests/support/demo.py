"""The demo company as it was built before the tests began."""

import os
from pathlib import Path

import pytest

OUT = Path(os.environ.get("CUSTOMER_PERFORMANCE_OUT", "out"))


def needed(path: Path) -> Path:
    if not path.exists():
        pytest.fail(f"{path} is not there: build the demo company first, as `make test` does")
    return path
