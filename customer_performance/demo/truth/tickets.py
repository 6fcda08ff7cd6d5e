"""What every metric must be, by the definitions, from the planned facts."""

from datetime import UTC, datetime

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.company import (
    DAY,
    END,
    MONTH_SECONDS,
    MONTHS,
    NEVER,
    PLANS,
    START,
    TEAM_NAMES,
    Company,
)
from customer_performance.demo.facts import WINDOW, clock_numbers, done
from customer_performance.demo.histories import FROM_AGENT, NEGLECTED, PRIORITIES, TYPES
from customer_performance.demo.hours import POLICIES, SCHEDULES, Policy
from customer_performance.demo.surveys import CES, CSAT, EXIT, NPS, PEC, SURVEY_KINDS
from customer_performance.demo.timelines import ODD, assignees, priorities_now, teams_at

SURVEY_WINDOW = 14 * DAY
WEIGHTS = {"further_messages": 1, "reopens": 3, "transfers": 2, "channel_switches": 2, "repeat_contacts": 3}


class Truth:
    """Gathers the observations of each metric into sums, quantiles, months and teams."""

    def __init__(self) -> None:
        self.metrics: dict[str, Values] = {}
        self.parts: dict[str, list[list[Array]]] = {}

    def add(
        self,
        metric: str,
        where: Array,
        at: Array,
        numerator: Array | float = 1.0,
        team: Array | None = None,
        aggregation: str = "ratio",
        scale: float = 1.0,
        denominator: Array | float = 1.0,
    ) -> None:
        """Observations of a metric; further ones, of another kind, may follow in a later call."""
        rows = np.flatnonzero(where & (at <= END))
        nobody = np.full(len(rows), -1) if team is None else team[rows]
        numbers = [
            np.broadcast_to(np.asarray(values, float), where.shape)[rows]
            for values in (numerator, denominator)
        ]
        parts = self.parts.setdefault(metric, [])
        parts.append([at[rows], *numbers, nobody])
        times, values, weights, teams = (np.concatenate(column) for column in zip(*parts, strict=True))
        months = np.searchsorted(MONTH_SECONDS, times, "right") - 1

        def cells(of: Array, names: list[str]) -> Values:
            return {
                name: summary(values[of == number], weights[of == number], aggregation, scale)
                for number, name in enumerate(names)
                if (of == number).any()
            }

        entry = {"aggregation": aggregation, "scale": scale, **summary(values, weights, aggregation, scale)}
        entry["by_month"] = cells(months, MONTHS)
        if (teams >= 0).any():
            entry["by_team"] = cells(teams, TEAM_NAMES)
        self.metrics[metric] = entry


def summary(values: Array, weights: Array, aggregation: str, scale: float) -> Values:
    result: Values = {
        "subjects": len(values),
        "numerator": float(values.sum()),
        "denominator": float(weights.sum()),
    }
    if aggregation == "median":
        result |= {"value": float(np.median(values)), "p90": float(np.percentile(values, 90))}
        result |= {"mean": float(values.mean())}
    elif aggregation == "total":
        result["value"] = result["numerator"]
    else:
        result["value"] = scale * result["numerator"] / result["denominator"]
    return result


def counted_tickets(company: Company, histories: Table) -> Array:
    is_test = company.accounts["is_test"][histories["account"]] & ~histories["is_account_orphan"]
    return ~histories["is_spam"] & ~histories["is_deleted"] & ~is_test & (histories["merged_into"] < 0)


def count(
    company: Company,
    histories: Table,
    facts: Table,
    surveys: Table,
    active: Array,
) -> Truth:
    """The metrics that tickets and surveys feed; of calls, quality reviews and so on, others know."""
    truth = Truth()
    everyone = np.arange(len(histories["created_at"]))
    counted = counted_tickets(company, histories)
    team = teams_at(histories, everyone, np.full(len(everyone), END))
    count_speed(truth, company, histories, facts, counted, team)
    count_sla(truth, company, histories, facts, counted, team)
    count_experience(truth, histories, facts, counted, team)
    count_account_months(truth, histories, counted, active)
    count_surveys(truth, company, surveys, team)
    return truth


