"""The demo company as vendors' own loaders would land it: one module a vendor, and the list of them.

What is told is made of the plain tables alone, so that a company in a vendor's shape is the plain one retold.
"""

from pathlib import Path

import yaml

from customer_performance.core.errors import RunError
from customer_performance.core.suggest import meant
from customer_performance.demo.shapes import salesforce, stripe, zendesk
from customer_performance.demo.shapes.retell import Shape, retell

SHAPES: dict[str, Shape] = {
    "salesforce": salesforce.SHAPE,
    "stripe": stripe.SHAPE,
    "zendesk": zendesk.SHAPE,
}


def shapes_of(names: str) -> dict[str, Shape]:
    """The shapes of vendors by their names, with + between them. Raises a RunError for one that is not known."""
    wanted = names.split("+")
    for name in wanted:
        if name not in SHAPES:
            raise RunError(
                f"There is no shape {name!r}{meant(name, SHAPES)}. Known: {', '.join(SHAPES)}; several with + between."
            )
    return {name: SHAPES[name] for name in wanted}


def with_variables(names: str, said: str | None) -> str | None:
    """The vars of dbt, as YAML: those by which the tables of these vendors are read, unless they were `said`."""
    told = {key: value for shape in shapes_of(names).values() for key, value in shape.variables.items()}
    return yaml.safe_dump(told | yaml.safe_load(said or "{}")) if told else said


def tell_as(names: str, out: Path, file_format: str) -> Path:
    """Put the company whose plain tables lie in `<out>/landing` there in the shape of these vendors.

    The plain tables stay in `<out>/plain`, to be compared with; `<out>/vars.yml` has the vars for a build of its own.
    """
    landing, plain = out / "landing", out / "plain"
    landing.rename(plain)
    retell(shapes_of(names), plain, landing, file_format)
    if variables := with_variables(names, None):
        (out / "vars.yml").write_text(variables, encoding="utf-8")
    return landing
