"""Whose tables a small company has, so that the models of others need not be built for it: a third of a small build."""

from pathlib import Path

from customer_performance.core.contract import PLAIN
from customer_performance.core.variables import project_variables


def feeding(landing: Path) -> dict[str, list[str]]:
    """Var `sources` without the vendors that the landing folder has no folder of."""
    return {
        table: [source for source in sources if source == PLAIN or (landing / source).is_dir()]
        for table, sources in project_variables()["sources"].items()
    }
