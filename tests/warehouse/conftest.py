"""Of the builds made here, nobody reads the log and the manifest, which take dbt a third of a small run."""

import pytest


@pytest.fixture(scope="package", autouse=True)
def unwritten():
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DBT_WRITE_JSON", "false")
        environment.setenv("DBT_LOG_LEVEL_FILE", "none")
        yield
