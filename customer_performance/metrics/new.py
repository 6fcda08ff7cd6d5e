"""Write the two files of a new metric and its line in metric_observations, ready to be filled in.

What is written builds at once, as a rate over solved tickets with a unit test; the tests then name each text that is
still empty.
"""

import re

from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT
from customer_performance.core.variables import LANGUAGES

SQL = """\
-- Which question does it answer?
select
    {{ observation('fct_tickets', subject='ticket_id', at='first_solved_at', numerator='is_reopened is not true') }}
from {{ ref('fct_tickets') }}
where is_solved and first_solved_at is not null
"""

HEAD = """\
models:
  - name: {name}
    description: ""
    config:
      group: support_operations
      meta:
{texts}{promise}        family: {family}
        tier: {tier}
        unit: "%"
        scale: 100
        aggregation: ratio
        is_binary: true
        range: [0, 100]
        grains: [day, week, month, quarter]
        direction: higher_is_better
        influences: []
        requires: [tickets.status, tickets.solved_at]
        improves_with: []
        benchmark: null
    columns:
      - {{name: numerator, description: ""}}
      - {{name: denominator, description: ""}}
"""

UNIT_TEST = """
unit_tests:
  - name: {name}_is_exact
    description: ""
    model: {name}
    given:
      - input: ref('fct_tickets')
        rows:
          - {{ticket_id: kept, is_solved: true, first_solved_at: "2024-01-01", is_reopened: false}}
          - {{ticket_id: reopened, is_solved: true, first_solved_at: "2024-01-01", is_reopened: true}}
          - {{ticket_id: open, is_solved: false}}
    expect:
      rows:
        - {{subject_id: kept, numerator: 1, denominator: 1}}
        - {{subject_id: reopened, numerator: 0, denominator: 1}}
"""

TEXTS = ("label", "question", "formula", "explanation")


def metric_yaml(name: str) -> str:
    family = name.split("_")[0]
    texts = "".join(
        f"        {text}:\n" + "".join(f'          {language}: ""\n' for language in LANGUAGES)
        for text in TEXTS
    )
    promise = (
        '        outcome: ""\n        increment: ""\n        need: functional\n' if family == "cpi" else ""
    )
    tier = "customer_centred" if family == "cpi" else "basic"
    head = HEAD.format(name=name, texts=texts, promise=promise, family=family, tier=tier)
    return head + UNIT_TEST.format(name=name)


def new_metric(name: str) -> str:
    """Write models/marts/<family>/<name>.sql and .yml and add the name to the list. Raises RunError where
    the name cannot be a metric's, or is taken."""
    if not re.fullmatch(r"(cpi|kpi)_[a-z][a-z0-9_]*", name):
        raise RunError(
            f"{name} is no name of a metric: cpi_ or kpi_ and words in lower case, such as cpi_calm_nights."
        )
    folder = PROJECT / "models" / "marts" / name[:3]
    files = [folder / f"{name}.sql", folder / f"{name}.yml"]
    for file in files:
        if file.exists():
            raise RunError(f"{file.relative_to(PROJECT)} exists already.")
    observations = PROJECT / "models" / "marts" / "metrics" / "metric_observations.sql"
    text = observations.read_text(encoding="utf-8")
    listed = re.findall(r"^    '(\w+)',\n", text, re.MULTILINE)
    lines = "".join(f"    '{metric}',\n" for metric in sorted({*listed, name}))
    head, tail = text.split("[\n", 1)
    observations.write_text(f"{head}[\n{lines}{tail[tail.index(']') :]}", encoding="utf-8")
    files[0].write_text(SQL, encoding="utf-8")
    files[1].write_text(metric_yaml(name), encoding="utf-8")
    return "\n".join(
        [
            *(f"written: {file.relative_to(PROJECT)}" for file in files),
            f"listed:  {observations.relative_to(PROJECT)}",
            f"Fill in both, then: dbt build --select {name}+ ; the tests name what is still empty.",
            "Once it is built: customer-performance semantic-layer makes it a metric of MetricFlow.",
        ]
    )
