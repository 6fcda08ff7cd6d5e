"""A folder with a suite of one's own."""

import pytest


@pytest.fixture
def quality(tmp_path):
    def write(suite: str):
        (tmp_path / "quality" / "raw").mkdir(parents=True)
        (tmp_path / "quality" / "raw" / "files.yml").write_text(suite, encoding="utf-8")
        return tmp_path / "quality"

    return write
