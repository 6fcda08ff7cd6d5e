"""What dbt knows of a metric's model: its SQL, its columns, its tests and how these ended."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from customer_performance.core.build_log import TestResult
from customer_performance.core.database import connect
from customer_performance.core.paths import Layout
from customer_performance.core.project import Manifest, columns_of
from customer_performance.core.variables import declared_dimensions, project_variables
from customer_performance.site.lineage import (
    ColumnParents,
    LineageNode,
    identity_of,
    lineage_nodes,
    origins,
    raw_tables,
    source_identity,
    tables_of_columns,
)
from customer_performance.site.metric import DbtTest, Definition, ModelColumn
from customer_performance.site.queries import read_rows

# A test that reads one of these holds every metric to the same.
OF_ALL_METRICS = {identity_of("metric_observations"), identity_of("metric_values")}
# What of a metric's columns is counted; the rows of a denominator of 1 are its subjects.
COUNTED = frozenset({"subject_id", "numerator", "denominator"})
CORE = re.compile(r"models/marts/core/(\w+)/fct_")
KINDS_OF_TESTS = ("unit", "data", "all")


@dataclass(frozen=True)
class DbtProject:
    """dbt's manifest; how each test last ended, by the test's identity; the column lineage, None where that is
    not installed; and the identities of the sources that have landed, None where nobody asked."""

    manifest: Manifest
    results: Mapping[str, TestResult]
    parents: ColumnParents | None = None
    landed: Collection[str] | None = None

    @cached_property
    def nodes(self) -> dict[str, LineageNode]:
        return lineage_nodes(self.manifest, self.landed)

    def definition_of(self, model: str) -> Definition:
        identity = identity_of(model)
        node = self.manifest["nodes"][identity]
        return Definition(
            sql=readable_sql(node),
            path=node["original_file_path"],
            columns=[
                ModelColumn(
                    column["name"],
                    column["description"],
                    *origins(identity, column["name"], self.parents or {}, self.nodes),
                )
                for column in columns_of(node, self.manifest).values()
            ],
            reads=[name.rsplit(".", 1)[1] for name in node["depends_on"]["nodes"]],
            raw_tables=self.raw_tables_of(identity),
            tests=self.tests_of(model),
            subject=self.subject_of(node),
        )

    def raw_tables_of(self, identity: str) -> list[str]:
        """The raw tables that the metric's numbers and dimensions come from; without column lineage, all that its
        model reads."""
        if self.parents is None:
            return raw_tables(identity, self.nodes)
        return tables_of_columns(identity, COUNTED | dimension_columns(), self.parents, self.nodes)

    def subject_of(self, node: dict[str, Any]) -> str:
        """The folder of models/marts/core of the first fact that the model reads."""
        paths = [self.manifest["nodes"].get(read, {}) for read in node["depends_on"]["nodes"]]
        folders = [CORE.match(found.get("original_file_path", "")) for found in paths]
        return next((folder[1] for folder in folders if folder), "other")

    def tests_of(self, model: str) -> list[DbtTest]:
        """The tests of the model itself, then those that hold all metrics to the same; what failed comes first."""
        unit_tests = self.manifest["unit_tests"].values()
        found = [self.dbt_test(test, "unit") for test in unit_tests if test["model"] == model]
        for test in self.manifest["nodes"].values():
            if test["resource_type"] == "test":
                tested = set(test["depends_on"]["nodes"])
                if identity_of(model) in tested:
                    found.append(self.dbt_test(test, "data"))
                elif OF_ALL_METRICS & tested:
                    found.append(self.dbt_test(test, "all"))
        return sorted(found, key=lambda test: (test.has_passed, KINDS_OF_TESTS.index(test.kind), test.name))

    def dbt_test(self, test: dict[str, Any], kind: str) -> DbtTest:
        about, result = test["description"] or generic_test(test), self.results.get(test["unique_id"])
        if not result:
            return DbtTest(test["name"], kind, about, "not_run", None)
        return DbtTest(test["name"], kind, about, result.status, result.ran_on)


@cache
def dimension_columns() -> frozenset[str]:
    return frozenset(dimension.fact_column for dimension in declared_dimensions(project_variables()).values())


def read_landed(layout: Layout) -> set[str]:
    """The identities of the sources of which a file has landed."""
    with connect(layout.database, read_only=True) as build:
        return {
            source_identity(row["source"], row["table_name"])
            for row in read_rows(build, "landed")
            if row["status"] == "landed"
        }


def readable_sql(node: dict[str, Any]) -> str:
    """The model's SQL as one can run it on what is published."""
    sql = node.get("compiled_code") or node["raw_code"]
    return re.sub(r'"\w+"\."(\w+)"\."(\w+)"', r"\1.\2", sql).strip()


def generic_test(test: dict[str, Any]) -> str:
    """A generic test that nobody described, such as "not null (`account_id`)"; a name of a column is code."""
    metadata = test.get("test_metadata") or {}
    column = test.get("column_name")
    return metadata.get("name", "").replace("_", " ") + (f" (`{column}`)" if column else "")
