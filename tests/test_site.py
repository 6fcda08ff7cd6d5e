"""The site shows numbers and definitions, and loads nothing from elsewhere."""

import re

import duckdb
import pytest

from pipeline.layout import Layout
from pipeline.site import keep_to_itself, quantity, signed, without_the_web, write_index

LOADED = re.compile(r"""(?:src|<link[^>]*href)\s*=\s*["'](?:https?:)?//""")


@pytest.fixture
def layout(tmp_path):
    layout = Layout(tmp_path / "out")
    layout.make()
    layout.published.mkdir()
    with duckdb.connect(str(layout.published / "warehouse.duckdb")) as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.metric_as_of as select timestamp '2024-03-05 12:00' as as_of;
            create table marts.metric_catalog as
            select
                'cpi_satisfaction' as metric_id, 'cpi' as family, 'basic' as tier, '%' as unit,
                'Satisfaction' as label_en, 'How many are <satisfied>?' as question_en;
            create table marts.metric_values as
            select
                'cpi_satisfaction' as metric_id, 'month' as grain, 'all' as dimension,
                make_date(2024, month, 1) as period_start, month < 3 as is_complete, 80.0 + month as value,
                70.0 as ci_low, 90.0 as ci_high, 1.0 as change, false as change_is_significant, 85.0 as target,
                'missed' as target_status, false as target_is_clear, 50 as subjects
            from range(1, 4) as months(month);
            create table marts.data_quality_exceptions as
            select 'files' as source, 'tickets' as table_name, 'orphan' as reason, 'T1' as record_key;
            """
        )
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute(
            """
            create schema raw;
            create table raw.landed_files as
            select 'files' as source, 'tickets' as table_name, 1234 as rows_landed, 5 as rows_rejected;
            create schema quality;
            create table quality.run_results as
            select
                now() as run_at, 'raw' as door, 'files' as suite, 'raw.tickets' as table_name,
                'expect_no_rows' as expectation, 'A reason.' as why, 'warning' as severity, 'failed' as status,
                3 as unexpected_rows, 9 as table_rows, 'select 1' as query;
            """
        )
    return layout


def test_the_index_shows_the_last_complete_month_and_what_landed(layout, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    write_index(layout, site, has_lineage=False, currency="EUR")
    index = (site / "index.html").read_text(encoding="utf-8")
    for shown in (
        "82.0 %",
        "2024-02",
        "missed, not clearly",
        "1,234",
        "orphan",
        "&lt;satisfied&gt;",
        "1 failed",
    ):
        assert shown in index
    for hidden in ("83.0 %", "81.0 %", 'href="lineage/', "T1"):
        assert hidden not in index
    quality = (site / "quality" / "index.html").read_text(encoding="utf-8")
    assert "A reason." in quality
    assert "3 of 9 rows" in quality
    assert not LOADED.search(index + quality)


def test_a_page_of_great_expectations_keeps_its_words_and_loses_the_web():
    page = without_the_web(
        """<html><head><link rel="stylesheet" href="https://cdn.example/x.css">
        <script src="https://cdn.example/x.js"></script></head><body><img src="https://cdn.example/logo.png">
        <a href="../../../index.html">Home</a> 3 of 4 expectations<script>$(".x").modal();</script></body></html>"""
    )
    assert "3 of 4 expectations" in page
    assert 'href="index.html"' in page
    assert "cdn.example" not in page
    assert "<script" not in page


def test_a_page_of_others_is_forbidden_to_load_anything():
    page = keep_to_itself("<!doctype html><html><head lang='en'><title>x</title></head></html>")
    assert re.search(
        r"<head lang='en'><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'", page
    )


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "", "–"),
        (55.0, "%", "55.0 %"),
        (1234.0, "", "1,234"),
        (-3.456, "h", "−3.46 h"),
        (486.94, "", "486.9"),
    ],
)
def test_numbers_are_written_for_people(value, unit, shown):
    assert quantity(value, unit) == shown


def test_a_change_has_its_sign():
    assert [signed(2.5), signed(-2.5), signed(0.0)] == ["+2.50", "−2.50", "0"]