def count_speed(
    truth: Truth,
    company: Company,
    histories: Table,
    facts: Table,
    counted: Array,
    team: Array,
) -> None:
    created, replied = histories["created_at"], facts["first_reply_at"]
    solved_at = facts["last_solved_at"]
    solved = counted & done(facts["status"])
    everyone = np.arange(len(created))
    truth.add("kpi_tickets_created", counted, created, team=team, aggregation="total")
    truth.add("kpi_tickets_solved", solved, solved_at, team=team, aggregation="total")

    is_answered = counted & (replied <= END) & (replied >= created) & (histories["created_by"] != FROM_AGENT)
    first_response = (replied - created) / 60
    truth.add("kpi_first_response_time", is_answered, replied, first_response, team, "median")
    resolution = (solved_at - created) / 3600
    truth.add("kpi_resolution_time", solved, solved_at, resolution, team, "median")
    net = facts["net_seconds"] / 3600
    truth.add("kpi_resolution_time_net_of_customer", solved, solved_at, net, team, "median")

    number = clock_numbers(company, histories, everyone)
    business = {"first": np.zeros(len(created)), "whole": np.zeros(len(created))}
    is_off = np.zeros(len(created), bool)
    for clock_number, clock in enumerate(company.clocks):
        rows = np.flatnonzero(number == clock_number)
        begun = clock.elapsed(created[rows])
        business["first"][rows] = (clock.elapsed(np.minimum(replied[rows], END)) - begun) / 60
        business["whole"][rows] = (clock.elapsed(np.minimum(solved_at[rows], END)) - begun) / 3600
        is_off[rows] = ~clock.is_open(created[rows])
    truth.add("kpi_first_response_business_time", is_answered, replied, business["first"], team, "median")
    truth.add("kpi_resolution_business_time", solved, solved_at, business["whole"], team, "median")
    truth.add("cpi_off_hours_response_time", is_answered & is_off, replied, first_response, team, "median")

    assigned = histories["assigned"]
    truth.add(
        "kpi_queue_time", counted & (assigned <= END), assigned, (assigned - created) / 60, team, "median"
    )

    agent = assignees(company, histories, everyone, END)
    hourly = np.where(agent >= 0, company.agents["hourly_cost"][agent], np.nan)
    cost = histories["handling_minutes"] / 60 * hourly
    truth.add("kpi_cost_per_contact", solved & ~np.isnan(cost), solved_at, cost, team)
    count_backlog(truth, histories, facts, counted)


def count_backlog(truth: Truth, histories: Table, facts: Table, counted: Array) -> None:
    """The stock at the end of every month, from when each ticket was open."""
    ends = np.minimum(np.append(MONTH_SECONDS[1:], END + 1), END + 1)
    solved, reopened = histories["solved"], histories["reopened"]
    month_of_present = np.searchsorted(MONTH_SECONDS, END, "right")

    def stock(before: int) -> float:
        open_since = (histories["created_at"] < before) & ~(solved[:, 0] < before)
        for cycle in range(2):
            open_since |= (reopened[:, cycle] < before) & ~(solved[:, cycle + 1] < before)
        return float((open_since & counted).sum())

    by_month = {
        month: {"value": stock(int(end))}
        for month, end in zip(MONTHS[:month_of_present], ends, strict=False)
        if end > START
    }
    now = float((counted & ~done(facts["status"])).sum())
    truth.metrics["kpi_ticket_backlog"] = {"aggregation": "balance", "numerator": now, "by_month": by_month}


