"""MetricFlow's own command line, on what is published under OUT: `customer-performance mf [--out OUT] query …`.

Says to MetricFlow where everything is, and keeps it from asking a package index for news of itself.
"""

import argparse
import os
import shutil
from pathlib import Path

from customer_performance.core.errors import PipelineError
from customer_performance.core.paths import PROJECT, Layout, private_files


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--out", type=Path, default=Path("out"))
    options, command = parser.parse_known_args(arguments)
    layout = Layout(options.out.resolve())
    manifest = layout.target / "semantic_manifest.json"
    if not (layout.published.exists() and manifest.exists()):
        raise PipelineError(f"There is nothing in {layout.published}: build first.")
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
        raise PipelineError("MetricFlow is not installed: it comes with requirements-dev.txt.") from error
    # MetricFlow looks for it in the project alone, wherever dbt wrote it.
    (PROJECT / "target").mkdir(exist_ok=True)
    shutil.copyfile(manifest, PROJECT / "target" / manifest.name)
    metricflow.UpdateChecker.check = lambda *_: None
    with private_files():
        return metricflow.cli(command, prog_name="customer-performance mf")
