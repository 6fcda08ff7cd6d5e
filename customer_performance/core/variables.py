"""dbt's vars, and what they declare."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from customer_performance.core.paths import PROJECT


def project_variables(overrides: str | None = None) -> dict[str, Any]:
    """dbt's vars by name: those of dbt_project.yml, but for what `overrides`, a mapping as YAML, says otherwise."""
    declared = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    return declared | (yaml.safe_load(overrides or "") or {})


LANGUAGES = tuple(project_variables()["languages"])


@dataclass(frozen=True)
class Dimension:
    """What metrics are divided by. `of`: whose column says the value: observation, account or team. `fact_column`:
    the column without which a fact does not have it. `published_by`: the var without which it is not published.
    `label`: its name by language."""

    name: str
    of: str
    column: str
    fact_column: str
    published_by: str | None
    label: Mapping[str, str]


def declared_dimensions(variables: Mapping[str, Any]) -> dict[str, Dimension]:
    """Those of var `dimensions` by name, in their order."""
    return {
        name: Dimension(
            name,
            declared["of"],
            (column := declared.get("column", name)),
            variables["dimension_keys"].get(declared["of"], column),
            declared.get("published_by"),
            {language: declared[language] for language in LANGUAGES},
        )
        for name, declared in variables["dimensions"].items()
    }
