"""Models and macros are written in what DuckDB and Spark both understand; the rest is in macros/engine, for both."""

import re
from pathlib import Path

import pytest

from customer_performance.core.paths import PROJECT

ENGINE = PROJECT / "macros" / "engine"
OF_DUCKDB_ALONE = {
    "macros/build_log.sql": "the log of the build file",
}
# A window without a partition puts all rows in one place, on a cluster as well. These are over what does not grow with
# the company, or (advanced) are built by DuckDB alone.
OVER_ALL = re.compile(r"\bover \(\s*(order by|\))")
SMALL = {
    "fct_customer_months": "months",
    "int_schedule_problems": "windows of schedules",
    "metric_dimension_values": "words of dimensions",
    "metric_models": "metrics",
    "product_feedback": "features",
    "readiness_ladder": "steps",
    "self_service_gaps": "topics",
    "stg_zendesk__schedules": "schedules",
    "stg_zendesk__sla_policies": "versions of policies",
}
ESTIMATED = {"churn_risk", "churn_risk__folds", "customer_lifetime_forecast__origins"}
# What Spark does not understand, or takes for something else, and what is written instead.
SPELLINGS = {
    r"\bvarchar\b": "string",
    r"::": "cast(… as …)",
    r"\bsha256\(": "{{ sha256_of(…) }}",
    r"\bhash\(": "{{ key_of(…) }}",
    r"\bepoch(_us|_ms)?\(": "{{ seconds_between(…) }}",
    r"\bstarts_with\(": "left(…, 3) = '…'",
    r"\bregexp_(matches|full_match)\(": "regexp_extract(…, '…', 0) <> ''",
    r"\b(string_agg|list|array_agg|unnest|list_\w+)\(": "a macro of macros/engine, or dbt.listagg",
    r"\b(strftime|strptime|isodow|to_days|to_months|to_microseconds|make_timestamp)\(": "a macro of macros/engine",
    r"\b(json_extract\w*|json_valid|struct_\w+|printf)\(": "a macro of macros/engine",
    r"\bavg\([^()]*\b[01]\.0\b": "1e0 and 0e0: the mean of decimals has few digits there",
    r"/ \d+\.\d+(?![\de])|\b1\d*\.0 \*": "a double, such as 60e0: a quotient of decimals has few digits there",
    r"\bcount_if\(": "count(case when … then 1 end): of nulls alone, count_if is null here and 0 there",
    r"\bquantile_cont\(": "sorted ranks, as macros/metrics/quantiles.sql has them",
    r"\bunion( all)? by name\b": "union all, with the columns of both in one order",
    r"\bqualify\b|\basof\b|\bpositional join\b": "a subquery",
    r"\*\s*(exclude|replace)\s*\(": "{{ columns_with(…) }}",
    r"\bat time zone\b": "{{ to_reporting_time(…) }}",
    r"\b(isfinite|product)\(": "{{ is_finite(…) }}, {{ product_of(…) }}",
    r"\) filter \((where [^()]*(\([^()]*\)[^()]*)*)\)\s*over\b": "sum(case when … end) over",
}
COMMENTS = re.compile(r"{#.*?#}|--[^\n]*", re.DOTALL)
STRINGS = re.compile(r"'[^'\n]*'")
DEFINED = re.compile(r"{%-? macro (\w+)\(")


def written() -> dict[str, str]:
    """The SQL of models, macros, analyses and tests, without comments, by path; without macros/engine."""
    return {
        str(path.relative_to(PROJECT)): COMMENTS.sub("", path.read_text(encoding="utf-8"))
        for folder in ("models", "macros", "analyses", "tests/dbt")
        for path in sorted((PROJECT / folder).rglob("*.sql"))
        if not path.is_relative_to(ENGINE)
    }


def misspelt(text: str) -> list[str]:
    return [
        f"{found[0].strip()}: write {instead}"
        for spelling, instead in SPELLINGS.items()
        for found in re.finditer(spelling, STRINGS.sub("''", text))
    ]


def test_models_and_macros_are_written_for_both_engines():
    texts = written()
    assert len(texts) > 500
    found = {path: wrong for path, text in texts.items() if (wrong := misspelt(text))}
    assert found.keys() == OF_DUCKDB_ALONE.keys(), found


@pytest.mark.parametrize(
    "sql",
    [
        "cast(a as varchar)",
        "a::date",
        "sha256(a)",
        "string_agg(a, ', ')",
        "min(a) filter (where coalesce(b, c) > 0) over (partition by d)",
        "a / 60.0",
        "100.0 * a / b",
        "count_if(a)",
        "avg(case when a > 0 then 1.0 when a = 0 then 0.0 end)",
        "select * replace (1 as a)",
        "a at time zone 'UTC'",
        "union all by name",
    ],
)
def test_a_spelling_of_duckdb_alone_is_found(sql):
    assert misspelt(sql)


def test_no_window_is_over_all_rows_of_what_grows():
    found = {Path(path).stem for path, text in written().items() if OVER_ALL.search(text)}
    assert found == SMALL.keys() | ESTIMATED


def test_types_of_the_contract_and_of_models_are_texts_for_both_engines():
    for folder in ("models", "seeds"):
        for path in sorted((PROJECT / folder).rglob("*.yml")):
            assert "data_type: varchar" not in path.read_text(encoding="utf-8"), path


def test_what_one_engine_spells_the_other_does():
    """Without a default, an engine that nobody wrote these for stops by the name of what is missing."""
    of_engine = {
        engine: {
            name.removeprefix(f"{engine}__")
            for path in sorted((ENGINE / engine).glob("*.sql"))
            for name in DEFINED.findall(path.read_text(encoding="utf-8"))
        }
        for engine in ("duckdb", "spark")
    }
    called = {
        name
        for path in sorted(ENGINE.glob("*.sql"))
        for name in re.findall(r"adapter\.dispatch\('(\w+)'\)", path.read_text(encoding="utf-8"))
    }
    assert len(called) > 25
    assert of_engine["duckdb"] == called
    assert of_engine["spark"] == called | {"listagg"}  # dbt's own, of which the adapter leaves out the order
    everywhere = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "macros").rglob("*.sql"))
    assert "default__" not in everywhere
