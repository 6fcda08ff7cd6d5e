"""How far dbt is, told while it runs."""

import sys

from customer_performance.core.dbt import run_dbt
from customer_performance.core.progress import Progress

# As dbt-core 1.11 writes it, with two threads.
SAID = """\
05:40:22  Running with dbt=1.11.16
05:40:22  Found 1 models, 1 data tests, 4 operations, 85 sources, 1 unit tests, 831 macros
05:40:22  1 of 1 START hook: customer_performance.on-run-start.0 ................. [RUN]
05:40:22  1 of 1 OK hook: customer_performance.on-run-start.0 .................... [OK in 0.02s]
05:40:23  1 of 3 START sql table model marts.dim_dates ........................... [RUN]
05:40:23  2 of 5 START test unique_dim_dates ..................................... [RUN]
05:40:24  2 of 5 PASS unique_dim_dates ........................................... [PASS in 0.09s]
05:40:25  1 of 3 OK created sql table model marts.dim_dates ...................... [OK in 0.09s]
05:40:25  3 of 3 SKIP relation marts.fct_calls ................................... [SKIP]
05:40:26  1 of 1 START hook: customer_performance.on-run-end.0 ................... [RUN]
05:40:26  1 of 1 OK hook: customer_performance.on-run-end.0 ...................... [OK in 0.02s]
05:40:26  Done. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=3
"""


class Counted(Progress):
    def __init__(self):
        super().__init__()
        self.reached = []

    def reach(self, what, done=0, total=0):
        self.reached.append((what, done, total))


def test_models_and_tests_are_counted_as_they_end(layout, tmp_path, monkeypatch):
    fake = tmp_path / "python"
    (tmp_path / "said").write_text(SAID, encoding="utf-8")
    fake.write_text(f"#!/bin/sh\ncat '{tmp_path}/said'\n", encoding="utf-8")
    fake.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(fake))
    progress = Counted()
    assert run_dbt(layout, "build", progress=progress).startswith("Done. PASS=3")
    assert progress.reached == [
        ("dbt reads the project", 0, 0),
        ("sql table model marts.dim_dates", 0, 3),
        ("test unique_dim_dates", 0, 3),
        ("test unique_dim_dates", 1, 3),
        ("test unique_dim_dates", 2, 3),
        ("test unique_dim_dates", 3, 3),
    ]
