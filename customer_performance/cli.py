"""The command line: the whole way from raw tables to published marts, and each step on its own."""

import argparse
import importlib
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import yaml

from customer_performance.core import recovery
from customer_performance.core.database import check_memory_limit
from customer_performance.core.dbt import run_dbt
from customer_performance.core.diagnose import in_words, is_interrupt, is_of_the_machine
from customer_performance.core.errors import PipelineError
from customer_performance.core.lock import hold
from customer_performance.core.paths import Layout, private_files
from customer_performance.core.progress import progress_for


def module(name: str):
    """Steps import what they need when they run: Great Expectations alone takes seconds."""
    return importlib.import_module(f"customer_performance.{name}")


def demo(layout: Layout, options: argparse.Namespace) -> str:
    module("demo.generate").generate(layout.demo, options.tickets, options.seed, options.format)
    return f"a company with {options.tickets:,} tickets in {layout.demo}"


def land(layout: Layout, options: argparse.Namespace) -> str:
    landing = options.landing or layout.demo / "landing"
    variables = yaml.safe_load(options.vars or "{}")
    return str(
        module("land.land").land(landing, layout.database, variables=variables, progress=options.progress)
    )


def guard(suite: str) -> Callable[[Layout, argparse.Namespace], str]:
    return lambda layout, options: module("guard.run").guard(
        suite, layout, accept_changes=options.accept_changes, progress=options.progress
    )


def dbt_build(layout: Layout, options: argparse.Namespace) -> str:
    arguments = [] if options.unit_tests else ["--exclude-resource-type", "unit_test"]
    return run_dbt(layout, "build", *arguments, variables=options.vars, progress=options.progress)


def forget(layout: Layout, options: argparse.Namespace) -> str:
    return module("land.forget").forget(layout, options.contact, options.account)


def publish(layout: Layout, options: argparse.Namespace) -> str:
    return module("publish.publish").publish(
        layout, keep_previous=options.command != "forget", progress=options.progress
    )


def site(layout: Layout, options: argparse.Namespace) -> str:
    return module("site.build").site(layout, variables=options.vars, progress=options.progress)


STEPS = {
    "demo": demo,
    "land": land,
    "forget": forget,
    "guard raw": guard("raw"),
    "dbt build": dbt_build,
    "guard marts": guard("marts"),
    "publish": publish,
    "site": site,
}
PUBLIC = ("publish", "site")  # what these write is for others to read


def run(names: list[str], layout: Layout, options: argparse.Namespace) -> None:
    options.progress = progress = progress_for(quiet=False)
    check_memory_limit()
    layout.make()
    with hold(layout.build / "run.lock", options.command):
        recovery.clear(layout)
        audit = recovery.Audit(layout)
        before = layout.published.resolve()
        for name in names:
            try:
                audit.begin(name)
                with progress.step(name), nullcontext() if name in PUBLIC else private_files():
                    summary = STEPS[name](layout, options)
                audit.end(name)
            except (Exception, KeyboardInterrupt) as error:
                state = published_state(layout, before, name, options.command)
                if is_interrupt(error):
                    stop = KeyboardInterrupt(*(error.args if isinstance(error, KeyboardInterrupt) else ()))
                    stop.add_note(f"Interrupted at {name}.{state}")
                    raise stop from None
                raise PipelineError(f"{in_words(error, layout.logs)}\n\nStopped at {name}.{state}") from error
            progress.say(f"{name}: {progress.seconds:.1f} s. {summary}")


def published_state(layout: Layout, before: Path, name: str, command: str) -> str:
    """What a run that stops leaves to readers."""
    if layout.published.resolve() != before or name == "site":
        return f" The marts in {layout.published} are published; what comes after them is not."
    if command == "forget" and name != "forget":
        return (
            f" {layout.published} may still have them by pseudonym: mend what failed, and forget them again."
        )
    if layout.published.exists():
        return f" {layout.published} is as it was before this run."
    return " Nothing has been published."


