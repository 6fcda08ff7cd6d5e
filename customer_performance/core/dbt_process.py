"""dbt, with Python's garbage collector at rest until it has read the project; otherwise it is dbt's command line.

What dbt reads of the project stays to its end. The collector would look through it again and again while it comes, and
through all of it for each tenth that models add later.
"""

import gc
from typing import Any


def main(arguments: list[str] | None = None) -> None:
    """Run a dbt command, of the process if `arguments` are not said. Raises SystemExit with dbt's exit code."""
    gc.disable()
    from dbt.cli.main import cli

    cli(arguments, prog_name="dbt", obj={"callbacks": [collect_from_now_on]})


def collect_from_now_on(event: Any) -> None:
    """Once dbt says what there is to build: leave alone what is there, and collect what comes."""
    if event.info.name == "FoundStats":
        gc.freeze()
        gc.enable()


if __name__ == "__main__":
    main()
