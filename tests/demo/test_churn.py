"""Who of the demo company's customers is at risk: published where losses were foretold, and measured by hand."""

import shutil

import duckdb
import numpy as np
import pytest

from customer_performance.models.churn_table import fold_risks
from tests.demo.test_query_plans import compiled_models
from tests.support.demo import OUT
from tests.support.sentiment import area_under_curve

# Who is lost, dealt out among the accounts of the month: nothing that is known of an account tells of it any more.
SHUFFLED = """
    create or replace table intermediate.churn_risk__features as
    with dealt as (
        select
            *,
            row_number() over (partition by checkpoint_at order by account_id) as place,
            row_number() over (partition by checkpoint_at order by hash(account_id || '3'), account_id) as other
        from intermediate.churn_risk__features
    )
    select dealt.* exclude (place, other) replace (given.is_lost as is_lost, given.lost_at as lost_at)
    from dealt inner join dealt as given
        on dealt.checkpoint_at = given.checkpoint_at and dealt.place = given.other
"""

STEPS = [
    *(f"churn_risk__{step}" for step in ("folds", "rules", "fold_risks", "foretold", "measures", "choices")),
    *("churn_risk_backtest", "churn_risk_record", "churn_risk"),
]


@pytest.fixture(scope="module")
def record(warehouse) -> dict:
    rows = warehouse.sql("select * from marts.churn_risk_record").fetchdf().to_dict("records")
    return {row["features"]: row for row in rows}


def test_falling_use_is_published(record):
    """The demo company plants it before most losses: `docs/decisions/insights.md`."""
    everything = record["all"]
    assert everything["is_published"]
    assert everything["auc"] >= 0.7
    assert everything["lift_top_decile"] >= 2.5
    assert everything["skill_over_rule"] > 0.1
    unsaid = record["without_notice"]
    assert not unsaid["is_published"]
    assert 0.65 <= unsaid["auc"] < everything["auc"]


def test_each_customer_of_the_newest_month_has_a_risk(warehouse):
    missing, customers = warehouse.sql("""
        with spans as (
            select account_id from marts.fct_account_spans
            where started_at < (select max(as_of_on) + 1 from marts.churn_risk)
                and coalesce(ended_at >= (select max(as_of_on) + 1 from marts.churn_risk), true)
        )
        select count_if(risks.account_id is null), count(risks.account_id)
        from spans left join marts.churn_risk as risks using (account_id)
    """).fetchone()
    assert customers == warehouse.sql("select count(*) from marts.churn_risk").fetchone()[0] > 50
    # who had ended by then and came back was none, as far as was known
    assert missing <= 0.05 * customers


def test_measures_are_those_of_each_account(warehouse):
    """Area, error and lift of every month and method, by numpy."""
    foretold = warehouse.sql("""
        select foretold.*, folds.as_of_on from intermediate.churn_risk__foretold as foretold
        inner join intermediate.churn_risk__folds as folds using (checkpoint_at)
    """).fetchdf()
    backtest = warehouse.sql("select * from marts.churn_risk_backtest").fetchdf()
    backtest = backtest.set_index(["features", "as_of_on", "method"]).to_dict("index")
    groups = foretold.groupby(["features", "as_of_on", "method"])
    assert set(backtest) == set(groups.groups)
    for key, rows in groups:
        risk, lost = rows["risk"].to_numpy(), rows["is_lost"].to_numpy()
        said = backtest[key]
        assert said["auc"] == pytest.approx(area_under_curve(risk, lost == 1), abs=1e-8)
        assert said["brier"] == pytest.approx(np.mean((risk - lost) ** 2), abs=1e-8)
        assert (said["accounts"], said["losses"]) == (len(rows), lost.sum())
        if key[2] == "logistic":
            top = lost[np.argsort(-risk)[: -(-len(rows) // 10)]]
            assert said["lift_top_decile"] == pytest.approx(top.mean() / lost.mean(), abs=1e-8)


def test_losses_are_those_of_the_table_of_losses(warehouse):
    """At each month's end: the accounts that `account_losses` has within the days after."""
    different = warehouse.sql("""
        with found as (
            select features.checkpoint_at, features.account_id, features.is_lost = 1 as is_lost,
                count(losses.account_id) > 0 as is_told
            from intermediate.churn_risk__features as features
            left join marts.account_losses as losses
                on features.account_id = losses.account_id
                and losses.lost_at >= features.checkpoint_at
                and losses.lost_at < features.checkpoint_at + interval 90 day
            where features.is_lost is not null
            group by all
        )
        select count_if(is_lost <> is_told), count_if(is_lost) from found
    """).fetchone()
    assert different[0] == 0
    assert different[1] > 100


def test_as_many_were_lost_as_foretold(warehouse):
    """The loss rate of the demo company rises, so that of those at least risk more are lost than was said."""
    tenths = warehouse.sql("""
        select predicted between observed_low and observed_high from marts.churn_risk_calibration
        where features = 'all' and method = 'chosen'
    """).fetchall()
    assert len(tenths) == 10
    assert sum(held for (held,) in tenths) >= 7


def test_without_a_signal_nobody_is_called_at_risk(tmp_path):
    """The steps from the panel on, on a copy of the build file, as dbt compiled them."""
    copy = tmp_path / "warehouse.duckdb"  # views and compiled models name the file
    shutil.copy(OUT / "build" / "warehouse.duckdb", copy)
    models = compiled_models()
    with duckdb.connect(str(copy)) as connection:
        connection.execute(SHUFFLED)
        for name in STEPS:
            if name == "churn_risk__fold_risks":
                panel, folds = (
                    connection.sql(f"select * from intermediate.{table}").df()
                    for table in ("churn_risk__features", "churn_risk__folds")
                )
                found = fold_risks(panel, folds)  # noqa: F841 (DuckDB reads it by its name)
                connection.execute(f"create or replace table intermediate.{name} as select * from found")
            else:
                schema = "intermediate" if "__" in name else "marts"
                query = models[name].read_text(encoding="utf-8")
                connection.execute(f"create or replace table {schema}.{name} as {query}")
        rows = connection.sql("select features, verdict, folds, auc from marts.churn_risk_record").fetchall()
        risks = connection.sql("select * from marts.churn_risk").fetchall()
    assert {(features, verdict) for features, verdict, *_ in rows} == {
        ("all", "not_better_than_a_rule"),
        ("without_notice", "not_better_than_a_rule"),
    }
    assert all(folds >= 10 and auc < 0.6 for *_, folds, auc in rows)
    assert risks == []
