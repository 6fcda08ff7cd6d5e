"""What every metric of surveys must be, from the planned answers."""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, NEVER, NOBODY, Company
from customer_performance.demo.surveys import CES, CSAT, EXIT, NPS, PEC, SURVEY_KINDS
from customer_performance.demo.timelines import teams_at
from customer_performance.demo.truth.observations import Truth

SURVEY_WINDOW = 14 * DAY


def count_surveys(truth: Truth, company: Company, histories: Table, surveys: Table) -> None:
    kind, sent, at = surveys["kind"], surveys["sent_at"], surveys["responded_at"]
    ours = ~company.accounts["is_test"][company.contacts["account"][surveys["contact"]]]
    ticket = surveys["ticket"]
    team = np.where(ticket >= 0, teams_at(histories, ticket, np.full(len(ticket), END)), NOBODY)
    low, high = scales(surveys)
    valid = ours & (at <= END) & (surveys["score"] >= low) & (surveys["score"] <= high)
    turned = surveys["higher_is"] > 0
    score = np.where(turned, low + high - surveys["score"], surveys["score"])

    boxes = np.where(high - low + 1 <= 3, 1, 2)
    truth.add("cpi_customer_satisfaction", valid & (kind == CSAT), at, score > high - boxes, team, scale=100)
    ease = 1 + (score - low) * 6 / (high - low)
    truth.add("cpi_customer_effort_score", valid & (kind == CES), at, ease, team)
    truth.add("cpi_low_effort_rate", valid & (kind == CES), at, ease >= 5, team, scale=100)
    share = (score - low) / (high - low)
    truth.add("cpi_personal_emotional_connection", valid & (kind == PEC), at, share, team, scale=100)

    nps = valid & (kind == NPS)
    group = np.where(score >= 9, 1, np.where(score <= 6, -1, 0))
    truth.add("cpi_net_promoter_score", nps, at, group, team, scale=100)
    truth.add("cpi_likelihood_to_recommend", nps, at, group == 1, team, scale=100)
    rows = np.flatnonzero(nps)
    rows = rows[np.lexsort((at[rows], surveys["contact"][rows]))]
    again = surveys["contact"][rows[1:]] == surveys["contact"][rows[:-1]]
    before, after = rows[:-1][again], rows[1:][again]
    fell_short = group[before] < 1
    before, after = before[fell_short], after[fell_short]
    moved_up = group[after] > group[before]
    everywhere = np.ones(len(after), bool)
    truth.add("cpi_nps_recovery_rate", everywhere, at[after], moved_up, team[after], scale=100)

    # Before the first survey that nobody answered, nobody knows whether such surveys are written down.
    is_told = sent >= sent[at > END].min()
    closed = ours & is_told & (sent + SURVEY_WINDOW <= END)
    truth.add("cpi_survey_response_rate", closed, sent, at <= sent + SURVEY_WINDOW, team, scale=100)


def scales(surveys: Table) -> tuple[Array, Array]:
    """The lowest and the highest score of each survey: its own scale, else the usual one of its kind."""
    usual = {CSAT: (1, 5), CES: (1, 7), NPS: (0, 10), PEC: (np.nan, np.nan), EXIT: (np.nan, np.nan)}
    low, high = (
        np.array([usual[kind][end] for kind in range(len(SURVEY_KINDS))])[surveys["kind"]] for end in (0, 1)
    )
    low = np.where(np.isnan(surveys["scale_min"]), low, surveys["scale_min"])
    return low, np.where(np.isnan(surveys["scale_max"]), high, surveys["scale_max"])


def survey_traps(histories: Table, surveys: Table) -> dict[str, int]:
    """How often each trap was planted among the surveys, whether they count or not."""
    low, high = scales(surveys)
    answered, sent = surveys["responded_at"] <= END, surveys["sent_at"]
    scored = answered & (surveys["kind"] != EXIT)
    on_scale = (surveys["score"] >= low) & (surveys["score"] <= high)
    late = answered & (sent < NEVER) & (surveys["responded_at"] > sent + SURVEY_WINDOW)
    planted = {
        "answers_outside_scale": scored & ~on_scale,
        "surveys_of_unknown_account": (surveys["ticket"] >= 0)
        & histories["is_account_orphan"][surveys["ticket"]],
        "answers_late": late,
        "answers_on_turned_scale": answered & (surveys["higher_is"] > 0),
    }
    return {name: int(rows.sum()) for name, rows in planted.items()}
