"""dbt's macros by themselves, without dbt: the SQL that they write."""

import re
from typing import Any

import duckdb
from jinja2 import Environment

from customer_performance.core.paths import PROJECT


def render(call: str, *files: str, engine: str = "duckdb") -> str:
    """The SQL that a call of a macro writes for an engine. `files`: of macros, below macros/; with those of
    macros/engine come this engine's spellings. A `ref` is the bare name."""
    spelled = [file.replace("engine/", f"engine/{engine}/") for file in files if file.startswith("engine/")]
    texts = [
        re.sub(
            r"adapter\.dispatch\('(\w+)'\)",
            rf"{engine}__\1",
            (PROJECT / "macros" / file).read_text(encoding="utf-8"),
        )
        for file in [*spelled, *files]
    ]
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)
    template = environment.from_string("".join(texts) + "{{ " + call + " }}")
    return template.render(ref=lambda name: name).strip()


def table(connection: duckdb.DuckDBPyConnection, name: str, columns: str, *rows: tuple[Any, ...]) -> None:
    """Make a table of these rows. `columns`: as in `create table`."""
    connection.execute(f"create or replace table {name} ({columns})")
    for row in rows:
        connection.execute(f"insert into {name} values ({', '.join('?' * len(row))})", row)
