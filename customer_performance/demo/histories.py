"""The history of every ticket as planned facts, one array a fact. Its rows and the truth are both read off them.

What customers do falls on even seconds, and what agents do on odd ones: `rhythm` says why.
"""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import (
    AUSTRALIA,
    CHINA,
    DAY,
    END,
    NEVER,
    PLANS,
    PLATFORM,
    SHANGHAI,
    SYDNEY,
    TEAMS,
    Company,
)
from customer_performance.demo.rhythm import even, odd

CHANNELS = ["email", "web", "chat", "phone", "wechat"]
EMAIL, WEB, CHAT, PHONE, WECHAT = range(5)
TYPES = ["question", "incident", "problem", "task", "complaint", "bug", "feature_request", "limitation"]
TYPE_SHARES = [0.36, 0.17, 0.10, 0.09, 0.09, 0.10, 0.05, 0.04]
AREAS = ["billing", "platform", "onboarding", "mobile", "reporting", "integrations"]
AREA_TEAMS = np.array([0, 1, 2, 5, 2, 1])
TOPICS = ["access", "errors", "how-to", "performance", "contract"]
COMPLEXITIES = ["simple", "moderate", "complex"]
COMPLEX = COMPLEXITIES.index("complex")
PRIORITIES = ["low", "normal", "high", "urgent"]
CREATORS = ["customer", "agent", "system"]
FROM_CUSTOMER, FROM_AGENT, FROM_SYSTEM = range(3)
NORMAL, NEGLECTED, UNANSWERED, BORN_SOLVED, SOLVED_SILENTLY, MERGED = range(6)
TO_TEAM_AND_PERSON, TO_PERSON, TO_TEAM = range(3)  # what a hand-over changes

ROUNDS = 4  # so many times a customer may answer and get a reply
CYCLES = 2  # so many times a ticket may be reopened
HAND_OVERS = 3


class Draws:
    """Random numbers for a batch of tickets: whether something happens to each, and when people get round to it."""

    def __init__(self, rng: np.random.Generator, company: Company, begun: Table):
        self.rng, self.company, self.n = rng, company, len(begun["created_at"])
        self.team = begun["team"]
        self.is_premium = company.accounts["plan"][begun["account"]] == PLANS.index("premium")
        haste = np.array([1.7, 1.0, 0.7, 0.4])[begun["priority"]]
        haste = haste * np.array([team.reply_minutes for team in TEAMS])[self.team] * 60
        self.haste = np.where(self.is_premium, 0.6 * haste, haste)  # usual seconds to a reply
        self.work = np.where(self.team == PLATFORM, 1.0, 2.5) * (1 + begun["complexity"]) * 3600

    def chance(self, share: Array | float) -> Array:
        return self.rng.random(self.n) < share

    def agent(self, since: Array, median: Array | float, spread: float) -> Array:
        """When an agent gets round to something: after business time of the team, or now and then in overtime.

        `since`: instants; `median`: seconds; `spread`: the standard deviation of their logarithm.
        """
        gap = np.maximum(median * self.rng.lognormal(0, spread, self.n), 4).astype(np.int64)
        overtime = self.chance(np.where(self.is_premium, 0.65, 0.06))
        at = since + gap
        team_clock = self.company.team_clock[self.team]
        for number, clock in enumerate(self.company.clocks):
            rows = np.flatnonzero((team_clock == number) & ~overtime & (since < NEVER))
            at[rows] = clock.instant(clock.elapsed(since[rows]) + gap[rows])
        return np.maximum(odd(at), odd(since + 4))

    def customer(self, since: Array, median: float, spread: float = 1.1) -> Array:
        """When a customer gets round to something: at any hour, within 60 days."""
        gap = self.rng.lognormal(np.log(median), spread, self.n)
        return even(since + 4 + np.minimum(gap, 60 * DAY))


