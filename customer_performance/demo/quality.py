"""Reviews of solved tickets by colleagues, and how long each service was up on each day; some rows are odd."""

import numpy as np
import pyarrow as pa

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, NOBODY, START, Company
from customer_performance.demo.rhythm import odd
from customer_performance.demo.tables import Writer, agent_ids, choose, instants, label, some_twice
from customer_performance.demo.timelines import agents_at, assignees

RUBRICS = ["process", "pec", "PEC", "tone"]  # one rubric is written in two ways
PROCESS, PEC_WORD, PEC_IN_CAPITALS, TONE = range(4)
SERVICES = [
    # service, product area, agreed minutes a day, days a week, share of days on which it was down
    ("web app", None, 1440, 7, 0.05),
    ("web app", "reporting", 1440, 7, 0.08),
    ("interfaces", "integrations", 1440, 7, 0.12),
    ("mobile app", "mobile", 1440, 7, 0.06),
    ("telephone", None, 540, 5, 0.03),
    ("invoices", "billing", 600, 5, 0.04),
]


def review_tickets(rng: np.random.Generator, company: Company, histories: Table) -> Table:
    """Reviews of solved tickets: some tickets have two reviewers, some reviewers correct themselves, and some agents
    review themselves."""
    solved = histories["solved"][:, 0]
    ticket = np.flatnonzero((solved < END - 12 * DAY) & (rng.random(len(solved)) < 0.07))
    first = grade(
        rng, company, histories, ticket, odd(solved[ticket] + rng.integers(3600, 4 * DAY, len(ticket)))
    )

    def further(share: float, days: int) -> tuple[Array, Table]:
        rows = np.flatnonzero(rng.random(len(ticket)) < share)
        at = odd(first["reviewed_at"][rows] + rng.integers(600, days * DAY, len(rows)))
        return rows, grade(rng, company, histories, ticket[rows], at)

    # A second reviewer mostly judges the same agent by the same rubric, and gives similar points.
    rows, second = further(0.3, 3)
    alike = rng.random(len(rows)) < 0.85
    for fact in ("agent", "rubric", "possible"):
        second[fact] = np.where(alike, first[fact][rows], second[fact])
    near = first["points"][rows] + rng.choice([-3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 4], len(rows)) * 0.5 * (
        np.maximum(second["possible"], 10) // 10
    )
    second["points"] = np.where(alike, np.clip(near, 0, np.maximum(second["possible"], 0)), second["points"])
    rows, corrected = further(0.06, 6)
    for fact in ("agent", "rubric", "possible", "reviewer"):
        corrected[fact] = first[fact][rows]
    rows, own = further(0.05, 2)
    own["reviewer"] = np.where(
        own["agent"] >= 0, own["agent"], assignees(company, histories, ticket[rows], END)
    )

    parts = [first, second, corrected, own]
    reviews = {fact: np.concatenate([part[fact] for part in parts]) for fact in first}
    reviews["ticket"] = np.where(
        rng.random(len(reviews["ticket"])) < 0.006, len(solved) + reviews["ticket"] % 7, reviews["ticket"]
    )
    order = np.lexsort((reviews["ticket"], reviews["reviewed_at"]))
    return {fact: values[order] for fact, values in reviews.items()}


def grade(
    rng: np.random.Generator,
    company: Company,
    histories: Table,
    ticket: Array,
    at: Array,
) -> Table:
    n = len(ticket)
    people = np.flatnonzero(~company.agents["is_bot"] & (company.agents["left_at"] > END))
    agent = agents_at(histories, ticket, histories["solved"][ticket, 0])
    rubric = rng.choice([PROCESS, PEC_WORD, PEC_IN_CAPITALS, TONE, NOBODY], n, p=[0.5, 0.22, 0.04, 0.14, 0.1])
    possible = np.where(rubric == PROCESS, 100, np.where(rubric == TONE, 20, 10))
    share = np.clip(0.8 + 0.25 * company.agents["skill"][agent] + rng.normal(0, 0.12, n), 0, 1)
    points = np.round(share * possible * 2) / 2
    # Some reviews are off the scale: no points are possible (1), more are given than possible (2), or fewer than 0 (3).
    odd_one = rng.choice(4, n, p=[0.985, 0.005, 0.005, 0.005])
    possible = np.where(odd_one == 1, 0, possible)
    points = np.where(
        odd_one == 1, 0, np.where(odd_one == 2, possible + 1.5, np.where(odd_one == 3, -1, points))
    )
    return {
        "ticket": ticket,
        "agent": np.where(rng.random(n) < 0.12, NOBODY, agent),
        "reviewer": np.where(rng.random(n) < 0.03, NOBODY, people[rng.integers(0, len(people), n)]),
        "reviewed_at": at,
        "rubric": rubric,
        "points": points,
        "possible": possible.astype(float),
    }


def service_days(rng: np.random.Generator) -> Table:
    """A row for each service and day up to yesterday. A few days have two rows, and some minutes are impossible."""
    days = np.arange((END - START) // DAY)
    service, day = np.repeat(np.arange(len(SERVICES)), len(days)), np.tile(days, len(SERVICES))
    kept = day % 7 < np.array([row[3] for row in SERVICES])[service]
    service, day = service[kept], day[kept]
    n = len(day)
    agreed = np.array([row[2] for row in SERVICES], float)[service]
    agreed[rng.random(n) < 0.004] = 0  # no uptime was agreed for that day
    is_down = rng.random(n) < np.array([row[4] for row in SERVICES])[service]
    down = np.where(is_down, np.minimum(np.ceil(rng.lognormal(3, 1.1, n)), agreed), 0)
    impossible = rng.random(n) < 0.001
    down = np.where(impossible, np.where(day % 2 == 0, agreed + 5, -1), down)
    again = np.flatnonzero((rng.random(n) < 0.004) & ~impossible)
    columns = {"service": service, "day": day, "agreed": agreed, "down": down}
    rows = {name: np.concatenate([values, values[again]]) for name, values in columns.items()}
    rows["agreed"][n:], rows["down"][n:] = 60, rng.integers(0, 30, len(again))
    order = np.lexsort((rows["service"], rows["day"]))
    return {name: values[order] for name, values in rows.items()}


def write_quality(writer: Writer, reviews: Table, uptime: Table) -> None:
    count = len(reviews["ticket"])
    number = some_twice(count, 150)
    row = {fact: values[number] for fact, values in reviews.items()}
    writer.write("qa_reviews", {
        "review_id": label("review-", number, 7),
        "ticket_id": label("", row["ticket"] + 1, 8),
        "agent_id": agent_ids(row["agent"]),
        "reviewer_id": agent_ids(row["reviewer"]),
        "reviewed_at": instants(row["reviewed_at"]),
        "rubric": choose(RUBRICS, row["rubric"]),
        "points": pa.array(row["points"]),
        "points_possible": pa.array(row["possible"]),
    }, duplicates=len(number) - count)  # fmt: skip
    date = (START // DAY + uptime["day"]).astype("datetime64[D]")
    writer.write("service_uptime", {
        "service": choose([row[0] for row in SERVICES], uptime["service"]),
        "product_area": choose([row[1] for row in SERVICES], uptime["service"]),
        "date": pa.array(date),
        "agreed_minutes": pa.array(uptime["agreed"]),
        "down_minutes": pa.array(uptime["down"]),
    })  # fmt: skip
