"""What dbt says of a failure comes on screen without what the database quotes of the data."""

import sys

import duckdb
import pytest

from customer_performance.core.dbt import TRACEBACK, run_dbt
from customer_performance.core.diagnose import in_words
from customer_performance.core.errors import RunError, first_line
from customer_performance.core.paths import Layout

# As dbt-core 1.11 writes it: what goes on over several lines has the time before the first alone.
SAID = """\
05:40:22  Running with dbt=1.11.16
05:40:25  1 of 6 ERROR creating sql table model marts.dim_notes .......................... [ERROR in 0.09s]
05:40:26  Completed with 5 errors, 0 partial successes, and 0 warnings:
05:40:26
05:40:26  Failure in model dim_notes (models/dim_notes.sql)
05:40:26    Runtime Error in model dim_notes (models/dim_notes.sql)
  Conversion Error: Could not convert string 'canary writes:

  Dear canary' to INT32 when casting from source column body

  LINE 3: cast('canary' as int)
05:40:26
05:40:26    compiled code at target/compiled/dim_notes.sql
05:40:26
05:40:26    Runtime Error in model dim_keys (models/dim_keys.sql)
  Constraint Error: PRIMARY KEY or UNIQUE constraint violation: duplicate key "canary"
05:40:26    Runtime Error in model dim_names (models/dim_names.sql)
  Catalog Error: Scalar Function with name nofunc does not exist!
  Did you mean "count"?
05:40:26    Runtime Error in test weights_are_known (tests/seeds/weights_are_known.sql)
  Invalid Input Error: What is wrong: seeds/effort_weights.csv, reopening,-3: the weight is negative
05:40:26    Runtime Error in model fct_orders (models/fct_orders.sql)
  TransactionContext Error: Failed to commit: could not allocate block of size 256.0 KiB (9.3 MiB/9.5 MiB used)
05:40:26    Runtime Error in model fct_calls (models/fct_calls.sql)
  TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "canary"
05:40:26    Runtime Error in test of_strings (tests/of_strings.sql)
  Invalid Input Error: Could not parse string "canary" according to format specifier "%Y"
  canary
05:40:26    Got 3 results, configured to fail if != 0
05:40:26  Encountered an error:
Runtime Error
  Runtime Error in sql_operation inline_query (from remote system.sql)
    Conversion Error: Could not convert string 'canary' to INT32
05:40:26  Unhandled error while executing target/run/models/python_model.py
could not convert string to float: 'canary'
05:40:26  Done. PASS=1 WARN=0 ERROR=5 SKIP=0 NO-OP=0 TOTAL=6
"""


@pytest.fixture
def refusal(tmp_path, monkeypatch):
    """The error of a run of which dbt says this."""

    def refusal(said: str) -> RunError:
        layout = Layout(tmp_path / "out")
        layout.make()
        fake = tmp_path / "python"
        (tmp_path / "said").write_text(said, encoding="utf-8")
        fake.write_text(f"#!/bin/sh\ncat '{tmp_path}/said'\nexit 1\n", encoding="utf-8")
        fake.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(fake))
        with pytest.raises(RunError) as stop:
            run_dbt(layout, "build")
        return stop.value

    return refusal


@pytest.fixture
def shown(refusal) -> str:
    return str(refusal(SAID))


def test_values_of_the_data_stay_in_the_log(shown):
    assert "canary" not in shown
    assert "Conversion Error, whose text may quote values: it stands in the log alone." in shown
    assert "Constraint Error, whose text may quote values" in shown
    assert "TransactionContext Error, whose text may quote values" in shown
    assert "dbt.log" in shown


def test_everything_else_is_said(shown):
    for said in (
        "ERROR creating sql table model marts.dim_notes",
        "Runtime Error in model dim_notes (models/dim_notes.sql)",
        "compiled code at target/compiled/dim_notes.sql",
        'Catalog Error: Scalar Function with name nofunc does not exist!\n  Did you mean "count"?',
        "What is wrong: seeds/effort_weights.csv, reopening,-3: the weight is negative",
        "Failed to commit: could not allocate block of size 256.0 KiB (9.3 MiB/9.5 MiB used)",
        "There was not enough memory.",
        "Got 3 results, configured to fail if != 0",
        "Done. PASS=1",
    ):
        assert said in shown


