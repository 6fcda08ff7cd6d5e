"""Where things come from: tables by dbt's manifest, columns by dbt-colibri."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PROJECT_NAME = "customer_performance"
LAYERS = ("source", "staging", "intermediate", "marts")

# They read every table, to say up to when the data reach, of what they tell and which ids there are: that says nothing
# of a single metric.
OF_EVERY_METRIC = {
    f"model.{PROJECT_NAME}.{name}" for name in ("int_as_of", "int_evidence", "int_identity_mentions")
}

# Of each column of each node, {node: {column: parents}}, the columns that it is made of, as colibri writes them.
ColumnParents = Mapping[str, Mapping[str, list[dict[str, str]]]]


@dataclass(frozen=True)
class LineageNode:
    """A source, seed or model of the project, with the identities of what it reads."""

    identity: str
    name: str
    kind: str
    layer: str
    reads: tuple[str, ...]


def identity_of(model: str) -> str:
    return f"model.{PROJECT_NAME}.{model}"


def source_identity(source: str, table: str) -> str:
    return f"source.{PROJECT_NAME}.{source}.{table}"


def lineage_nodes(manifest: dict[str, Any], landed: Collection[str] | None = None) -> dict[str, LineageNode]:
    """Sources, seeds and models by their identity; of the sources, those of which something has landed, where these
    are said."""
    return {
        node["unique_id"]: LineageNode(
            node["unique_id"],
            node["name"],
            node["resource_type"],
            "source" if node["resource_type"] == "source" else node["schema"],
            tuple(node.get("depends_on", {}).get("nodes", [])),
        )
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        if node["resource_type"] in ("model", "seed", "source")
        and (node["resource_type"] != "source" or landed is None or node["unique_id"] in landed)
    }


def by_layer(nodes: Iterable[LineageNode]) -> dict[str, list[LineageNode]]:
    """The nodes of each layer by name, in the order in which data pass through the layers."""
    found: dict[str, list[LineageNode]] = {}
    for node in sorted(nodes, key=lambda node: node.name):
        found.setdefault(node.layer, []).append(node)
    known = [layer for layer in LAYERS if layer in found]
    return {layer: found[layer] for layer in [*known, *sorted(found.keys() - known)]}


def raw_tables(identity: str, nodes: Mapping[str, LineageNode]) -> list[str]:
    """The names of the raw tables that a model reads, but for what every metric reads alike."""
    found, seen, waiting = set(), set(OF_EVERY_METRIC), [identity]
    while waiting:
        one = waiting.pop()
        if one in seen or one not in nodes:
            continue
        seen.add(one)
        if nodes[one].kind == "source":
            found.add(nodes[one].name)
        waiting += nodes[one].reads
    return sorted(found)


def tables_of_columns(
    identity: str, columns: Iterable[str], parents: ColumnParents, nodes: Mapping[str, LineageNode]
) -> list[str]:
    """The names of the raw tables that these columns of a model are made of, but for what every metric reads alike."""
    found = {one for column in columns for one, _ in raw_origins(identity, column, parents)}
    return sorted({nodes[one].name for one in found if one in nodes})


def origins(
    identity: str, column: str, parents: ColumnParents, nodes: Mapping[str, LineageNode]
) -> tuple[list[str], list[str]]:
    """The columns that a column is made of, as `table.column`: the next ones, and those of raw that have landed."""
    raw = {one for one in raw_origins(identity, column, parents) if one[0] in nodes}
    return short_names(parents_of(identity, column, parents)), short_names(raw)


def raw_origins(identity: str, column: str, parents: ColumnParents) -> set[tuple[str, str]]:
    """The columns of sources, each with its source, that a column is made of."""
    raw, seen, waiting = set(), set(), parents_of(identity, column, parents)
    while waiting:
        one = waiting.pop()
        if one in seen or one[0] in OF_EVERY_METRIC:
            continue
        seen.add(one)
        if one[0].startswith("source."):
            raw.add(one)
        waiting += parents_of(*one, parents)
    return raw


def parents_of(identity: str, column: str, parents: ColumnParents) -> list[tuple[str, str]]:
    found = parents.get(identity, {}).get(column, [])
    # colibri marks what only joins or filters with a name of its own
    return [
        (parent["dbt_node"], parent["column"]) for parent in found if not parent["column"].startswith("__")
    ]


def short_names(columns: Iterable[tuple[str, str]]) -> list[str]:
    return sorted({f"{identity.rsplit('.', 1)[1]}.{column}" for identity, column in columns})
