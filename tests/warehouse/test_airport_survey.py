"""A real survey (San Francisco airport, 2017) landed as nothing but plain surveys, against its code book."""

import duckdb
import pandas as pd
import pytest

from customer_performance.core.paths import PROJECT

SURVEY = PROJECT.parent / "shared" / "data" / "sfo_survey_2017" / "2017_SFO_Customer_Survey.csv"
# The month that the survey was taken in is in the name of the study; the file has the day alone.
MONTH = "2017-05-"

pytestmark = pytest.mark.skipif(not SURVEY.exists(), reason=f"the airport survey is not at {SURVEY}")


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return pd.read_csv(SURVEY, dtype=str, encoding_errors="replace")


@pytest.fixture(scope="module")
def warehouse(answers, build, tmp_path_factory):
    landing = tmp_path_factory.mktemp("airport")
    (landing / "source.yml").write_text("null_values: ['', Blank]\ntimezone: America/Los_Angeles\n")
    rows = answers.melt(["RESPNUM", "INTDATE"], ["NETPRO", "Q7ALL"], var_name="kind", value_name="score")
    pd.DataFrame(
        {
            "response_id": rows["kind"] + rows["RESPNUM"],
            "kind": rows["kind"].map({"NETPRO": "nps", "Q7ALL": "csat"}),
            "contact_id": rows["RESPNUM"],
            "responded_at": MONTH + rows["INTDATE"].str.zfill(2),
            "score": rows["score"],
        }
    ).to_csv(landing / "survey_responses.csv", index=False)
    # what is estimated has nothing to go by in a month of answers
    with duckdb.connect(build(landing, "--exclude", "tag:advanced"), read_only=True) as connection:
        yield connection


def test_figures_of_the_code_book(warehouse):
    found = warehouse.sql("""
        select metric_id, round(value, 2), subjects from marts.metric_values
        where metric_id in ('cpi_net_promoter_score', 'cpi_customer_satisfaction')
            and grain = 'quarter' and dimension = 'all'
    """).fetchall()
    assert sorted(found) == [
        ("cpi_customer_satisfaction", 82.07, 2688),
        ("cpi_net_promoter_score", 39.84, 2746),
    ]


def test_equals_pandas(warehouse, answers):
    scores = pd.to_numeric(answers["NETPRO"])
    scores = scores[scores.between(0, 10)]
    satisfaction = pd.to_numeric(answers["Q7ALL"], errors="coerce")
    satisfaction = satisfaction[satisfaction.between(1, 5)]
    expected = {
        "cpi_net_promoter_score": 100 * ((scores >= 9).mean() - (scores <= 6).mean()),
        "cpi_likelihood_to_recommend": 100 * (scores >= 9).mean(),
        "cpi_customer_satisfaction": 100 * (satisfaction >= 4).mean(),
    }
    found = dict(
        warehouse.sql("""
            select metric_id, value from marts.metric_values where grain = 'month' and dimension = 'all'
        """).fetchall()
    )
    assert found == pytest.approx(expected, abs=1e-9)


def test_blanks_coded_as_scores_are_exceptions(warehouse, answers):
    blanks = warehouse.sql("""
        select count(*) from marts.data_quality_exceptions where reason = 'score_off_scale'
    """).fetchone()
    assert blanks == ((answers["NETPRO"] == "11").sum(),) == (84,)
