"""What every metric of tickets must be, from the planned facts."""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, MONTH_SECONDS, MONTHS, START, Company
from customer_performance.demo.facts import WINDOW, clock_numbers, counted_tickets, done, owed_a_response
from customer_performance.demo.histories import NEGLECTED, TYPES
from customer_performance.demo.timelines import ODD, assignees, teams_at
from customer_performance.demo.truth.observations import Truth
from customer_performance.demo.truth.sla import count_sla

WEIGHTS = {"further_messages": 1, "reopens": 3, "transfers": 2, "channel_switches": 0, "repeat_contacts": 3}


def count_tickets(truth: Truth, company: Company, histories: Table, facts: Table, active: Array) -> None:
    """Adds the metrics. `active`: accounts × months, the account that never landed in the last row."""
    everyone = np.arange(len(histories["created_at"]))
    counted = counted_tickets(company, histories)
    team = teams_at(histories, everyone, np.full(len(everyone), END))
    count_speed(truth, company, histories, facts, counted, team)
    count_sla(truth, company, histories, facts, counted, team)
    count_experience(truth, histories, facts, counted, team)
    count_account_months(truth, histories, counted, active)


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

    is_answered = counted & owed_a_response(histories) & (replied <= END) & (replied >= created)
    first_response = (replied - created) / 60
    truth.add("kpi_first_response_time", is_answered, replied, first_response, team, "median")
    resolution = (solved_at - created) / 3600
    truth.add("kpi_resolution_time", solved, solved_at, resolution, team, "median")
    net = facts["net_seconds"] / 3600
    truth.add("kpi_resolution_time_net_of_customer", solved, solved_at, net, team, "median")

    clock = clock_numbers(company, histories, everyone)
    first_business = company.business_seconds(clock, created, np.minimum(replied, END)) / 60
    whole_business = company.business_seconds(clock, created, np.minimum(solved_at, END)) / 3600
    is_off = ~company.is_open(clock, created)
    truth.add("kpi_first_response_business_time", is_answered, replied, first_business, team, "median")
    truth.add("kpi_resolution_business_time", solved, solved_at, whole_business, team, "median")
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
    count_open_tickets(truth, histories, facts, counted, team)


def count_backlog(truth: Truth, histories: Table, facts: Table, counted: Array) -> None:
    """Adds how many tickets were open at the end of every month."""
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


def count_open_tickets(truth: Truth, histories: Table, facts: Table, counted: Array, team: Array) -> None:
    """Adds how old the tickets were that were open at the end of each week and month, and now; and who of them had
    had no reply."""
    created, replied = histories["created_at"], facts["first_reply_at"]
    solved, reopened = histories["solved"], histories["reopened"]
    opens, closes = np.column_stack([created, reopened[:, :2]]), solved[:, :3]
    first_monday = START - (START // DAY + 3) % 7 * DAY
    weeks = np.arange(first_monday, END + 1, 7 * DAY)
    ends = np.unique(np.concatenate([weeks, MONTH_SECONDS]))
    ends = np.append(ends[(ends > START) & (ends <= END)], END + 1)
    found = [np.flatnonzero(((opens < end) & ~(closes < end)).any(axis=1) & counted) for end in ends]
    ticket, end = np.concatenate(found), np.repeat(ends, [len(rows) for rows in found])
    at = end - 1
    age = (np.minimum(end, END) - created[ticket]) / DAY
    is_monthly = np.isin(end, MONTH_SECONDS) | (end > END)
    everyone = np.ones(len(ticket), bool)
    truth.add("kpi_backlog_age", everyone, at, age, team[ticket], "median", in_months=is_monthly)
    # If a reply seems to come before the question, nobody knows whether the question was answered.
    owed = owed_a_response(histories) & ~(replied < created)
    waits = owed[ticket] & ~(replied[ticket] < end)
    truth.add("kpi_oldest_unanswered", waits, at, age, team[ticket], "max", in_months=is_monthly)

    # What is solved in the instant in which it is opened never waits.
    begins = (opens <= END) & (opens < closes) & (owed & counted)[:, None] & (opens < replied[:, None])
    row, cycle = np.nonzero(begins)
    until = np.minimum(replied[row], closes[row, cycle])
    both = np.concatenate([opens[row, cycle], until])
    change = np.repeat([1.0, -1.0], len(row))
    truth.add(
        "kpi_unanswered_tickets", np.ones(len(both), bool), both, change, team[np.tile(row, 2)], "total"
    )
    by_month = truth.metrics["kpi_unanswered_tickets"]["by_month"]
    first, last = np.searchsorted(MONTH_SECONDS, [START, END], "right")
    months = MONTHS[first - 1 : last]
    changes = np.cumsum([by_month.get(month, {"value": 0.0})["value"] for month in months])
    truth.metrics["kpi_unanswered_tickets"] |= {
        "aggregation": "balance",
        "by_month": {month: {"value": float(value)} for month, value in zip(months, changes, strict=True)},
    }


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
    # If a reply seems to come before the question, the order of messages means nothing.
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
    """Adds one observation for each customer and month, since the month of the first ticket."""
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


def ticket_traps(company: Company, histories: Table, facts: Table) -> dict[str, int]:
    """How often each trap was planted among the tickets, whether they count or not."""
    agent = assignees(company, histories, np.arange(len(histories["created_at"])), END)
    planted = {
        "tickets_of_test_accounts": company.accounts["is_test"][histories["account"]],
        "tickets_spam": histories["is_spam"],
        "tickets_deleted": histories["is_deleted"],
        "tickets_merged": histories["merged_into"] >= 0,
        "tickets_neglected": histories["kind"] == NEGLECTED,
        "tickets_reopened": facts["reopens"] > 0,
        "tickets_with_repeat_contact": facts["repeat_contacts"] > 0,
        "tickets_reply_before_creation": histories["is_clock_skewed"],
        "tickets_of_unknown_account": histories["is_account_orphan"],
        "tickets_of_unknown_status": facts["status"] == ODD,
        "tickets_of_agent_not_listed": (agent >= 0) & ~company.agents["is_listed"][agent],
    }
    return {name: int(rows.sum()) for name, rows in planted.items()}
