"""The command line: the whole way from raw tables to published marts, and each step on its own."""

import io
import re
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import yaml

from customer_performance import commands
from customer_performance.core.diagnose import in_words, is_of_the_machine
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress, progress_for
from customer_performance.core.project import run_noted
from customer_performance.core.reading import Reading, reading
from customer_performance.core.run import run_steps, stopped_like_by_hand
from customer_performance.core.variables import project_variables

PROGRAM = "customer-performance"

# --- the steps; each imports what it needs when it runs, as Great Expectations alone takes seconds


@dataclass(frozen=True)
class Options:
    """What was said on the command line; a command leaves what it does not know as it is here."""

    command: str
    progress: Progress = SILENT
    read: Reading | None = None
    landing: Path | None = None
    tickets: int = 8000
    seed: int = 7
    format: str = "csv"
    without_plants: bool = False
    shape: str | None = None
    variables: str | None = None
    accept_changes: bool = False
    unit_tests: bool = False
    target: str = "duckdb"
    gate: str = ""
    contacts: Sequence[str] = ()
    accounts: Sequence[str] = ()


def demo_step(layout: Layout, options: Options) -> str:
    from customer_performance.demo.generate import generate

    read_ahead(options)
    said = (options.tickets, options.seed, options.format, not options.without_plants, options.shape)
    generate(layout.demo, *said)
    told = f" as {options.shape} has it" if options.shape else ""
    return f"a company with {options.tickets:,} tickets in {layout.demo}{told}"


def land_step(layout: Layout, options: Options) -> str:
    from customer_performance.land.land import land

    read_ahead(options)
    landing = options.landing or layout.demo / "landing"
    variables = yaml.safe_load(options.variables or "{}")
    return str(land(landing, layout.database, variables=variables, progress=options.progress))


def read_ahead(options: Options) -> None:
    """Let dbt read the project beside the steps that it will build upon. For Spark it reads with another var."""
    if options.command == "build" and options.read and options.target == "duckdb":
        options.read.begin()


def forget_step(layout: Layout, options: Options) -> str:
    from customer_performance.land.forget import forget

    variables = yaml.safe_load(options.variables or "{}")
    return forget(layout, options.contacts, options.accounts, variables, options.progress)


def guard_step(gate: str) -> Callable[[Layout, Options], str]:
    def step(layout: Layout, options: Options) -> str:
        from customer_performance.guard.run import guard

        return guard(gate, layout, accept_changes=options.accept_changes, progress=options.progress)

    return step


def dbt_step(layout: Layout, options: Options) -> str:
    timezone = project_variables(options.variables)["reporting_timezone"]
    began = f"Days, weeks and months begin in {timezone} (var reporting_timezone)."
    if options.target == "spark":
        from customer_performance.spark.build import spark_build

        return f"{spark_build(layout, options.variables, options.progress)} {began}"
    if options.read:
        options.progress.reach("dbt reads the project")
        options.read.end()
    arguments = [] if options.unit_tests else ["--exclude-resource-type", "unit_test"]
    said = run_noted(layout, "build", *arguments, variables=options.variables, progress=options.progress)
    return f"{said} {began}"


def publish_step(layout: Layout, options: Options) -> str:
    from customer_performance.publish.publish import publish

    return publish(layout, keep_previous=options.command != "forget", progress=options.progress)


def site_step(layout: Layout, options: Options) -> str:
    from customer_performance.site.build import site

    return site(layout, variables=options.variables, progress=options.progress)


STEPS = {
    "demo": demo_step,
    "land": land_step,
    "forget": forget_step,
    "guard raw": guard_step("raw"),
    "dbt build": dbt_step,
    "guard marts": guard_step("marts"),
    "publish": publish_step,
    "site": site_step,
}


def steps_of(options: Options) -> list[str]:
    first = ["land"] if options.landing else ["demo", "land"]
    rest = ["guard raw", "dbt build", "guard marts", "publish", "site"]
    several_steps = {"build": [*first, *rest], "land": first, "forget": ["forget", *rest]}
    return several_steps.get(options.command, [f"{options.command} {options.gate}".strip()])


def start(command: str, out: Path, quiet: bool, **said: Any) -> None:
    if said.get("shape") and "variables" in said and not said.get("landing"):
        from customer_performance.demo.shapes import with_variables

        said["variables"] = with_variables(said["shape"], said["variables"])
    options = Options(command, progress_for(quiet), **said)
    layout = Layout(out)
    with stopped_like_by_hand(), reading(layout, options.variables) as read:
        options = replace(options, read=read)
        run_steps(
            steps_of(options),
            lambda name: STEPS[name](layout, options),
            layout,
            command,
            options.progress,
        )


