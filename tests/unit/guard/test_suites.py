"""A suite that is written wrongly is an error that says where the mistake is."""

import duckdb
import pytest

from customer_performance.core.errors import RunError
from customer_performance.guard.run import leave_out_empty_tables
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


def test_suites_of_marts_lie_in_a_file_and_in_a_folder(tmp_path):
    entry = "  - {expect_no_rows: select 1, severity: warning, why: x}\n"
    (tmp_path / "marts").mkdir()
    (tmp_path / "marts.yml").write_text(f"marts.a:\n{entry}", encoding="utf-8")
    (tmp_path / "marts" / "more.yml").write_text(f"marts.b:\n{entry}", encoding="utf-8")
    assert [(each.suite, each.table) for each in read_suites(tmp_path, "marts")] == [
        ("marts", "marts.a"),
        ("more", "marts.b"),
    ]


def test_a_table_that_the_build_left_out_is_not_asked(tmp_path):
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).execute("create schema marts").close()
    (tmp_path / "marts.yml").write_text(
        "marts.a:\n  - {expect_no_rows: select 1, severity: critical, why: x, if_built: true, even_if_empty: true}\n",
        encoding="utf-8",
    )
    optional = read_suites(tmp_path, "marts")
    assert leave_out_empty_tables(optional, tmp_path / "warehouse.duckdb") == []
    assert [each.status for each in optional] == ["empty"]
    needed = [each.model_copy(update={"if_built": False}) for each in optional]
    with pytest.raises(RunError, match=r"marts.a has expectations but does not exist"):
        leave_out_empty_tables(needed, tmp_path / "warehouse.duckdb")