def make_histories(rng: np.random.Generator, company: Company, given: Table, is_plain: bool = False) -> Table:
    """The histories of tickets whose creation, contact and area are given. `is_plain`: nothing is odd about them."""
    begun = given | begin(rng, company, given, is_plain)
    draws = Draws(rng, company, begun)
    chance, n = draws.chance, draws.n
    talk = converse(draws, begun)
    solves = reopen(draws, begun, talk.pop("first_solve"))
    hand_overs = hand_over(draws, begun, talk, solves)
    del begun["team"]  # it is the second column of `teams`

    kind, created_by, channel = begun["kind"], begun["created_by"], begun["channel"]
    priority, assigned, rounds = begun["priority"], talk["assigned"], talk["rounds"]
    normal, from_customer = kind == NORMAL, created_by == FROM_CUSTOMER
    switches = (channel != PHONE) & chance(0.08) & (talk["answers"][:, 0] < NEVER)
    is_test = company.accounts["is_test"][begun["account"]]
    ordinary = normal & from_customer & ~begun["is_spam"] & ~begun["is_deleted"] & ~is_test
    return begun | talk | solves | hand_overs | {
        "is_creator_blank": from_customer & chance(0.1),
        "first_priority": np.where(chance(0.03) & (priority > 0), priority - 1, priority),
        "ticket_type": rng.choice(len(TYPES), n, p=TYPE_SHARES),
        "topic": rng.integers(0, len(TOPICS), n),
        "issue": rng.integers(0, 60, n),
        "later_channel": np.where(switches, np.where(channel == EMAIL, CHAT, EMAIL), channel),
        "switches_channel": switches,
        "noted": np.where(chance(0.6) & (assigned < NEVER), odd(assigned + 60), NEVER),
        "auto_reply": chance(0.85) & from_customer,
        "is_auto_reply_by_agent": chance(0.15),
        "is_clock_skewed": ordinary & chance(0.003) & (talk["replies"][:, 0] < END),
        "is_status_odd": (normal & chance(0.004) & (rounds > 0)) | ((kind == UNANSWERED) & chance(0.15)),
        "is_account_orphan": chance(0.002) & ~is_test,
        "handling_minutes": np.where(
            chance(0.7),
            np.round((6 + 9 * rounds + 12 * begun["complexity"]) * rng.lognormal(0, 0.5, n), 1),
            np.nan,
        ),
        "merged_into": np.full(n, -1),
        "merge_reply": np.full(n, NEVER),
        "follows": np.full(n, -1),
    }  # fmt: skip


def begin(rng: np.random.Generator, company: Company, given: Table, is_plain: bool) -> Table:
    """The facts that are known at the creation; `team` is the team that is right for the ticket."""
    created, area = given["created_at"], given["area"]
    n = len(created)
    account = company.contacts["account"][given["contact"]]

    def chance(share: float) -> Array:
        return rng.random(n) < share

    kind = rng.choice(5, n, p=[0.945, 0.01, 0.01, 0.015, 0.02])
    created_by = rng.choice(3, n, p=[0.89, 0.06, 0.05])
    is_spam, is_deleted = chance(0.012), chance(0.008)
    if is_plain:
        kind[:], created_by[:] = NORMAL, FROM_CUSTOMER
        is_spam[:] = is_deleted[:] = False
    newest = created == END
    kind[newest], created_by[newest] = NEGLECTED, FROM_CUSTOMER
    is_spam[newest] = is_deleted[newest] = False
    kind[(created_by != FROM_CUSTOMER) & (kind != BORN_SOLVED)] = NORMAL
    created_by[(kind == BORN_SOLVED) & (created_by == FROM_SYSTEM)] = FROM_CUSTOMER

    place = company.accounts["place"][account]
    team = AREA_TEAMS[area]
    team = np.where((place == AUSTRALIA) & chance(0.85), SYDNEY, team)
    team = np.where((place == CHINA) & chance(0.85), SHANGHAI, team)
    priority = rng.choice(len(PRIORITIES), n, p=[0.18, 0.55, 0.20, 0.07])
    channel = rng.choice(len(CHANNELS), n, p=[0.44, 0.22, 0.17, 0.12, 0.05])
    return {
        "account": account,
        "kind": kind,
        "created_by": created_by,
        "is_spam": is_spam,
        "is_deleted": is_deleted,
        "team": team,
        "priority": priority,
        "channel": np.where((place == CHINA) & chance(0.5), WECHAT, channel),
        "complexity": rng.choice(len(COMPLEXITIES), n, p=[0.45, 0.4, 0.15]),
    }


