"""A suite that is written wrongly is an error that says where the mistake is."""

import pytest

from customer_performance.core.errors import RunError
from customer_performance.guard.suites import read_suites


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (
            "{expect_no_rows: select 1, severity: fatal, why: x}",
            "expect_no_rows: severity: critical or warning",
        ),
        ("{expect_no_rows: select 1, severity: warning}", "expect_no_rows: why: a reason is expected"),
        ("{expect_no_rows: select 1, severity: warning, why: x, wen: y}", "expect_no_rows: unknown key wen"),
        ("{severity: warning, why: x}", "expectation 1: exactly one key 'expect_…'"),
        ("{expect_no_rows: select 1, severity: warning, why: ' '}", "why: a reason is expected"),
        (
            "{expect_no_rows: 1, severity: warning, why: x, even_if_empty: no idea}",
            "even_if_empty: true or false",
        ),
        (
            "{expect_x: created_at, severity: warning, why: x}",
            "expect_x: its arguments are expected, such as",
        ),
    ],
)
def test_a_mistake_in_a_suite_names_file_table_and_key(quality, entry, complaint):
    folder = quality(f"raw.tickets:\n  - {entry}\n")
    with pytest.raises(RunError) as stop:
        read_suites(folder, "raw")
    assert "files.yml: raw.tickets: expectation 1" in str(stop.value)
    assert complaint in str(stop.value)


def test_a_mistake_in_a_suite_has_its_line(quality):
    folder = quality(
        "raw.tickets:\n  - expect_no_rows: select 1\n    severity: warning\n    why: x\n    wen: y\n"
    )
    with pytest.raises(RunError, match=r"line 5 of .*files.yml: raw.tickets: .* unknown key wen"):
        read_suites(folder, "raw")
