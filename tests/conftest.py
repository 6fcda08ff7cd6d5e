"""Companies to build, each from its own landing folder."""

import pytest

from pipeline.dbt import run_dbt
from pipeline.land import land
from pipeline.layout import Layout


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    """Land a folder into an OUT of its own and build all models, with the data tests; returns the build file."""

    def build(landing, *arguments: str):
        layout = Layout(tmp_path_factory.mktemp("out"))
        layout.make()
        land(landing, layout.database, say=lambda line: None)
        run_dbt(layout, "build", "--exclude-resource-type", "unit_test", *arguments)
        return layout.database

    return build