def count_sla(
    truth: Truth,
    company: Company,
    histories: Table,
    facts: Table,
    counted: Array,
    team: Array,
) -> None:
    """Kept: done within the target. Broken: the target has passed, done or not. Else nothing yet."""
    created = histories["created_at"]
    plan = np.where(histories["is_account_orphan"], -1, company.accounts["plan"][histories["account"]])
    priority = priorities_now(histories)
    own_clock = clock_numbers(company, histories, np.arange(len(created)))
    subjects = {
        # Nobody waits for a response to what an agent opened; a reply before the creation tells no time.
        "first_response": counted
        & (histories["created_by"] != FROM_AGENT)
        & (facts["first_reply_at"] >= created),
        "resolution": counted,
    }
    is_solved = done(facts["status"])
    finish = {
        "first_response": np.minimum(facts["first_reply_at"], END),
        "resolution": np.where(is_solved, facts["last_solved_at"], END),
    }
    is_finished = {"first_response": facts["first_reply_at"] <= END, "resolution": is_solved}
    due, kept = {}, {}
    promise_due = promise_kept = np.zeros(len(created), bool)
    by_policy: Values = {}
    for metric in subjects:
        free = subjects[metric].copy()
        due[metric], kept[metric] = np.zeros((2, len(created)), bool)
        for policy in sorted(POLICIES, key=lambda policy: policy.position):
            if policy.metric != metric:
                continue
            mine = free.copy()
            if policy.plan:
                mine &= plan == PLANS.index(policy.plan)
            if policy.priority:
                mine &= priority == PRIORITIES.index(policy.priority)
            if policy.valid_from:
                mine &= created >= policy.valid_from
            if policy.valid_to:
                mine &= created < policy.valid_to
            free &= ~mine
            spent = spent_seconds(company, policy, created, finish[metric], own_clock)
            if policy.pause_on_pending:
                spent -= facts["pending_business_seconds" if policy.in_business_hours else "pending_seconds"]
            is_kept = mine & is_finished[metric] & (spent <= policy.target_minutes * 60)
            is_due = is_kept | (mine & (spent > policy.target_minutes * 60))
            due[metric] |= is_due
            kept[metric] |= is_kept
            if policy.is_promise:
                promise_due, promise_kept = promise_due | is_due, promise_kept | is_kept
            by_policy[policy.policy_id] = {
                "denominator": int(is_due.sum()),
                "numerator": int(is_kept.sum()),
            }

    def add(metric: str, is_due: list[Array], is_kept: list[Array]) -> None:
        at = np.full(
            len(created) * len(is_due), END
        )  # the month of a breach is left to the clock's own proof
        where, hits = np.concatenate(is_due), np.concatenate(is_kept)
        truth.add(metric, where, at, hits, np.tile(team, len(is_due)), scale=100)
        del truth.metrics[metric]["by_month"]

    add("kpi_sla_first_response", [due["first_response"]], [kept["first_response"]])
    add("kpi_sla_resolution", [due["resolution"]], [kept["resolution"]])
    add("kpi_sla_attainment", list(due.values()), list(kept.values()))
    add("cpi_response_promise_kept", [promise_due], [promise_kept])
    truth.metrics["kpi_sla_attainment"]["by_policy"] = by_policy


def spent_seconds(company: Company, policy: Policy, since: Array, until: Array, own_clock: Array) -> Array:
    if not policy.in_business_hours:
        return until - since
    names = list(SCHEDULES)
    number = np.full(len(since), names.index(policy.schedule_id)) if policy.schedule_id else own_clock
    spent = np.zeros(len(since), np.int64)
    for clock_number, clock in enumerate(company.clocks):
        rows = np.flatnonzero(number == clock_number)
        spent[rows] = clock.elapsed(until[rows]) - clock.elapsed(since[rows])
    return spent


def count_experience(
    truth: Truth,
    histories: Table,
    facts: Table,
    counted: Array,
    team: Array,
) -> None:
    first, last = facts["first_solved_at"], facts["last_solved_at"]
    ever = counted & (first + WINDOW <= END)
    solved = counted & done(facts["status"])
    closed = ever & solved
    is_reopened = facts["reopens_in_window"] > 0
    is_repeated = facts["repeat_contacts"] > 0
    # Where a reply seems to come before the question, nothing can be read from who wrote when.
    in_order = facts["first_reply_at"] >= histories["created_at"]
    replied = closed & in_order & (facts["agent_replies"] > 0)
    at_first = (facts["messages_before_solve"] == 0) & ~is_reopened & ~is_repeated
    truth.add("cpi_first_contact_resolution", replied, first, at_first, team, scale=100)
    one_touch = (facts["replies_until_solve"] == 1) & ~is_reopened
    truth.add("cpi_one_touch_resolution", replied, first, one_touch, team, scale=100)

    moves = np.column_stack([histories["rerouted"], histories["moved"]])
    before = (moves < first[:, None]).sum(axis=1)
    truth.add("cpi_transfer_free_resolution", solved, first, before == 0, team, scale=100)
    truth.add("cpi_reopen_rate", ever, first, is_reopened, team, scale=100)
    truth.add("cpi_repeat_contact_rate", ever, first, is_repeated, team, scale=100)

    facts["transfers"] = (moves <= first[:, None] + WINDOW).sum(axis=1)
    facts["channel_switches"] = (histories["switches_channel"] & (histories["answers"][:, 0] <= END)).astype(
        int
    )
    effort = (
        WEIGHTS["further_messages"] * np.maximum(facts["further_messages"] - 1, 0)
        + WEIGHTS["reopens"] * facts["reopens_in_window"]
        + WEIGHTS["transfers"] * facts["transfers"]
        + WEIGHTS["channel_switches"] * facts["channel_switches"]
        + WEIGHTS["repeat_contacts"] * facts["repeat_contacts"]
    )
    truth.add("cpi_contact_effort", ever, first, effort, team)
    silence = facts["silence_seconds"] / 3600
    truth.add("cpi_longest_silence", solved & in_order, last, silence, team, "median")


