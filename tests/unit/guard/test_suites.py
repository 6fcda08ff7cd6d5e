"""A suite that is written wrongly is an error that says where the mistake is."""

import pytest

from customer_performance.core.errors import PipelineError
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
    ],
)
def test_a_mistake_in_a_suite_names_file_table_and_key(quality, entry, complaint):
    folder = quality(f"raw.tickets:\n  - {entry}\n")
    with pytest.raises(PipelineError) as stop:
        read_suites(folder, "raw")
    assert "files.yml: raw.tickets: expectation 1" in str(stop.value)
    assert complaint in str(stop.value)
