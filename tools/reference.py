"""The pages of docs/reference/ that say what other files say: `make reference` writes them.

contract.md is written from the sources' YAML, metrics.md from the meta of the metrics, vars.md from dbt_project.yml
and its comments, cli.md from the commands themselves.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import Any

import click
import yaml

from customer_performance.cli import group
from customer_performance.core.contract import LOADER, PLAIN
from customer_performance.core.database import USUAL_MEMORY
from customer_performance.core.marks import OF_COLUMNS, OF_TABLES, marks_of
from customer_performance.core.paths import PROJECT
from customer_performance.core.variables import declared_dimensions, project_variables
from customer_performance.site.decisions import Decision, read_decisions

FOLDER = PROJECT / "docs" / "reference"
NOTE = "Written by `make reference` from {source}; not to be edited here.\n"
VAR = re.compile(r"\{\{ var\('(\w+)'\) \}\}")
FAMILIES = {
    "cpi": "How the company performs for its customers",
    "kpi": "How customers perform for the company",
}

ENVIRONMENT = {
    "CUSTOMER_PERFORMANCE_OUT": "The same as `--out`, also for `dbt` run by itself.",
    "CUSTOMER_PERFORMANCE_MEMORY_LIMIT": "How much memory each step may take, such as 12GB; without it, "
    f"{USUAL_MEMORY}.",
    "CUSTOMER_PERFORMANCE_PSEUDONYM_KEY": "The key of pseudonyms, of 32 characters or more, for the first landing; "
    "without it, a random one.",
    "CUSTOMER_PERFORMANCE_PARSED": "A folder that keeps what dbt has read of the project, by its vars; without it, "
    "dbt reads all of it anew (a dozen seconds) in each new OUT and with each change of vars.",
    "CUSTOMER_PERFORMANCE_COLIBRI": "The program that finds column lineage; without it, the one in `.venv-lineage`.",
}


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(head), ["---"] * len(list(head)), *rows]
    return "".join(f"| {' | '.join(cell(each) for each in line)} |\n" for line in lines)


def cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def code(value: object) -> str:
    return f"`{value}`"


def contract() -> str:
    page = "# The raw tables\n\n" + NOTE.format(source="`models/staging/*/_*_sources.yml`")
    page += (
        "\nA column in **bold** is required: a row without it is rejected. *Forgotten* says what "
        "[forgetting a person](../how-to/forget-a-person.md) looks at: the id of a contact, an account or a ticket, or "
        "a text that says anything else of them. How to bring the files: "
        "[land your tables](../how-to/land-your-tables.md).\n"
    )
    sources = sources_of_the_project()
    names = [declared["name"] for source in sources for declared in source["tables"]]
    page += f"\nThe tables: {', '.join(f'[{name}](#{name})' for name in names)}.\n"
    for source in sources:
        if source.get("description"):
            page += f"\n## Source {source['name']}\n\n{source['description'].strip()}\n"
        for declared in source["tables"]:
            page += f"\n### {declared['name']}\n\n{declared['description']}\n\n"
            page += facts_of_table(marks_of(declared))
            page += table(("column", "type", "forgotten", "meaning"), columns_of(declared["columns"]))
    page += "\n## What the YAML may say\n\nMarks in `config: {meta: …}`. Any other is refused, by its line.\n"
    for title, marks in (("Of a table", OF_TABLES), ("Of a column", OF_COLUMNS)):
        page += f"\n### {title}\n\n" + table(
            ("mark", "what it says"), ((code(mark), about) for mark, about in marks.items())
        )
    return page


def sources_of_the_project() -> list[dict]:
    """The sources as their YAML has them: the plain contract first, and of each the part that describes it."""
    paths = sorted((PROJECT / "models" / "staging").glob("*/_*sources.yml"))
    declared = [
        source for path in paths for source in yaml.load(path.read_text("utf-8"), Loader=LOADER)["sources"]
    ]
    return sorted(
        declared, key=lambda source: (source["name"] != PLAIN, source["name"], not source.get("description"))
    )


def facts_of_table(meta: dict) -> str:
    said = {"key": "One row for each {}.", "dated_by": "Dated by {}.", "split_by": "Split by {}."}
    sentences = [text.format(code(meta[key])) for key, text in said.items() if key in meta]
    return " ".join(sentences) + "\n\n" if sentences else ""


def columns_of(columns: list[dict]) -> Iterator[tuple[str, ...]]:
    for column in columns:
        meta = marks_of(column)
        if "added_by" not in meta:
            name = code(column["name"])
            forgotten = "ticket" if meta.get("ticket") else meta.get("person")
            forgotten = forgotten or ("text" if meta.get("personal") else "")
            yield (
                f"**{name}**" if meta.get("required") else name,
                column["data_type"],
                forgotten,
                " ".join([column["description"], *relations_of(meta)]),
            )


def relations_of(meta: Mapping[str, Any]) -> Iterator[str]:
    """What a column must agree with, as sentences."""
    if parent := meta.get("parent") or meta.get("part_of"):
        yield f"Names a row of [{parent}](#{parent})."
    for other in meta.get("not_before", {}):
        yield f"Not before {code(other)}."
    if "not_negative" in meta:
        yield "Not below zero."


def metrics() -> str:
    page = "# The metrics\n\n" + NOTE.format(
        source="the YAML of each metric (`models/marts/cpi`, `models/marts/kpi`)"
    )
    page += (
        "\nThe texts in simplified and traditional Chinese are in `marts.metric_catalog` and on the site.\n"
    )
    decisions = read_decisions()
    for family, title in FAMILIES.items():
        models = [
            yaml.load(path.read_text("utf-8"), Loader=LOADER)["models"][0]
            for path in sorted((PROJECT / "models" / "marts" / family).glob(f"{family}_*.yml"))
        ]
        page += f"\n## {title} ({family.upper()}s)\n\n"
        rows = [
            (
                f"[`{model['name']}`](#{model['name']})",
                english(meta_of(model), "question"),
                meta_of(model)["unit"],
            )
            for model in models
        ]
        page += table(("metric", "question", "unit"), rows)
        page += "".join(section_of(model, family, decisions) for model in models)
    return page


def meta_of(model: dict) -> dict:
    return model["config"]["meta"]


def english(meta: dict, key: str) -> str:
    values = project_variables()
    text = meta[key].get("en") or next(iter(meta[key].values()))
    return VAR.sub(lambda found: str(values[found[1]]), " ".join(text.split()))


def section_of(model: dict, family: str, decisions: list[Decision]) -> str:
    meta, name = meta_of(model), model["name"]
    sql = (PROJECT / "models" / "marts" / family / f"{name}.sql").read_text("utf-8")
    reads = re.findall(r"ref\('(\w+)'\)", sql)
    links = [
        f"[{each.title}](../decisions/{each.file}#{each.anchor})"
        for each in decisions
        if each.is_about(name, reads)
    ]
    requires = meta["requires"]
    ways = [requires] if isinstance(requires[0], str) else requires
    facts = {
        "Formula": english(meta, "formula"),
        "Unit": f"{meta['unit']}; {meta['aggregation']}; {meta['direction'].replace('_', ' ')}",
        "Further values": ", ".join(code(f"{name}_{each}") for each in meta.get("also") or []),
        "Periods": ", ".join(meta["grains"]),
        "Dimensions": ", ".join(meta.get("dimensions") or dimensions_of(reads)),
        "Needs": "; or ".join(", ".join(map(code, way)) for way in ways),
        "Better with": ", ".join(map(code, meta.get("improves_with") or [])),
        "Owner": model["config"]["group"].replace("_", " "),
        "Decisions": " · ".join(links),
    }
    listed = "".join(f"- {key}: {value}\n" for key, value in facts.items() if value)
    return "\n".join(
        ["", f"### {name}", "", f"**{english(meta, 'label')}.** {english(meta, 'explanation')}", "", listed]
    )


def dimensions_of(reads: list[str]) -> list[str]:
    """The dimensions whose columns the models have that a metric reads, as macro dimensions_of_metric finds them."""
    columns = {column for model in reads for column in columns_of_model(model)}
    declared = declared_dimensions(project_variables()).values()
    return ["all"] + [dimension.name for dimension in declared if dimension.fact_column in columns]


@cache
def columns_of_model(name: str) -> list[str]:
    (path,) = (PROJECT / "models" / "marts" / "core").rglob(f"{name}.yml")
    declared = yaml.load(path.read_text("utf-8"), Loader=LOADER)["models"][0]
    return [column["name"] for column in declared["columns"]]


def declared_vars() -> Iterator[tuple[str, str, str]]:
    """(name, default as written, comment) of each var of dbt_project.yml. A var without a comment is a ValueError."""
    text = (PROJECT / "dbt_project.yml").read_text("utf-8").split("\nvars:\n")[1]
    comment: list[str] = []
    for line in text.split("\n\n")[0].splitlines():
        if line.startswith("  # "):
            comment.append(line.removeprefix("  # "))
        elif found := re.fullmatch(r"  (\w+): ?(.*)", line):
            if not comment:
                raise ValueError(f"dbt_project.yml: var {found[1]} has no comment above it.")
            yield found[1], found[2], " ".join(comment)
            comment = []


def variables() -> str:
    page = "# The vars\n\n" + NOTE.format(source="`dbt_project.yml`")
    page += (
        "\nChange one in `dbt_project.yml`; or for one run, with "
        "`customer-performance build --vars 'repeat_window_days: 14'` or `--vars my.yml`.\n\n"
    )
    rows = [
        (code(name), code(default) if default else "a list", about)
        for name, default, about in declared_vars()
    ]
    return page + table(("var", "as it comes", "what it says"), rows)


def commands() -> str:
    page = "# The command line\n\n" + NOTE.format(source="the commands (`customer-performance --help`)")
    page += "".join(command(group, None, "customer-performance"))
    page += "\n## Environment\n\n" + table(
        ("variable", "what it says"), ((code(name), about) for name, about in ENVIRONMENT.items())
    )
    return (
        page
        + f"\n## Completion in the shell\n\n```\n{cleandoc((group.epilog or '').replace(chr(8), ''))}\n```\n"
    )


def command(each: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    """The section of a command, then those of its sub-commands."""
    context = click.Context(each, parent=parent, info_name=name, **each.context_settings)
    yield f"\n## {context.command_path}\n\n{cleandoc(each.help or '')}\n"
    yield f"\n```\n{context.command_path} {' '.join(each.collect_usage_pieces(context))}\n```\n"
    options = [parameter.get_help_record(context) for parameter in each.params]
    if rows := [(code(record[0]), record[1]) for record in options if record]:
        yield "\n" + table(("option", "what it does"), rows)
    if isinstance(each, click.Group):
        for below in each.list_commands(context):
            if found := each.get_command(context, below):
                yield from command(found, context, below)


PAGES: dict[str, Callable[[], str]] = {
    "contract.md": contract,
    "metrics.md": metrics,
    "vars.md": variables,
    "cli.md": commands,
}


def main(folder: Path = FOLDER) -> None:
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
        print(f"written: docs/reference/{name}")


if __name__ == "__main__":
    main()