def converse(draws: Draws, begun: Table) -> Table:
    """The facts from the assignment over replies and answers to the first solve."""
    rng, chance, n = draws.rng, draws.chance, draws.n
    created, kind, created_by = begun["created_at"], begun["kind"], begun["created_by"]
    normal, born_solved, by_agent = kind == NORMAL, kind == BORN_SOLVED, created_by == FROM_AGENT
    has_bot = (begun["channel"] == CHAT) & chance(0.4) & (created_by == FROM_CUSTOMER) & ~born_solved
    bot_assigned = np.where(has_bot, odd(created + 3), NEVER)
    assigned = np.maximum(draws.agent(created, draws.haste * 0.5, 0.9), odd(created + 9))
    assigned = np.where(born_solved | by_agent, created, assigned)
    assigned[(kind == NEGLECTED) | (kind == SOLVED_SILENTLY)] = NEVER

    replies = np.full((n, ROUNDS + 1), NEVER)
    answers = np.full((n, ROUNDS), NEVER)
    rounds = np.minimum(rng.geometric(1 - 0.30 - 0.08 * begun["complexity"]) - 1, ROUNDS)
    replies[:, 0] = np.where(chance(0.2), odd(assigned), draws.agent(assigned, draws.haste * 0.5, 1.0))
    replies[by_agent, 0] = created[by_agent]
    last = replies[:, 0].copy()
    for turn in range(ROUNDS):
        goes_on = rounds > turn
        asked = draws.customer(last, 5 * 3600)
        answers[:, turn] = np.where(goes_on, asked, NEVER)
        replies[:, turn + 1] = np.where(goes_on, draws.agent(asked, draws.haste * 0.8, 0.9), NEVER)
        last = np.where(goes_on, replies[:, turn + 1], last)

    is_held = chance(0.07 + 0.08 * (begun["complexity"] == COMPLEX)) & normal
    held = np.where(is_held, draws.agent(last, 1800, 0.5), NEVER)
    resumed = draws.agent(np.where(is_held, held, last), 2.5 * 9 * 3600, 0.8)
    unheld = np.where(is_held, resumed, NEVER)
    solved_with_reply = ~is_held & chance(0.42)
    waits_before_solve = ~is_held & ~solved_with_reply & chance(0.3)
    first_solve = draws.agent(np.where(is_held, unheld, last), draws.work, 1.0)
    first_solve = np.where(solved_with_reply, last, first_solve)
    last_word = (is_held | chance(0.5)) & ~solved_with_reply & ~born_solved
    silently = odd(created + rng.integers(3600, 9 * DAY, n))
    first_solve = np.where(kind == SOLVED_SILENTLY, silently, first_solve)
    first_solve[born_solved] = created[born_solved]
    first_solve[(kind == NEGLECTED) | (kind == UNANSWERED)] = NEVER
    for times in (replies, answers):
        times[~normal] = NEVER
    replies[born_solved, 0] = (created + ~by_agent)[born_solved]
    return {
        "bot_assigned": bot_assigned,
        "assigned": assigned,
        "replies": replies,
        "answers": answers,
        "rounds": rounds,
        "held": held,
        "unheld": unheld,
        "waits_before_solve": waits_before_solve & normal,
        "last_word": last_word & normal,
        "first_solve": first_solve,
    }


def reopen(draws: Draws, begun: Table, first_solve: Array) -> Table:
    """The solves and reopenings. The first reopening may come late, of a closed ticket; a second one is rare."""
    rng, chance, n = draws.rng, draws.chance, draws.n
    solved = np.full((n, CYCLES + 1), NEVER)
    reopened = np.full((n, CYCLES), NEVER)
    reopen_replies = np.full((n, CYCLES), NEVER)
    solved[:, 0] = first_solve
    unease = np.exp(-draws.company.accounts["mood"][begun["account"]])
    share = np.array([team.reopened for team in TEAMS])[draws.team] * unease * (first_solve < NEVER)
    for cycle in range(CYCLES):
        again = chance(share if cycle == 0 else 0.14) & (reopened[:, cycle - 1] < NEVER if cycle else True)
        late = chance(0.2)
        delay = np.where(
            late, rng.uniform(8 * DAY, 40 * DAY, n), rng.uniform(600, 6.5 * DAY, n) * rng.random(n)
        )
        since = np.where(again, solved[:, cycle], END)
        reopened[:, cycle] = np.where(again, even(since + 60 + delay), NEVER)
        reply = draws.agent(np.where(again, reopened[:, cycle], END), draws.haste, 0.9)
        reopen_replies[:, cycle] = np.where(again, reply, NEVER)
        next_solve = draws.agent(np.where(again, reply, END), draws.work, 0.8)
        solved[:, cycle + 1] = np.where(again, next_solve, NEVER)
    silent_reopening = chance(0.15)
    gives_thanks = chance(0.09) & (reopened[:, 0] == NEVER) & (first_solve < NEVER)
    return {
        "solved": solved,
        "reopened": reopened,
        "reopen_replies": reopen_replies,
        "silent_reopening": silent_reopening,
        "thanked": np.where(gives_thanks, draws.customer(first_solve, 6 * 3600, 0.8), NEVER),
    }


