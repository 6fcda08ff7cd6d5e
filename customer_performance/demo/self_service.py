"""The portal: its articles, who visited it, and what they read there.

Some visits made a ticket unnecessary, others came just before one. One product area has no article that is live;
the readers of one article open a ticket all the same; one article is never read.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, NEVER, NEVER_LANDED, NOBODY, START, Company
from customer_performance.demo.histories import AREAS, FROM_CUSTOMER, TOPICS
from customer_performance.demo.rhythm import even
from customer_performance.demo.tables import (
    Writer,
    accounts_or_none,
    choose,
    contact_ids,
    instants,
    instants_ahead,
    label,
    some_twice,
)

BARE_AREA = "mobile"  # its only article was archived, and the next is not published yet
USELESS = ("integrations", "errors")  # area and topic of the article whose readers open a ticket all the same
UNREAD = ("onboarding", "contract")  # area and topic of the article that nobody reads
PORTAL_OPENED = START + 65 * DAY
UNKNOWN_ARTICLE = "article-404"


class Article(NamedTuple):
    title: str
    area: str | None
    locale: str | None
    topic: str | None
    published: int | None  # days after START; none: it always was
    archived: int | None = None  # days after START


OLD_APP_ENDS = 500
OLD_APP_ARTICLE = Article("Errors of the app, release 3", BARE_AREA, "en-GB", "errors", 0, OLD_APP_ENDS)
NEW_APP_ARTICLE = Article("Errors of the app, release 4", BARE_AREA, "en-GB", "errors", 900)
USELESS_ARTICLE = Article("Errors of the connectors", USELESS[0], "en-GB", USELESS[1], 5)
UNREAD_ARTICLE = Article("Your contract at a glance", UNREAD[0], "en-GB", UNREAD[1], 5)
ARTICLES = [
    *[
        Article(f"{topic.capitalize()}: questions about {area}", area, "en-GB", topic, 10 * number)
        for area in AREAS
        for number, topic in enumerate(TOPICS)
        if area != BARE_AREA
        and (number + AREAS.index(area)) % 5 < 4
        and (area, topic) not in (USELESS, UNREAD)
    ],
    USELESS_ARTICLE,
    UNREAD_ARTICLE,
    Article("付款与账单：access 权限说明", "billing", "zh-CN", "access", 90),
    OLD_APP_ARTICLE,
    NEW_APP_ARTICLE,
    Article("Welcome to the portal", None, "en-GB", None, None),
]
NOT_READ = [ARTICLES.index(article) for article in (UNREAD_ARTICLE, NEW_APP_ARTICLE)]
OLD_APP = ARTICLES.index(OLD_APP_ARTICLE)
WELCOME = len(ARTICLES) - 1


def answers() -> Array:
    """Areas × topics: the article that a visitor finds, on the topic or else on the area or else the welcome."""
    found = np.full((len(AREAS) + 1, len(TOPICS)), WELCOME)  # the last row is for visits about no area
    readable = [number for number in range(len(ARTICLES)) if number not in NOT_READ]
    for row, area in enumerate(AREAS):
        topics = {number: ARTICLES[number].topic for number in readable if ARTICLES[number].area == area}
        found[row] = next(iter(topics))
        for number, topic in topics.items():
            if topic:
                found[row, TOPICS.index(topic)] = number
    return found


def visits(rng: np.random.Generator, company: Company, histories: Table) -> Table:
    """Visits just before a ticket, and others at any time; -1 stands for an unknown visitor, and for no area."""
    created = histories["created_at"]
    tickets = len(created)
    useless = (histories["area"] == AREAS.index(USELESS[0])) & (
        histories["topic"] == TOPICS.index(USELESS[1])
    )
    share = np.where(useless, 0.5, 0.07) * (histories["created_by"] == FROM_CUSTOMER)
    before = np.flatnonzero(rng.random(tickets) < share)
    other = rng.integers(0, tickets, int(tickets * 0.36))
    at = created[other] + rng.integers(-30, 30, len(other)) * DAY + rng.integers(0, 1800, len(other)) * 2
    area, topic = rng.integers(0, len(AREAS), len(other)), rng.integers(0, len(TOPICS), len(other))
    lucky = (area == AREAS.index(USELESS[0])) & (topic == TOPICS.index(USELESS[1]))
    area = np.where(lucky & (rng.random(len(other)) < 0.9), 0, area)
    of = np.concatenate([before, other])
    columns = {
        "started_at": even(np.concatenate([created[before] - rng.integers(240, 3000, len(before)), at])),
        "contact": histories["contact"][of],
        "account": histories["account"][of],
        "area": np.concatenate([histories["area"][before], area]),
        "topic": np.concatenate([histories["topic"][before], topic]),
        "views": np.where(rng.random(len(of)) < 0.12, 0, np.minimum(rng.geometric(0.6, len(of)), 3)),
    }
    order = np.lexsort((of, columns["started_at"]))
    started = columns["started_at"][order]
    order = order[(started >= PORTAL_OPENED) & (started < END - 3 * 3600)]
    sessions = {fact: values[order] for fact, values in columns.items()}
    n = len(order)

    def chance(part: float) -> Array:
        return rng.random(n) < part

    strangers = len(company.contacts["account"]) + np.arange(n)
    sessions["contact"] = np.where(chance(0.01), strangers, sessions["contact"])
    sessions["contact"][chance(0.11)] = NOBODY
    sessions["account"] = np.where(chance(0.3), sessions["account"], NOBODY)
    sessions["account"][chance(0.004)] = NEVER_LANDED
    length = rng.integers(60, 1500, n) + 700 * sessions["views"]
    sessions["ended_at"] = np.where(chance(0.15), NEVER, sessions["started_at"] + length)
    early = chance(0.004)
    sessions["ended_at"][early] = sessions["started_at"][early] - 30
    return sessions


def readings(rng: np.random.Generator, sessions: Table) -> Table:
    """The articles opened in each visit, for how long, and the votes. Some articles and visits are unknown."""
    session = np.repeat(np.arange(len(sessions["views"])), sessions["views"])
    n = len(session)
    turn = np.arange(n) - np.repeat(np.cumsum(sessions["views"]) - sessions["views"], sessions["views"])
    started = sessions["started_at"][session]
    readable = np.setdiff1d(np.arange(len(ARTICLES)), [*NOT_READ, OLD_APP])
    wanted = answers()[sessions["area"][session], sessions["topic"][session]]
    article = np.where(turn == 0, wanted, readable[rng.integers(0, len(readable), n)])
    gone = (article == OLD_APP) & (started > START + OLD_APP_ENDS * DAY)
    article = np.where(gone, WELCOME, article)
    useless = ARTICLES.index(USELESS_ARTICLE)
    article = np.where((turn > 0) & (article == useless), WELCOME, article)
    dwell = np.minimum(np.round(rng.lognormal(np.log(45), 1.0, n)), 600)
    dwell = np.where(rng.random(n) < 0.08, np.nan, dwell)
    vote = rng.choice([NOBODY, 0, 1, 2, 3], n, p=[0.78, 0.05, 0.12, 0.046, 0.004])
    viewed = started + 10 + turn * 640 + rng.integers(0, 15, n) * 2

    def chance(share: float) -> Array:
        return rng.random(n) < share

    dwell[chance(0.003)] = -5
    viewed = np.where((turn == 0) & chance(0.004), started - 300, viewed)
    return {
        "session": np.where(chance(0.003), len(sessions["views"]) + session, session),
        "article": np.where(chance(0.003), NOBODY, article),
        "viewed_at": viewed,
        "dwell": dwell,
        "vote": vote,
    }


def write_portal(writer: Writer, company: Company, sessions: Table, views: Table) -> None:
    everything = np.arange(len(ARTICLES))
    # Some articles are there twice, the second time as a draft.
    number = np.concatenate([everything, everything[::9]])
    is_draft = np.arange(len(number)) >= len(everything)
    articles = [ARTICLES[row] for row in number]
    published, archived = (
        np.array([NEVER if day is None else START + day * DAY for day in days])
        for days in ([each.published for each in articles], [each.archived for each in articles])
    )
    writer.write("articles", {
        "article_id": label("article-", number, 3),
        "title": pa.array([
            f"Draft of {article.title}" if draft else article.title
            for article, draft in zip(articles, is_draft, strict=True)
        ]),
        "product_area": pa.array([article.area for article in articles]),
        "locale": pa.array([article.locale for article in articles]),
        "published_at": instants_ahead(np.where(is_draft, NEVER, published)),
        "updated_at": instants(np.where(is_draft, START, START + DAY * 100)),
        "archived_at": instants_ahead(archived),
    }, duplicates=int(is_draft.sum()))  # fmt: skip
    count = len(sessions["started_at"])
    number = some_twice(count, 400)
    row = {fact: values[number] for fact, values in sessions.items()}
    writer.write("portal_sessions", {
        "session_id": label("visit-", number, 8),
        "contact_id": contact_ids(row["contact"]),
        "account_id": accounts_or_none(company, row["account"]),
        "started_at": instants(row["started_at"]),
        "ended_at": instants(row["ended_at"]),
    }, duplicates=len(number) - count)  # fmt: skip
    ids = [f"article-{number:03d}" for number in everything] + [UNKNOWN_ARTICLE]
    writer.write("article_views", {
        "session_id": label("visit-", views["session"], 8),
        "article_id": choose(ids, views["article"] % len(ids)),
        "viewed_at": instants(views["viewed_at"]),
        "dwell_seconds": pa.array(views["dwell"], mask=np.isnan(views["dwell"])),
        "vote": pa.array(np.array([0, 1, -1, 5])[views["vote"]], mask=views["vote"] < 0),
    })  # fmt: skip
