"""The marts of the demo company say what its generator knows to be true."""

import math

import duckdb
import pytest

TOLERANCE = 1e-9
# Stocks: their entries and exits sum up to what is open now, and no more.
NO_SUMS = {"kpi_ticket_backlog", "kpi_unanswered_tickets"}


def cells(warehouse: duckdb.DuckDBPyConnection, query: str, metrics: set[str]) -> dict[tuple, dict]:
    """The rows of a query by metric and one more column; of the metrics wanted alone."""
    relation = warehouse.sql(query)
    names = relation.columns[2:]
    return {
        row[:2]: dict(zip(names, row[2:], strict=True)) for row in relation.fetchall() if row[0] in metrics
    }


def differences(expected: dict[tuple, dict], found: dict[tuple, dict]) -> list[str]:
    """What the warehouse lacks, has too much, or has otherwise than the truth."""
    missing = [f"{key}: not there" for key in expected.keys() - found.keys()]
    surplus = [f"{key}: should not be there" for key in found.keys() - expected.keys()]
    wrong = [
        f"{key}: {name} is {found[key][name]}, in truth {value}"
        for key in expected.keys() & found.keys()
        for name, value in expected[key].items()
        if found[key][name] is None
        or not math.isclose(found[key][name], value, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    ]
    return sorted([*missing, *surplus, *wrong])


def sums(cell: dict) -> dict:
    return {name: cell[name] for name in ("subjects", "numerator", "denominator")}


def test_the_present_is_the_newest_event(warehouse, truth):
    as_of = warehouse.sql("select cast(as_of as varchar) from intermediate.int_as_of").fetchone()[0]
    assert as_of == truth["as_of"]


def test_observations_as_a_whole(warehouse, truth):
    expected = {
        (metric, "all"): sums(entry)
        | ({"median": entry["value"]} if entry["aggregation"] == "median" else {})
        for metric, entry in truth["metrics"].items()
        if metric not in NO_SUMS
    }
    found = cells(
        warehouse,
        """
        select
            metric_id, 'all', count(*) as subjects,
            sum(numerator) as numerator, sum(denominator) as denominator,
            median(numerator / denominator) as median
        from marts.metric_observations
        group by metric_id
        """,
        set(truth["metrics"]) - NO_SUMS,
    )
    assert differences(expected, found) == []


def test_observations_by_team(warehouse, truth):
    expected = {
        (metric, team): sums(cell)
        for metric, entry in truth["metrics"].items()
        for team, cell in entry.get("by_team", {}).items()
    }
    found = cells(
        warehouse,
        """
        select
            metric_id, team_name, count(*) as subjects,
            sum(numerator) as numerator, sum(denominator) as denominator
        from marts.metric_observations
        inner join marts.dim_teams using (team_id)
        group by metric_id, team_name
        """,
        {metric for metric, _ in expected},
    )
    assert differences(expected, found) == []


MONTHS = """
    select metric_id, strftime(period_start, '%Y-%m') as month, subjects, numerator, denominator, value
    from marts.metric_values
    where grain = 'month' and dimension = 'all'
"""


def test_values_of_every_month(warehouse, truth):
    expected = {
        (metric, month): sums(cell) | {"value": cell["value"]}
        for metric, entry in truth["metrics"].items()
        if metric not in NO_SUMS
        for month, cell in entry.get("by_month", {}).items()
    }
    found = cells(warehouse, MONTHS, {metric for metric, _ in expected})
    assert len(expected) > 500
    assert differences(expected, found) == []


@pytest.mark.parametrize("grain", ["day", "week"])
def test_the_people_who_used_the_product(warehouse, truth, grain):
    by_period = truth["metrics"]["cpi_active_users"][f"by_{grain}"]
    expected = {("cpi_active_users", period): cell for period, cell in by_period.items()}
    found = cells(
        warehouse,
        f"""
        select
            metric_id, strftime(period_start, '%Y-%m-%d') as period,
            subjects, numerator, denominator, value
        from marts.metric_values
        where grain = '{grain}' and dimension = 'all'
        """,
        {"cpi_active_users"},
    )
    assert differences(expected, found) == []


@pytest.mark.parametrize("name", ["mean", "p90"])
@pytest.mark.parametrize("metric", ["kpi_first_response_time", "kpi_resolution_time"])
def test_the_further_values_of_durations(warehouse, truth, metric, name):
    further = f"{metric}_{name}"
    by_month = truth["metrics"][metric]["by_month"]
    expected = {(further, month): {"value": cell[name]} for month, cell in by_month.items()}
    assert differences(expected, cells(warehouse, MONTHS, {further})) == []


@pytest.mark.parametrize("metric", sorted(NO_SUMS))
def test_the_stock_at_the_end_of_every_month(warehouse, truth, metric):
    by_month = truth["metrics"][metric]["by_month"]
    expected = {(metric, month): {"value": cell["value"]} for month, cell in by_month.items()}
    assert differences(expected, cells(warehouse, MONTHS, {metric})) == []


def test_the_backlog_has_an_age_for_each_of_its_tickets(warehouse):
    different = warehouse.sql("""
        select stocks.period_start, stocks.dimension, stocks.dimension_value, stocks.value, ages.subjects
        from marts.metric_values as stocks
        left join marts.metric_values as ages
            on ages.metric_id = 'kpi_backlog_age' and stocks.grain = ages.grain
            and stocks.period_start = ages.period_start and stocks.dimension = ages.dimension
            and stocks.dimension_value = ages.dimension_value
        where stocks.metric_id = 'kpi_ticket_backlog' and stocks.grain in ('week', 'month')
            and stocks.value <> coalesce(ages.subjects, 0)
    """).fetchall()
    assert different == []


def test_the_targets_of_every_sla_policy(warehouse, truth):
    policies = truth["metrics"]["kpi_sla_attainment"]["by_policy"]
    found = warehouse.sql("""
        select policy_id, count(*) filter (where is_due), count(*) filter (where is_kept)
        from marts.fct_sla_targets
        where is_kept_unknown_because is null
        group by policy_id
    """).fetchall()
    assert {policy: (due, kept) for policy, due, kept in found} == {
        policy: (cell["denominator"], cell["numerator"]) for policy, cell in policies.items()
    }


def test_every_oddity_is_an_exception(warehouse, truth):
    traps = truth["traps"]
    expected = {(table, "duplicate"): rows for table, rows in truth["duplicate_rows"].items() if rows} | {
        ("tickets", "orphan"): traps["tickets_of_unknown_account"],
        ("tickets", "reply_before_creation"): traps["tickets_reply_before_creation"],
        ("ticket_events", "unknown_status"): traps["events_of_unknown_status"],
        ("tickets", "unknown_status"): traps["tickets_of_unknown_status"],
        ("survey_responses", "score_off_scale"): traps["answers_outside_scale"],
        ("survey_responses", "orphan"): traps["surveys_of_unknown_account"],
    }
    expected |= {
        (table, reason): rows
        for table, reasons in truth["exceptions"].items()
        for reason, rows in reasons.items()
    }
    found = warehouse.sql("""
        select table_name, reason, count(*)
        from marts.data_quality_exceptions
        where source = 'files'
        group by table_name, reason
    """).fetchall()
    assert {(table, reason): count for table, reason, count in found} == expected


def test_every_metric_has_values_in_every_grain_and_cut_that_it_names(warehouse):
    """Days and weeks, and quarters of medians, carry the main dimensions alone; agents are not published."""
    assert (
        warehouse.sql("""
            with named as (
                select
                    metric_id, aggregation,
                    unnest(string_split(grains, ', ')) as grain,
                    dimensions
                from marts.metric_catalog
            ),
            cells as (
                select *, unnest(string_split(dimensions, ', ')) as dimension
                from named
            )
            select metric_id, grain, dimension
            from cells
            where
                dimension <> 'agent'
                and (
                    dimension in ('all', 'team', 'channel')
                    or grain = 'month'
                    or (grain = 'quarter' and aggregation not in ('median', 'p90'))
                )
            except
            select metric_id, grain, dimension from marts.metric_values
            order by all
        """).fetchall()
        == []
    )


# Each group of each planted effect, as an analyst would find it: subjects, and how many did it.
EFFECTS = {
    ("churn_after_failed_first_contact", "not_failed", "failed"): """
        select is_reopened_in_window or has_repeat_contact as is_second, is_churned_in_window as did
        from marts.fct_account_solves inner join marts.fct_tickets using (ticket_id)
        where is_churn_window_closed
    """,
    ("premium_promise_keeps_customers", "broken", "kept"): """
        with replies as (
            select
                account_id,
                date_trunc('month', first_reply_at) + interval 1 month as closes_at,
                bool_and(date_diff('second', created_at, first_reply_at) <= 3600) as is_second
            from marts.fct_tickets
            where account_id in (select account_id from marts.dim_accounts where plan = 'premium')
                and first_reply_at is not null
            group by all
        )
        select is_second, coalesce(ended_at <= closes_at + interval 90 day, false) as did
        from replies inner join marts.fct_account_spans as spans
            on
                replies.account_id = spans.account_id
                and spans.started_at < closes_at
                and coalesce(spans.ended_at, timestamp '9999-01-01') >= closes_at
        where closes_at + interval 122 day - interval 1 second <= (select as_of from marts.metric_as_of)
    """,
    ("promoters_refer_more", "others", "promoters"): """
        select
            nps_group = 1 as is_second,
            exists (
                select 1 from marts.fct_referrals as referrals
                where
                    referred_at between responded_at and responded_at + interval 90 day
                    and (referrals.account_id = answers.account_id or referrals.contact_id = answers.contact_id)
            ) as did
        from marts.fct_survey_responses as answers
        where
            nps_group is not null
            and responded_at + interval 90 day <= (select as_of from marts.metric_as_of)
    """,
}


@pytest.mark.parametrize(("effect", "first", "second"), EFFECTS)
def test_the_effects_that_were_planted(warehouse, truth, effect, first, second):
    found = warehouse.sql(f"""
        select is_second, count(*), count(*) filter (where did)
        from ({EFFECTS[effect, first, second]})
        group by is_second
        order by is_second
    """).fetchall()
    planted = truth["effects"][effect]
    assert found == [
        (is_second, planted[group]["subjects"], planted[group]["numerator"])
        for is_second, group in ((False, first), (True, second))
    ]


def test_the_planted_gaps_of_self_service_are_found(warehouse, truth):
    planted = truth["insights"]["self_service_gaps"]
    found = warehouse.sql("""
        select gap, product_area || ' / ' || topic, deflection_rate
        from marts.self_service_gaps
        where product_area is not null
    """).fetchall()
    for gap in ("no_article", "article_unread"):
        assert {topic for kind, topic, _ in found if kind == gap} == set(planted[gap])
    # By chance, a topic with few visits may look as bad; none is worse than the planted one.
    rates = {topic: rate for kind, topic, rate in found if kind == "article_does_not_deflect"}
    assert [min(rates, key=rates.get)] == planted["article_does_not_deflect"]
    assert len(rates) <= 3


def test_all_rows_of_the_company_landed(warehouse, truth):
    landed = warehouse.sql("""
        select table_name, sum(rows_landed)::bigint
        from raw.landed_files
        where source = 'files' and status = 'landed'
        group by table_name
    """).fetchall()
    assert dict(landed) == truth["rows"]