def count_account_months(truth: Truth, histories: Table, counted: Array, active: Array) -> None:
    """Customer by month, from the month of the first ticket on: before it, nobody wrote complaints down."""
    ticket_month = np.searchsorted(MONTH_SECONDS, histories["created_at"], "right") - 1
    account, month = np.nonzero(active & (np.arange(active.shape[1]) >= ticket_month[counted].min()))
    at = MONTH_SECONDS[month + 1] - 1
    customer = np.where(histories["is_account_orphan"], len(active) - 1, histories["account"])

    def per_month(types: list[str]) -> Array:
        rows = counted & np.isin(histories["ticket_type"], [TYPES.index(name) for name in types])
        table = np.zeros(active.shape, np.int64)
        np.add.at(table, (customer[rows], ticket_month[rows]), 1)
        return table[account, month]

    everywhere = np.ones(len(account), bool)
    truth.add("cpi_complaint_rate", everywhere, at, per_month(["complaint"]))
    truth.add("cpi_issue_exposure", everywhere, at, per_month(["bug", "limitation"]) > 0, scale=100)


def count_surveys(truth: Truth, company: Company, surveys: Table, team: Array) -> None:
    kind, sent, at = surveys["kind"], surveys["sent_at"], surveys["responded_at"]
    ours = ~company.accounts["is_test"][company.contacts["account"][surveys["contact"]]]
    team = np.where(surveys["ticket"] >= 0, team[surveys["ticket"]], -1)
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

    closed = ours & (sent + SURVEY_WINDOW <= END)
    truth.add("cpi_survey_response_rate", closed, sent, at <= sent + SURVEY_WINDOW, team, scale=100)


def scales(surveys: Table) -> tuple[Array, Array]:
    usual = {CSAT: (1, 5), CES: (1, 7), NPS: (0, 10), PEC: (np.nan, np.nan), EXIT: (np.nan, np.nan)}
    low, high = (
        np.array([usual[kind][end] for kind in range(len(SURVEY_KINDS))])[surveys["kind"]] for end in (0, 1)
    )
    low = np.where(np.isnan(surveys["scale_min"]), low, surveys["scale_min"])
    return low, np.where(np.isnan(surveys["scale_max"]), high, surveys["scale_max"])


def traps(
    company: Company,
    histories: Table,
    facts: Table,
    surveys: Table,
) -> dict[str, int]:
    """How often each trap was planted, over all tickets, whether they count or not."""
    low, high = scales(surveys)
    answered = surveys["responded_at"] <= END
    scored = answered & (surveys["kind"] != EXIT)
    outside = scored & ~((surveys["score"] >= low) & (surveys["score"] <= high))
    late = (
        answered
        & (surveys["sent_at"] < NEVER)
        & (surveys["responded_at"] > surveys["sent_at"] + SURVEY_WINDOW)
    )
    agent = assignees(company, histories, np.arange(len(histories["created_at"])), END)
    return {
        "tickets_of_test_accounts": int(company.accounts["is_test"][histories["account"]].sum()),
        "tickets_spam": int(histories["is_spam"].sum()),
        "tickets_deleted": int(histories["is_deleted"].sum()),
        "tickets_merged": int((histories["merged_into"] >= 0).sum()),
        "tickets_neglected": int((histories["kind"] == NEGLECTED).sum()),
        "tickets_reopened": int((facts["reopens"] > 0).sum()),
        "tickets_with_repeat_contact": int((facts["repeat_contacts"] > 0).sum()),
        "tickets_reply_before_creation": int(histories["is_clock_skewed"].sum()),
        "tickets_of_unknown_account": int(histories["is_account_orphan"].sum()),
        "tickets_of_unknown_status": int((facts["status"] == ODD).sum()),
        "tickets_of_agent_not_listed": int(((agent >= 0) & ~company.agents["is_listed"][agent]).sum()),
        "answers_outside_scale": int(outside.sum()),
        "surveys_of_unknown_account": int(
            ((surveys["ticket"] >= 0) & histories["is_account_orphan"][surveys["ticket"]]).sum()
        ),
        "answers_late": int(late.sum()),
        "answers_on_turned_scale": int((answered & (surveys["higher_is"] > 0)).sum()),
    }


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(sep=" ")