def test_of_many_failures_the_first_are_named_and_what_to_do_is_said_once(refusal):
    names = [f"int_{number}" for number in range(99)]
    failed = [f"05:40:25  {name} ERROR creating sql table model {name} [ERROR in 0.09s]" for name in names]
    skipped = [f"05:40:26  SKIP relation marts.fct_{number} [SKIP]" for number in range(99)]
    reasons = [
        f"05:40:27    Runtime Error in model {name} (models/{name}.sql)\n"
        "  Out of Memory Error: failed to pin block of size 256.0 KiB (40.0 MiB/40.0 MiB used)"
        for name in names
    ]
    done = "05:40:28  Done. PASS=1 WARN=0 ERROR=99 SKIP=99 NO-OP=0 TOTAL=199"
    error = refusal("\n".join([*failed, *skipped, "05:40:27  Completed with 99 errors:", *reasons, done, ""]))
    for told in (str(error), in_words(error), in_words(RunError(in_words(error)))):
        assert told.count("creating sql table model") == 20
        assert "… and 79 more" in told
        assert "SKIP relation" not in told
        assert "Out of Memory Error: failed to pin block" in told
        assert "SKIP=99" in told
        assert told.count("Set CUSTOMER_PERFORMANCE_MEMORY_LIMIT") == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            '_duckdb.TransactionException: TransactionContext Error: Failed to commit: Could not write file "x.wal": '
            "No space left on device",
            "The disk is full.",
        ),
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        (
            "_duckdb.OutOfMemoryException: Out of Memory Error: failed to pin block",
            "There was not enough memory.",
        ),
        ("numpy._core._exceptions._ArrayMemoryError: Unable to allocate", "There was not enough memory."),
        (
            "_duckdb.ConversionException: Conversion Error: canary",
            "Conversion Error, whose text may quote values",
        ),
        ("ValueError: could not convert 'canary'", "An error, whose text may quote values"),
    ],
)
def test_of_a_python_model_the_machines_errors_are_said_and_nothing_behind_them(refusal, error, told):
    said = str(
        refusal(
            "10:00:00  Completed with 1 error:\n"
            "10:00:00    Runtime Error in model metric_sums (metric_sums.py)\n  Python model failed:\n"
            '  Traceback (most recent call last):\n    File "/tmp/x.py", line 91, in materialize\n      execute()\n'
            f"  {error}\n  \n  During handling of it\n  ValueError: canary\n"
            "10:00:00  Done. PASS=1 ERROR=1\n"
        )
    )
    assert told in said
    assert "Runtime Error in model metric_sums" in said
    assert "canary" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "query",
    [
        "select cast('canary' as int)",
        "select cast('canary' || chr(10) || 'x' as int)",
        "select '{canary'::json",
    ],
)
def test_what_a_reader_says_quotes_nothing_either(query):
    with pytest.raises(duckdb.Error) as stop:
        duckdb.sql(query).fetchall()
    said = first_line(stop.value)
    assert said.startswith(("Conversion Error: ", "Invalid Input Error: "))
    assert "canary" not in said


def test_a_traceback_of_dbts_is_told_by_its_last_line():
    said = (
        "Finished running 3 models\n10:00:00  Traceback (most recent call last):\n"
        '  File "dbt/clients/system.py", line 312, in write_json\n    json.dump(data, f)\n    ^^^^^^\n'
        "OSError: [Errno 28] No space left on device\n\n"
        "During handling of the above exception, another exception occurred:\n\n"
        'Traceback (most recent call last):\n  File "x.py", line 1\n'
        "dbt.exceptions.DbtRuntimeError: cannot write"
    )
    assert TRACEBACK.sub("", said).split("\n") == [
        "Finished running 3 models",
        "OSError: [Errno 28] No space left on device",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        "dbt.exceptions.DbtRuntimeError: cannot write",
    ]
