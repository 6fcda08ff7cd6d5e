"""A folder with a suite of one's own."""

import pytest


@pytest.fixture
def quality(tmp_path):
    def write(suite: str, file: str = "raw/files.yml"):
        path = tmp_path / "quality" / file
        path.parent.mkdir(parents=True)
        path.write_text(suite, encoding="utf-8")
        return tmp_path / "quality"

    return write
