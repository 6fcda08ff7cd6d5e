"""MetricFlow's own command line, on what is published under OUT: `customer-performance mf [--out OUT] query …`."""

import os
import shutil
from collections.abc import Sequence

from customer_performance.core.build_log import read_build_log
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout, private_files
from customer_performance.core.project import parsed


def ask(layout: Layout, command: Sequence[str]) -> None:
    """Run a command of MetricFlow, which ends this process with its exit code.

    MetricFlow is told where everything is, and kept from asking a package index for news of itself. Raises
    RunError where nothing is published, or MetricFlow is not installed.
    """
    layout = Layout(layout.out.resolve())
    manifest = layout.target / "semantic_manifest.json"
    if not layout.published.exists():
        raise RunError(f"There is nothing in {layout.published}: build first.")
    parsed(layout, read_build_log(layout.database).variables)  # which writes the semantic manifest, too
    os.environ |= {
        "CUSTOMER_PERFORMANCE_OUT": str(layout.out),
        "CUSTOMER_PERFORMANCE_TARGET": "published",
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_PROJECT_DIR": str(PROJECT),
        "DBT_TARGET_PATH": str(layout.target),
        "DBT_LOG_PATH": str(layout.logs),
    }
    try:
        from dbt_metricflow.cli import main as metricflow
    except ImportError as error:
        raise RunError("MetricFlow is not installed: it comes with requirements-dev.txt.") from error
    # MetricFlow looks for it in the project alone, wherever dbt wrote it.
    (PROJECT / "target").mkdir(exist_ok=True)
    shutil.copyfile(manifest, PROJECT / "target" / manifest.name)
    metricflow.UpdateChecker.check = lambda *_: None
    with private_files():
        metricflow.cli(list(command), prog_name="customer-performance mf")
