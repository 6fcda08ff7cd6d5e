"""The static site: metrics, their explanation, lineage and quality.

Nothing on it is loaded from elsewhere. It shows aggregates and definitions, and on the page Explore rows of what is
published, with the columns that are published.
"""

import shutil

from customer_performance.core.build_log import read_build_log, read_test_results
from customer_performance.core.database import connect
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.project import current_manifest, read_manifest
from customer_performance.core.releases import Releases
from customer_performance.core.variables import project_variables
from customer_performance.site.content import read_content
from customer_performance.site.definition import DbtProject, read_landed
from customer_performance.site.explore import write_datasets
from customer_performance.site.pages import write_pages
from customer_performance.site.third_party import write_column_lineage, write_docs


def site(layout: Layout, variables: str | None = None, progress: Progress = SILENT) -> str:
    """Write the site afresh, put it in the place of the one before, and say where it is. `variables` are dbt's, those
    of the last build unless said.

    Raises RunError where nothing is published, or the project has changed since it was built.
    """
    if not layout.published.exists():
        raise RunError(f"There is nothing in {layout.published}: publish first.")
    variables = variables or read_build_log(layout.database).variables
    current_manifest(layout, variables, progress)
    results = read_test_results(layout.database)
    releases = Releases(layout.site)
    with releases.fresh() as fresh:
        progress.reach("the pages of dbt docs")
        write_docs(layout, fresh / "docs", variables)
        progress.reach("column lineage")
        parents = write_column_lineage(layout, fresh / "lineage")
        progress.reach("the pages of metrics")
        project = DbtProject(read_manifest(layout), results, parents, read_landed(layout))
        content = read_content(layout, project, variables)
        with connect(layout.published.resolve() / "warehouse.duckdb", read_only=True) as published:
            datasets = write_datasets(
                published, fresh / "explore", content.metrics, project_variables(variables)
            )
        write_pages(layout, fresh, content, progress, datasets)
    if layout.site.is_dir() and not layout.site.is_symlink():  # as versions before wrote it
        shutil.rmtree(layout.site)
    releases.show(fresh)
    releases.remove_all_but(fresh)
    return f"{layout.site / 'index.html'}" + (
        "" if parents is not None else ", without column lineage: run make setup"
    )
