"""The history of every ticket as planned facts, one array a fact; rows and truth are both read off these.

What customers do falls on even seconds and what agents do on odd ones, so nothing hangs on the order of
equal instants or on the edge of a window; those belong to unit tests.
"""

import numpy as np

from customer_performance.core.errors import PipelineError
from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import (
    AUSTRALIA,
    CHINA,
    DAY,
    END,
    NEVER,
    PLANS,
    PLATFORM,
    REGIONS,
    SHANGHAI,
    START,
    SYDNEY,
    TEAMS,
    Company,
)

CHANNELS = ["email", "web", "chat", "phone", "wechat"]
TYPES = ["question", "incident", "problem", "task", "complaint", "bug", "feature_request", "limitation"]
TYPE_SHARES = [0.36, 0.17, 0.10, 0.09, 0.09, 0.10, 0.05, 0.04]
AREAS = ["billing", "platform", "onboarding", "mobile", "reporting", "integrations"]
AREA_TEAMS = np.array([0, 1, 2, 5, 2, 1])
PRIORITIES = ["low", "normal", "high", "urgent"]
CREATORS = ["customer", "agent", "system"]
NORMAL, NEGLECTED, UNANSWERED, BORN_SOLVED, SOLVED_SILENTLY, MERGED = range(6)
ROUNDS = 4
EVENTFUL = ["bot_assigned", "assigned", "replies", "answers", "held", "unheld"]
EVENTFUL += ["reopened", "reopen_replies", "thanked", "noted", "moved", "rerouted"]

HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 17, 12, 14, 17, 17, 15, 12, 8, 6, 5, 4, 3, 2], float)
WEEKDAY = np.array([1.25, 1.1, 1.0, 0.98, 0.9, 0.28, 0.22])


def even(at: Array) -> Array:
    return np.asarray(at).astype(np.int64) & ~1


def odd(at: Array) -> Array:
    return np.asarray(at).astype(np.int64) | 1