def variables(text: str) -> str:
    """The vars of dbt, as YAML or as the path of a YAML file."""
    path = Path(text)
    try:
        content = path.read_text(encoding="utf-8") if path.suffix in (".yml", ".yaml") else text
        declared = yaml.safe_load(content)
    except (OSError, yaml.YAMLError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not isinstance(declared, dict):
        raise argparse.ArgumentTypeError("a mapping is expected, such as 'reporting_timezone: Europe/Berlin'")
    return content


def folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return path


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="customer-performance", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--out", type=Path, default=Path("out"), help="where all state of a run lives (out)")
    source = argparse.ArgumentParser(add_help=False)
    source.add_argument("--landing", type=folder, metavar="DIR", help="the raw tables (the demo company)")
    company = argparse.ArgumentParser(add_help=False)
    company.add_argument("--tickets", type=int, default=8000, help="size of the demo company (8000)")
    company.add_argument("--seed", type=int, default=7, help="seed of the demo company (7)")
    company.add_argument("--format", choices=["csv", "parquet"], default="csv", help="its files (csv)")
    changes = argparse.ArgumentParser(add_help=False)
    changes.add_argument(
        "--accept-changes",
        action="store_true",
        help="let pass, this once, what differs from the last landing",
    )
    settings = argparse.ArgumentParser(add_help=False)
    settings.add_argument("--vars", type=variables, metavar="YAML", help="vars of dbt: YAML, or a .yml file")

    def command(name: str, help: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=help, parents=[where, *parents])

    build = command(
        "build", "the whole way: raw tables to published marts", source, company, settings, changes
    )
    build.add_argument("--unit-tests", action="store_true", help="run dbt's unit tests, too")
    command("land", "read the raw tables into the build file", source, company, settings)
    door = command("guard", "check the raw tables, or the marts, with Great Expectations", changes)
    door.add_argument("suite", choices=["raw", "marts"])
    person = command("forget", "take a person out of everything, for good, and publish again", settings)
    person.add_argument(
        "--contact", action="append", default=[], metavar="ID", help="a contact's id in the source"
    )
    person.add_argument(
        "--account", action="append", default=[], metavar="ID", help="a private customer's account"
    )
    person.set_defaults(unit_tests=False, accept_changes=True)  # what goes is meant to go
    command("publish", "replace the published marts, all at once")
    command("site", "write the static site: metrics, lineage, quality", settings)
    command("demo", "generate the demo company", company)
    for name, help in DELEGATES.items():
        commands.add_parser(name, help=help, add_help=False)
    return top


DELEGATES = {
    "mf": "ask MetricFlow for metrics of the published marts",
    "new-metric": "write the two files of a new metric, ready to be filled in",
    "semantic-layer": "write MetricFlow's metrics from the metric catalogue",
    "serve": "replace the published marts on a server: serve postgres URL",
}
DELEGATE_MODULES = {
    "mf": "metrics.metricflow",
    "new-metric": "metrics.new",
    "semantic-layer": "metrics.semantic_layer",
    "serve": "publish.postgres",
}


def steps_of(options: argparse.Namespace) -> list[str]:
    first = ["land"] if options.command in ("build", "land") else []
    if first and options.landing is None:
        first = ["demo", "land"]
    if options.command == "forget":
        return ["forget", "guard raw", "dbt build", "guard marts", "publish", "site"]
    if options.command == "build":
        return [*first, "guard raw", "dbt build", "guard marts", "publish", "site"]
    if options.command == "guard":
        return [f"guard {options.suite}"]
    return first or [options.command]


@contextmanager
def stopped_like_by_hand() -> Iterator[None]:
    """Let what asks a run to end from outside, such as a machine that shuts down, end it as Ctrl-C does."""

    def interrupt(number: int, _) -> None:
        raise KeyboardInterrupt(number)

    # nohup has a run ignore that its terminal went away, and it should.
    asked = [each for each in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(each) == signal.SIG_DFL]
    for number in asked:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in asked:
            signal.signal(number, signal.SIG_DFL)


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments and arguments[0] in DELEGATE_MODULES:
            return module(DELEGATE_MODULES[arguments[0]]).main(arguments[1:]) or 0
        options = parser().parse_args(arguments)
        with stopped_like_by_hand():
            run(steps_of(options), Layout(options.out), options)
    except Exception as error:
        if not (isinstance(error, PipelineError | OSError) or is_of_the_machine(error)):
            raise
        print(f"\n{in_words(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stop:
        notes = getattr(stop, "__notes__", ["Interrupted."])
        print(f"\n{notes[0]} Run again to finish.", file=sys.stderr)
        return 128 + (stop.args[0] if stop.args else signal.SIGINT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
