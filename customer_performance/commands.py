"""What the commands share, and the commands that are no steps: they serve the marts, ask them, and add to them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import yaml

from customer_performance.core.paths import Layout
from customer_performance.core.progress import progress_for

Function = Callable[..., Any]


def several(*decorators: Callable[[Function], Function]) -> Callable[[Function], Function]:
    """Several options as one, in the order in which help lists them."""

    def decorate(function: Function) -> Function:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def variables(text: str) -> str:
    """The vars of dbt, as YAML or as the path of a YAML file."""
    path = Path(text)
    try:
        content = path.read_text(encoding="utf-8") if path.suffix in (".yml", ".yaml") else text
        declared = yaml.safe_load(content)
    except (OSError, yaml.YAMLError) as error:
        raise click.BadParameter(str(error)) from None
    if not isinstance(declared, dict):
        raise click.BadParameter("a mapping is expected, such as 'reporting_timezone: Europe/Berlin'")
    return content


def folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise click.BadParameter(f"{text} is not a folder")
    return path


out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="out",
    metavar="DIR",
    envvar="CUSTOMER_PERFORMANCE_OUT",  # dbt on its own looks there, too: see profiles.yml
    show_envvar=True,
    help="Where all state of a run lies.",
)
quiet_option = click.option("--quiet", is_flag=True, help="Show nothing but errors.")
run_options = several(out_option, quiet_option)
landing_option = click.option(
    "--landing", type=folder, metavar="DIR", help="The raw tables; without it, those of the demo company."
)
company_options = several(
    click.option("--tickets", type=int, default=8000, help="Size of the demo company."),
    click.option("--seed", type=int, default=7, help="Seed of the demo company."),
    click.option("--format", type=click.Choice(["csv", "parquet"]), default="csv", help="Its files."),
    click.option("--without-plants", is_flag=True, help="Leave it to chance who leaves the demo company."),
    click.option(
        "--shape",
        metavar="VENDOR",
        help="Land it as a vendor's loader would (salesforce, stripe, zendesk; a + joins several).",
    ),
)
variables_option = click.option(
    "--vars", "variables", type=variables, metavar="YAML", help="The vars of dbt: YAML, or a .yml file."
)
target_option = click.option(
    "--target",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    help="What builds the models: see docs/how-to/run-on-spark.md.",
)
changes_option = click.option(
    "--accept-changes", is_flag=True, help="Let pass, this once, what differs from the last landing."
)


@click.group()
def serve() -> None:
    """Replace the published marts on a server: serve postgres URL."""


@serve.command()
@click.argument("url")
@click.option("--schema", default="marts", help="Where the marts go.")
@click.option("--role", default="customer_performance_reader", help="Who may read.")
@click.option("--no-role", is_flag=True, help="Grant nothing.")
@click.option(
    "--wait",
    type=float,
    default=60,
    metavar="SECONDS",
    help="How long to wait for readers of a table that is made anew.",
)
@run_options
def postgres(url: str, schema: str, role: str, no_role: bool, wait: float, out: Path, quiet: bool) -> None:
    """Replace the marts in PostgreSQL, all at once.

    URL is postgresql://user@host:5432/database; its password comes from PGPASSWORD or ~/.pgpass.
    """
    from customer_performance.publish.postgres import serve as replace_marts

    progress = progress_for(quiet)
    with progress.step("serve postgres"):
        summary = replace_marts(Layout(out), url, schema, None if no_role else role, wait, progress)
    progress.say(summary)


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True},
    options_metavar="[--out DIR]",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="COMMAND...")
@out_option
@click.pass_context
def mf(context: click.Context, arguments: tuple[str, ...], out: Path) -> None:
    """Ask MetricFlow for metrics of the published marts.

    All but --out is passed on to MetricFlow, such as: list metrics. Its own help is that of
    `mf` without a command, and of `mf query --help`.
    """
    from customer_performance.metrics.metricflow import ask

    if arguments[:1] in (("-h",), ("--help",)):
        click.echo(context.get_help())
    else:
        ask(Layout(out), list(arguments))


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["markdown", "json"]), default="markdown", help="How it is written."
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="How many of each kind at most; the rest is counted. 0: all.",
)
@out_option
def alerts(form: str, limit: int, out: Path) -> None:
    """Tell of clear misses, clear changes and failed gates.

    It writes them to the standard output, for whatever sends them: targets that the whole 95 % interval misses, of the
    company and its parts; changes from the month before that are more than chance; expectations that failed. Each is of
    the newest month that its metric can have, the most important first: the company, then its teams, then other parts;
    the metrics of seed headline_metrics before others.
    """
    from customer_performance.site.alerts import alerts as found

    click.echo(found(Layout(out), form, limit))


@click.command("map")
@click.argument("folder", type=click.Path(path_type=Path))
@quiet_option
def map_exports(folder: Path, quiet: bool) -> None:
    """Write a first source.yml for a folder of exports.

    It guesses which table each file is, which column is which, formats and words, by their names and by what is in
    them. Correct it before you land.
    """
    from customer_performance.land.map import write_map

    progress_for(quiet).say(write_map(folder))


@click.command()
@click.argument("folder", type=folder, required=False)
@click.option(
    "--database",
    metavar="VARIABLE",
    help="Look at a database instead: the variable of the environment that holds its URL.",
)
def sources(folder: Path | None, database: str | None) -> None:
    """Say what a landing folder or a database holds, before anything is landed.

    Which tables of which vendor are there, in whose loader's shape, what is not, and which metrics may be had of
    them. Only names of tables and columns are read.
    """
    from customer_performance.sources.report import sources_in_database, sources_in_folder

    if (folder is None) == (database is None):
        raise click.UsageError("Name a folder, or a database by --database.")
    click.echo(sources_in_folder(folder) if folder else sources_in_database(str(database)))


@click.command()
@click.argument("name")
@quiet_option
def new_metric(name: str, quiet: bool) -> None:
    """Write the two files of a new metric, ready to be filled in.

    NAME is such as cpi_calm_nights or kpi_tickets_per_agent. What is written builds at once, as a rate over
    solved tickets with a unit test; the tests then name each text that is still empty.
    """
    from customer_performance.metrics import new

    progress_for(quiet).say(new.new_metric(name))


@click.command()
@run_options
def semantic_layer(out: Path, quiet: bool) -> None:
    """Write MetricFlow's metrics from the metric catalogue of the last build."""
    from customer_performance.metrics.semantic_layer import semantic_layer as write

    progress_for(quiet).say(write(Layout(out)))


@click.command()
@click.option(
    "--landing",
    type=folder,
    metavar="DIR",
    required=True,
    help="The landing folder, with a database.yml in it.",
)
@click.option("--source", metavar="NAME", help="Only what is pulled for this source, such as servicenow.")
@several(variables_option, quiet_option)
def pull(landing: Path, source: str | None, variables: str | None, quiet: bool) -> None:
    """Read what is new in a database into the landing folder.

    What is read from where is said in database.yml in that folder; the URL, with its password, comes from
    a variable of the environment. Land the folder afterwards.
    """
    from customer_performance.pull.pull import pull as read_new

    progress = progress_for(quiet)
    with progress.step("pull"):
        summary = read_new(landing, source, yaml.safe_load(variables or "{}"), progress)
    progress.say(summary)
