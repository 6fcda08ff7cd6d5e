"""The demo company in Stripe's shape, and in Zendesk's and Stripe's at once, gives the figures that it gives in the
plain contract, in every cell."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from customer_performance.demo.generate import generate
from customer_performance.demo.shapes import shapes_of
from tests.support.stripe_reduced import reduce_to_stripe
from tests.support.zendesk_reduced import reduce_to_zendesk

AS_OF = "2025-12-17 18:30:00"
# Who stays, what they pay and who is new: all that Stripe alone can carry.
READY = {
    "kpi_customer_churn_rate", "kpi_customer_churn_rate_12m", "kpi_customer_lifetime_value",
    "kpi_customer_retention_rate", "kpi_expansion_rate", "kpi_gross_revenue_retention",
    "kpi_gross_revenue_retention_12m", "kpi_net_revenue_retention", "kpi_net_revenue_retention_12m",
    "kpi_new_customers", "kpi_renewal_rate", "kpi_repeat_purchase_rate", "kpi_save_rate",
}  # fmt: skip
# Estimated from the texts of messages: not built here.
ADVANCED = {"cpi_negative_sentiment_rate", "cpi_sentiment_shift"}
# A rating of a ticket has no other touchpoint. Groups have no lead, and its values were pseudonyms of ids that differ.
CELLS = """
    select metric_id, grain, period_start, dimension, dimension_value, numerator, denominator, subjects, value,
        is_complete
    from marts.metric_values where dimension not in ('lead', 'touchpoint')
"""
KEY = ["metric_id", "grain", "period_start", "dimension", "dimension_value"]
COLUMNS = [*KEY, "numerator", "denominator", "subjects", "value", "is_complete"]
REDUCE = {"stripe": [reduce_to_stripe], "zendesk+stripe": [reduce_to_zendesk, reduce_to_stripe]}


@pytest.fixture(scope="module", params=REDUCE)
def built(request, cases, tmp_path_factory) -> dict:
    """The same company twice: as the vendors have it, and what they can know of it in the plain contract."""
    out: Path = tmp_path_factory.mktemp("company")
    generate(out, tickets=600, shape=request.param)
    for reduce in REDUCE[request.param]:
        reduce(out / "plain", out / "reduced")
    told = yaml.safe_load((out / "vars.yml").read_text(encoding="utf-8"))
    assert told.keys() == {key for shape in shapes_of(request.param).values() for key in shape.variables}
    # Each vendor has ids of its own for the same customers, and the company's number of them.
    said = {
        "select": ["metric_values", "metric_readiness"],
        "as_of": AS_OF,
        "match_accounts_by": ["external_id"],
        **told,
    }
    return {
        "shape": request.param,
        "plain": cases.build(out / "reduced", **said),
        "vendors": cases.build(out / "landing", **said),
    }


def frame(case) -> pd.DataFrame:
    return pd.DataFrame(case.rows(CELLS), columns=COLUMNS).set_index(KEY).sort_index()


def test_stripe_makes_exactly_the_metrics_that_it_can_carry(built):
    rows = built["vendors"].rows(
        "select metric_id, readiness, missing_inputs, has_values from marts.metric_readiness"
    )
    ready = {metric for metric, readiness, *_ in rows if readiness == "ready"}
    assert {metric for metric, *_, has_values in rows if has_values} == ready
    if built["shape"] != "stripe":
        assert ready > READY
        return
    assert ready == READY
    for metric, readiness, missing, _ in rows:
        if metric not in READY | ADVANCED:
            assert readiness in ("partial", "missing"), metric
            assert missing, metric


def test_every_cell_is_the_same(built):
    plain, vendors = frame(built["plain"]), frame(built["vendors"])
    assert set(plain.index.get_level_values("metric_id")) >= READY
    missing, more = plain.index.difference(vendors.index), vendors.index.difference(plain.index)
    assert not len(missing), (len(missing), list(missing[:10]))
    assert not len(more), (len(more), list(more[:10]))
    different = [
        (key, name, ours, theirs)
        for name in COLUMNS[len(KEY):]
        for key, ours, theirs in zip(plain.index, plain[name], vendors[name], strict=True)
        if not (ours == theirs or (pd.isna(ours) and pd.isna(theirs)) or ours == pytest.approx(theirs, rel=1e-9))
    ]  # fmt: skip
    assert not different, (len(different), different[:10])