def plan(rng: np.random.Generator, company: Company, tickets: int) -> Table:
    """All tickets, in the order of their creation. Planted ones first need the histories of those they follow."""
    if tickets < 500:
        raise PipelineError(
            "A company with fewer than 500 tickets has no room for every case that is planted."
        )
    repeats, follow_ups, merged = (int(tickets * share) for share in (0.045, 0.015, 0.012))
    chained = max(1, tickets // 1000)
    base = tickets - repeats - follow_ups - merged - chained
    created, account = arrivals(rng, company, base)
    contact = company.contacts["first_of_account"][account] + (
        rng.random(base) ** 1.6 * company.accounts["persons"][account]
    ).astype(np.int64)
    area = rng.choice(len(AREAS), base, p=[0.22, 0.26, 0.14, 0.13, 0.11, 0.14])
    area[rng.random(base) < 0.02] = -1
    first = {"created_at": created, "contact": contact, "area": area}
    histories = live(rng, company, first)

    solved = histories["solved"][:, 0]
    plain = (histories["kind"] == NORMAL) & ~histories["is_spam"] & ~histories["is_deleted"]
    parent = rng.permutation(np.flatnonzero(plain & (solved < END - 31 * DAY)))[: repeats + follow_ups]
    again = even(solved[parent] + np.concatenate([
        rng.uniform(900, 6.6 * DAY, repeats), rng.uniform(7.4 * DAY, 30 * DAY, follow_ups),
    ]))  # fmt: skip
    area = np.where(rng.random(len(parent)) < 0.06, -1, histories["area"][parent])
    comes_back = {"created_at": again, "contact": histories["contact"][parent], "area": area}
    returns = live(rng, company, comes_back, is_plain=True)
    says_so = (np.arange(len(parent)) >= repeats) | (rng.random(len(parent)) < 0.3)
    returns["follows"] = np.where(says_so, parent, -1)

    long_enough = plain & (np.minimum(solved, END) - created > 8 * 3600) & (histories["created_by"] == 0)
    survivor = rng.permutation(np.flatnonzero(long_enough & ~histories["is_clock_skewed"]))[:merged]
    span = np.minimum(solved, END)[survivor] - created[survivor]
    double = live(rng, company, {
        "created_at": even(created[survivor] + 2 + rng.uniform(0.02, 0.9, len(survivor)) * span),
        "contact": histories["contact"][survivor],
        "area": histories["area"][survivor],
    }, is_plain=True)  # fmt: skip
    double["merged_into"] = survivor
    triple = live(rng, company, {
        "created_at": even(double["created_at"][:chained] + rng.uniform(60, 600, chained)),
        "contact": double["contact"][:chained],
        "area": double["area"][:chained],
    }, is_plain=True)  # fmt: skip
    triple["merged_into"] = base + len(parent) + np.arange(chained)
    for children, into in ((double, survivor), (triple, survivor[:chained])):
        merge(rng, children)
        has_switched = histories["switches_channel"][into] & (
            histories["answers"][into, 0] <= children["created_at"]
        )
        children["channel"] = np.where(
            has_switched, histories["later_channel"][into], histories["channel"][into]
        )

    groups = [histories, returns, double, triple]
    return in_order({fact: np.concatenate([group[fact] for group in groups]) for fact in histories})


def in_order(histories: Table) -> Table:
    order = np.argsort(histories["created_at"], kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    histories = {fact: values[order] for fact, values in histories.items()}
    for link in ("follows", "merged_into"):
        histories[link] = np.where(histories[link] >= 0, place[histories[link]], -1)
    own = np.arange(len(order))
    once = np.where(histories["merged_into"] >= 0, histories["merged_into"], own)
    histories["survivor"] = once[once]
    return histories


def arrivals(rng: np.random.Generator, company: Company, count: int) -> tuple[Array, Array]:
    """Creation times and accounts: growth, a season that peaks in autumn, weekdays, local office hours."""
    accounts = company.accounts
    days = np.arange((END - START) // DAY)
    rhythm = WEEKDAY[days % 7] * (1 + 0.22 * np.sin((days % 365 - 220) / 365 * 2 * np.pi)) * (1 + days / 1400)
    day = np.searchsorted(np.cumsum(rhythm) / rhythm.sum(), rng.random(count))
    share = np.cumsum(accounts["weight"])
    there = np.searchsorted(accounts["created_at"], START + np.maximum(day - 1, 0) * DAY, "right")
    account = np.searchsorted(share, rng.random(count) * share[there - 1])
    for _ in range(20):
        gone = accounts["deleted_at"][account] < START + (day + 2) * DAY
        account[gone] = np.searchsorted(share, rng.random(gone.sum()) * share[there[gone] - 1])
    hour = np.searchsorted(np.cumsum(HOURS) / HOURS.sum(), rng.random(count))
    ahead = np.array([region[2] for region in REGIONS])[accounts["place"][account]]
    created = START + day * DAY + (hour - ahead) * 3600 + rng.integers(0, 1800, count) * 2
    created = np.where(created < START, created + DAY, created)
    created = np.where(created >= END - 2, created - 7 * DAY, created)
    # The newest event of all, so that the present of the demo company is the same at any size.
    created[0], account[0] = END, 0
    return even(created), account


def live(rng: np.random.Generator, company: Company, given: Table, is_plain: bool = False) -> Table:
    """The whole history of tickets whose creation, contact and area are given; `is_plain`: nothing odd."""
    created, contact, area = given["created_at"], given["contact"], given["area"]
    n = len(created)
    account = company.contacts["account"][contact]

    def chance(share: Array | float) -> Array:
        return rng.random(n) < share

    kind = rng.choice(5, n, p=[0.945, 0.01, 0.01, 0.015, 0.02])
    created_by = rng.choice(3, n, p=[0.89, 0.06, 0.05])
    is_spam, is_deleted = chance(0.012), chance(0.008)
    if is_plain:
        kind[:], created_by[:] = NORMAL, 0
        is_spam[:] = is_deleted[:] = False
    newest = created == END
    kind[newest], created_by[newest] = NEGLECTED, 0
    is_spam[newest] = is_deleted[newest] = False
    kind[(created_by > 0) & (kind != BORN_SOLVED)] = NORMAL
    created_by[(kind == BORN_SOLVED) & (created_by == 2)] = 0
    normal, born_solved = kind == NORMAL, kind == BORN_SOLVED

    place = company.accounts["place"][account]
    team = AREA_TEAMS[area]
    team = np.where((place == AUSTRALIA) & chance(0.85), SYDNEY, team)
    team = np.where((place == CHINA) & chance(0.85), SHANGHAI, team)
    priority = rng.choice(4, n, p=[0.18, 0.55, 0.20, 0.07])
    channel = rng.choice(5, n, p=[0.44, 0.22, 0.17, 0.12, 0.05])
    channel = np.where((place == CHINA) & chance(0.5), 4, channel)
    haste = np.array([1.7, 1.0, 0.7, 0.4])[priority] * np.array([TEAM[3] for TEAM in TEAMS])[team] * 60
    complexity = rng.choice(3, n, p=[0.45, 0.4, 0.15])
    is_premium = company.accounts["plan"][account] == PLANS.index("premium")
    haste = np.where(is_premium, 0.6 * haste, haste)

    def work(since: Array, median: Array | float, spread: float) -> Array:
        """When an agent gets round to it: after business time of the team, now and then in overtime."""
        gap = np.maximum(median * rng.lognormal(0, spread, n), 4).astype(np.int64)
        overtime = chance(np.where(is_premium, 0.65, 0.06))
        at = since + gap
        for number, clock in enumerate(company.clocks):
            rows = np.flatnonzero((company.team_clock[team] == number) & ~overtime & (since < NEVER))
            at[rows] = clock.instant(clock.elapsed(since[rows]) + gap[rows])
        return np.maximum(odd(at), odd(since + 4))

    def customer(since: Array, median: float, spread: float = 1.1) -> Array:
        return even(since + 4 + np.minimum(rng.lognormal(np.log(median), spread, n), 60 * DAY))

    has_bot = (channel == 2) & chance(0.4) & (created_by == 0) & ~born_solved
    bot_assigned = np.where(has_bot, odd(created + 3), NEVER)
    assigned = np.maximum(work(created, haste * 0.5, 0.9), odd(created + 9))
    assigned = np.where(born_solved | (created_by == 1), created, assigned)
    assigned[(kind == NEGLECTED) | (kind == SOLVED_SILENTLY)] = NEVER

    replies = np.full((n, ROUNDS + 1), NEVER)
    answers = np.full((n, ROUNDS), NEVER)
    rounds = np.minimum(rng.geometric(1 - 0.30 - 0.08 * complexity) - 1, ROUNDS)
    replies[:, 0] = np.where(chance(0.2), odd(assigned), work(assigned, haste * 0.5, 1.0))
    replies[created_by == 1, 0] = created[created_by == 1]
    last = replies[:, 0].copy()
    for turn in range(ROUNDS):
        goes_on = rounds > turn
        asked = customer(last, 5 * 3600)
        answers[:, turn] = np.where(goes_on, asked, NEVER)
        replies[:, turn + 1] = np.where(goes_on, work(asked, haste * 0.8, 0.9), NEVER)
        last = np.where(goes_on, replies[:, turn + 1], last)

    is_held = chance(0.07 + 0.08 * (complexity == 2)) & normal
    held = np.where(is_held, work(last, 1800, 0.5), NEVER)
    unheld = np.where(is_held, work(np.where(is_held, held, last), 2.5 * 9 * 3600, 0.8), NEVER)
    solved_with_reply = ~is_held & chance(0.42)
    waits_before_solve = ~is_held & ~solved_with_reply & chance(0.3)
    work_hours = np.where(team == PLATFORM, 1.0, 2.5) * (1 + complexity) * 3600
    first_solve = work(np.where(is_held, unheld, last), work_hours, 1.0)
    first_solve = np.where(solved_with_reply, last, first_solve)
    last_word = (is_held | chance(0.5)) & ~solved_with_reply & ~born_solved
    first_solve[kind == SOLVED_SILENTLY] = odd(created + rng.integers(3600, 9 * DAY, n))[
        kind == SOLVED_SILENTLY
    ]
    first_solve[born_solved] = created[born_solved]
    first_solve[(kind == NEGLECTED) | (kind == UNANSWERED)] = NEVER
    for times in (replies, answers):
        times[~normal] = NEVER
    replies[born_solved, 0] = created[born_solved] + (created_by[born_solved] != 1)

    # Cycles of reopening: the first may come late, from closed; the second is rare.
    solved = np.full((n, 3), NEVER)
    reopened = np.full((n, 2), NEVER)
    reopen_replies = np.full((n, 2), NEVER)
    solved[:, 0] = first_solve
    unease = np.exp(-company.accounts["mood"][account])
    share = np.array([TEAM[5] for TEAM in TEAMS])[team] * unease * (first_solve < NEVER)
    for cycle in range(2):
        again = chance(share if cycle == 0 else 0.14) & (reopened[:, cycle - 1] < NEVER if cycle else True)
        late = chance(0.2)
        delay = np.where(
            late, rng.uniform(8 * DAY, 40 * DAY, n), rng.uniform(600, 6.5 * DAY, n) * rng.random(n)
        )
        since = np.where(again, solved[:, cycle], END)
        reopened[:, cycle] = np.where(again, even(since + 60 + delay), NEVER)
        reply = work(np.where(again, reopened[:, cycle], END), haste, 0.9)
        reopen_replies[:, cycle] = np.where(again, reply, NEVER)
        solved[:, cycle + 1] = np.where(again, work(np.where(again, reply, END), work_hours, 0.8), NEVER)
    silent_reopening = chance(0.15)
    thanked = np.where(chance(0.09) & (reopened[:, 0] == NEVER) & (first_solve < NEVER),
                       customer(first_solve, 6 * 3600, 0.8), NEVER)  # fmt: skip

    # Up to three hand-overs: team and person (0), person (1), team alone (2); the third after a reopening.
    span = np.where(first_solve < NEVER, first_solve - assigned, 0)
    likely = np.array([TEAM[6] for TEAM in TEAMS])[team] * normal * (span > 120) * (created_by != 1)
    moved = np.full((n, 3), NEVER)
    moved[:, 0] = np.where(chance(likely), odd(assigned + span * 0.3), NEVER)
    moved[:, 1] = np.where(chance(0.25) & (moved[:, 0] < NEVER), odd(assigned + span * 0.65), NEVER)
    gap = np.where(reopened[:, 0] < NEVER, reopen_replies[:, 0] - reopened[:, 0], 0)
    moved[:, 2] = np.where(chance(0.2) & (gap > 20) & normal, odd(reopened[:, 0] + gap // 2), NEVER)
    move_kind = rng.choice(3, (n, 3), p=[0.5, 0.35, 0.15])
    move_kind[:, 2] = 1
    rerouted = np.where(chance(0.04) & normal & (assigned < NEVER) & (assigned - created > 40),
                        odd(created + (assigned - created) // 2), NEVER)  # fmt: skip

    teams = np.empty((n, 5), np.int64)  # before re-routing, then after it and after each hand-over
    agents = np.empty((n, 4), np.int64)
    teams[:, 1] = team
    teams[:, 0] = np.where(rerouted < NEVER, (team + 1 + rng.integers(0, 5, n)) % 6, team)
    agents[:, 0] = someone(rng, company, team, np.minimum(assigned, END), excluding=None)
    for step in range(3):
        changes_team = (moved[:, step] < NEVER) & (move_kind[:, step] != 1)
        changes_person = (moved[:, step] < NEVER) & (move_kind[:, step] != 2)
        elsewhere = (teams[:, step + 1] + 1 + rng.integers(0, 5, n)) % 6
        teams[:, step + 2] = np.where(changes_team, elsewhere, teams[:, step + 1])
        other = someone(
            rng, company, teams[:, step + 2], np.minimum(moved[:, step], END), excluding=agents[:, step]
        )
        agents[:, step + 1] = np.where(changes_person, other, agents[:, step])
    no_team = (kind == NEGLECTED) & chance(0.4)
    teams[no_team] = -1

    switches = (channel != 3) & chance(0.08) & (answers[:, 0] < NEVER)
    is_test = company.accounts["is_test"][account]
    ordinary = normal & (created_by == 0) & ~is_spam & ~is_deleted & ~is_test
    return given | {
        "account": account,
        "kind": kind,
        "created_by": created_by,
        "is_creator_blank": (created_by == 0) & chance(0.1),
        "is_spam": is_spam,
        "is_deleted": is_deleted,
        "priority": priority,
        "first_priority": np.where(chance(0.03) & (priority > 0), priority - 1, priority),
        "complexity": complexity,
        "ticket_type": rng.choice(len(TYPES), n, p=TYPE_SHARES),
        "topic": rng.integers(0, 5, n),
        "issue": rng.integers(0, 60, n),
        "channel": channel,
        "later_channel": np.where(switches, np.where(channel == 0, 2, 0), channel),
        "switches_channel": switches,
        "bot_assigned": bot_assigned,
        "assigned": assigned,
        "replies": replies,
        "answers": answers,
        "rounds": rounds,
        "held": held,
        "unheld": unheld,
        "waits_before_solve": waits_before_solve & normal,
        "last_word": last_word & normal,
        "solved": solved,
        "reopened": reopened,
        "reopen_replies": reopen_replies,
        "silent_reopening": silent_reopening,
        "thanked": thanked,
        "noted": np.where(chance(0.6) & (assigned < NEVER), odd(assigned + 60), NEVER),
        "auto_reply": chance(0.85) & (created_by == 0),
        "is_auto_reply_by_agent": chance(0.15),
        "moved": moved,
        "move_kind": move_kind,
        "rerouted": rerouted,
        "teams": teams,
        "agents": agents,
        "is_clock_skewed": ordinary & chance(0.003) & (replies[:, 0] < END),
        "is_status_odd": (normal & chance(0.004) & (rounds > 0)) | ((kind == UNANSWERED) & chance(0.15)),
        "is_account_orphan": chance(0.002) & ~is_test,
        "handling_minutes": np.where(
            chance(0.7), np.round((6 + 9 * rounds + 12 * complexity) * rng.lognormal(0, 0.5, n), 1), np.nan
        ),
        "merged_into": np.full(n, -1),
        "merge_reply": np.full(n, NEVER),
        "follows": np.full(n, -1),
    }


def merge(rng: np.random.Generator, histories: Table) -> None:
    """Turn planned histories into tickets that an agent folds into another one soon after they came."""
    n = len(histories["created_at"])
    histories["kind"][:] = MERGED
    merged_at = odd(histories["created_at"] + rng.integers(700, 1400, n))
    for fact in EVENTFUL:
        histories[fact][:] = NEVER
    histories["solved"][:] = NEVER
    histories["solved"][:, 0] = merged_at
    histories["merge_reply"] = np.where(rng.random(n) < 0.3, merged_at, NEVER)
    for fact in ("auto_reply", "last_word", "switches_channel", "is_clock_skewed", "is_status_odd"):
        histories[fact][:] = False
    histories["teams"][:] = histories["teams"][:, 1:2]


def someone(
    rng: np.random.Generator, company: Company, team: Array, at: Array, excluding: Array | None
) -> Array:
    """A human of the team who still works there, other than the one excluded."""
    first, size = company.team_first_agent[team], company.team_agents[team]
    pick = first + (rng.random(len(team)) ** 1.3 * size).astype(np.int64)
    pick = np.where(company.agents["left_at"][pick] < at, first, pick)
    if excluding is not None:
        pick = np.where(pick == excluding, first + (pick - first + 1) % (size - 1), pick)
    return pick