# --- the commands


class CommandLine(click.Group):
    """Ends a command that fails with an exit code and words, instead of a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            if not (isinstance(error, RunError | OSError) or is_of_the_machine(error)):
                raise
            click.echo(f"\n{in_words(error)}", err=True)
            context.exit(1)
        except KeyboardInterrupt as stop:
            notes = getattr(stop, "__notes__", ["Interrupted."])
            click.echo(f"\n{notes[0]} Run again to finish.", err=True)
            context.exit(128 + (stop.args[0] if stop.args else signal.SIGINT))


@click.group(
    cls=CommandLine,
    help=__doc__,
    epilog=f"""\b
Completion by the Tab key, from the next shell on:
  bash: echo 'eval "$(_CUSTOMER_PERFORMANCE_COMPLETE=bash_source {PROGRAM})"' >> ~/.bashrc
  zsh:  echo 'eval "$(_CUSTOMER_PERFORMANCE_COMPLETE=zsh_source {PROGRAM})"' >> ~/.zshrc
  fish: _CUSTOMER_PERFORMANCE_COMPLETE=fish_source {PROGRAM} > ~/.config/fish/completions/{PROGRAM}.fish""",
    context_settings={
        "help_option_names": ["-h", "--help"],
        "show_default": True,
        "max_content_width": 110,
    },
)
@click.version_option(package_name=PROGRAM)
def group() -> None:
    pass


@group.command()
@commands.several(
    commands.landing_option,
    commands.company_options,
    commands.variables_option,
    commands.changes_option,
    click.option("--unit-tests", is_flag=True, help="Run dbt's unit tests, too."),
    commands.target_option,
    commands.run_options,
)
def build(**said: Any) -> None:
    """The whole way: raw tables to published marts."""
    start("build", **said)


@group.command()
@commands.several(
    commands.landing_option, commands.company_options, commands.variables_option, commands.run_options
)
def land(**said: Any) -> None:
    """Read the raw tables into the build file."""
    start("land", **said)


@group.command()
@click.argument("gate", type=click.Choice(["raw", "marts"]))
@commands.several(commands.changes_option, commands.run_options)
def guard(**said: Any) -> None:
    """Check the raw tables, or the marts, with Great Expectations."""
    start("guard", **said)


@group.command()
@click.option(
    "--contact",
    "contacts",
    multiple=True,
    metavar="ID",
    help="A contact's id in the files, or <source>/<id>.",
)
@click.option(
    "--account", "accounts", multiple=True, metavar="ID", help="A private customer's account, likewise."
)
@commands.several(commands.variables_option, commands.target_option, commands.run_options)
def forget(**said: Any) -> None:
    """Take a person out of everything, for good, and publish again."""
    start("forget", accept_changes=True, **said)  # what goes is meant to go


@group.command()
@commands.run_options
def publish(**said: Any) -> None:
    """Replace the published marts, all at once."""
    start("publish", **said)


@group.command()
@commands.several(
    commands.variables_option,
    click.option("--serve", is_flag=True, help="Serve it to this machine alone, until Ctrl+C."),
    click.option(
        "--port", type=click.IntRange(0, 65535), default=8000, help="For --serve; 0: any that is free."
    ),
    commands.run_options,
)
def site(serve: bool, port: int, **said: Any) -> None:
    """Write the static site: metrics, lineage, quality."""
    start("site", **said)
    if serve:
        from customer_performance.site.serve import serve_site

        with stopped_like_by_hand():
            serve_site(Layout(said["out"]).site, port, click.echo)


@group.command()
@commands.several(commands.company_options, commands.run_options)
def demo(**said: Any) -> None:
    """Generate the demo company."""
    start("demo", **said)


for command in (
    commands.alerts,
    commands.map_exports,
    commands.mf,
    commands.new_metric,
    commands.pull,
    commands.semantic_layer,
    commands.serve,
    commands.sources,
):
    group.add_command(command)
for command in group.commands.values():
    command.short_help = (command.help or "").partition("\n")[0]  # in the list, which else cuts sentences off


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code; raises SystemExit where the arguments themselves are wrong."""
    try:
        return group.main(arguments, prog_name=PROGRAM, standalone_mode=False) or 0
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        # An argument in the wrong place may be a URL with a password.
        click.echo(re.sub(r"://\S*", "://***", shown.getvalue()), nl=False, err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    sys.exit(main())
