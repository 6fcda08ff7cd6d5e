"""What every test of landing needs."""

from pathlib import Path

import pytest

from tests.support.landing_company import Company


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)