def hand_over(draws: Draws, begun: Table, talk: Table, solves: Table) -> Table:
    """Up to three hand-overs, the third after a reopening, and which team and agent has the ticket after each."""
    rng, company, chance, n = draws.rng, draws.company, draws.chance, draws.n
    created, assigned, team = begun["created_at"], talk["assigned"], begun["team"]
    first_solve, reopened = solves["solved"][:, 0], solves["reopened"][:, 0]
    normal = begun["kind"] == NORMAL
    span = np.where(first_solve < NEVER, first_solve - assigned, 0)
    likely = np.array([team.handed_over for team in TEAMS])[team] * normal
    likely = likely * (span > 120) * (begun["created_by"] != FROM_AGENT)
    moved = np.full((n, HAND_OVERS), NEVER)
    moved[:, 0] = np.where(chance(likely), odd(assigned + span * 0.3), NEVER)
    moved[:, 1] = np.where(chance(0.25) & (moved[:, 0] < NEVER), odd(assigned + span * 0.65), NEVER)
    gap = np.where(reopened < NEVER, solves["reopen_replies"][:, 0] - reopened, 0)
    moved[:, 2] = np.where(chance(0.2) & (gap > 20) & normal, odd(reopened + gap // 2), NEVER)
    move_kind = rng.choice(3, (n, HAND_OVERS), p=[0.5, 0.35, 0.15])
    move_kind[:, 2] = TO_PERSON
    is_rerouted = chance(0.04) & normal & (assigned < NEVER) & (assigned - created > 40)
    rerouted = np.where(is_rerouted, odd(created + (assigned - created) // 2), NEVER)

    def another(of: Array) -> Array:
        return (of + 1 + rng.integers(0, len(TEAMS) - 1, n)) % len(TEAMS)

    teams = np.empty((n, HAND_OVERS + 2), np.int64)  # before re-routing, after it, and after each hand-over
    agents = np.empty((n, HAND_OVERS + 1), np.int64)
    teams[:, 1] = team
    teams[:, 0] = np.where(rerouted < NEVER, another(team), team)
    agents[:, 0] = someone(rng, company, team, np.minimum(assigned, END), excluding=None)
    for step in range(HAND_OVERS):
        is_moved = moved[:, step] < NEVER
        changes_team = is_moved & (move_kind[:, step] != TO_PERSON)
        changes_person = is_moved & (move_kind[:, step] != TO_TEAM)
        teams[:, step + 2] = np.where(changes_team, another(teams[:, step + 1]), teams[:, step + 1])
        at = np.minimum(moved[:, step], END)
        other = someone(rng, company, teams[:, step + 2], at, excluding=agents[:, step])
        agents[:, step + 1] = np.where(changes_person, other, agents[:, step])
    no_team = (begun["kind"] == NEGLECTED) & chance(0.4)
    teams[no_team] = -1
    return {"moved": moved, "move_kind": move_kind, "rerouted": rerouted, "teams": teams, "agents": agents}


def someone(
    rng: np.random.Generator, company: Company, team: Array, at: Array, excluding: Array | None
) -> Array:
    """A human of each team who still works there at that instant, other than the one in `excluding`."""
    first, size = company.team_first_agent[team], company.team_agents[team]
    pick = first + (rng.random(len(team)) ** 1.3 * size).astype(np.int64)
    pick = np.where(company.agents["left_at"][pick] < at, first, pick)
    if excluding is not None:
        pick = np.where(pick == excluding, first + (pick - first + 1) % (size - 1), pick)
    return pick
