"""Who the demo company is: its accounts, contacts, agents and teams, and when it began."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.clock import Clock
from customer_performance.demo.hours import DEFAULT_SCHEDULE, HOLIDAYS, SCHEDULES

CANARY = "CANARY"  # stands in everything personal, so that tests can search for leaks

START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
END = int(datetime(2025, 12, 17, 18, 30, tzinfo=UTC).timestamp())
DAY = 86_400
YEAR = 365 * DAY
NEVER = 1 << 40  # an instant after all others
NOBODY, NEVER_LANDED = -1, -2  # in place of an account's or a person's number
BILLING_START = int(datetime(2022, 7, 1, tzinfo=UTC).timestamp())  # the billing system began before the CRM
MONTH_STARTS = np.arange(
    np.datetime64(BILLING_START, "s").astype("datetime64[M]"), np.datetime64("2026-02"), 1
)
MONTHS = [str(month) for month in MONTH_STARTS]
MONTH_SECONDS = MONTH_STARTS.astype("datetime64[s]").astype(np.int64)


class Team(NamedTuple):
    name: str
    schedule: str | None  # none: DEFAULT_SCHEDULE
    agents: int
    reply_minutes: int  # usual time to the first reply
    appeal: float  # added to the opinion of its customers
    reopened: float  # share of its tickets
    handed_over: float  # share of its tickets


TEAMS = [
    Team("Billing", "berlin", 9, 45, 0.3, 0.05, 0.06),
    # It keeps its targets while its customers are unhappy.
    Team("Platform", "always", 9, 7, -1.0, 0.19, 0.30),
    Team("Onboarding", "new-york", 8, 60, 0.5, 0.04, 0.05),
    Team("Sydney", "sydney", 7, 30, 0.2, 0.06, 0.08),
    Team("上海支持", "shanghai", 8, 20, 0.1, 0.07, 0.10),
    Team("Mobile", None, 7, 90, -0.1, 0.08, 0.12),
]
TEAM_NAMES = [team.name for team in TEAMS]
TEAM_IDS = [f"team-{number}" for number in range(1, len(TEAMS) + 1)]
PLATFORM, SYDNEY, SHANGHAI = (TEAM_NAMES.index(name) for name in ("Platform", "Sydney", "上海支持"))


class Region(NamedTuple):
    region: str
    country: str
    hours_ahead: int  # of UTC
    share: float  # of the accounts


REGIONS = [
    Region("EMEA", "Germany", 1, 0.34),
    Region("EMEA", "United Kingdom", 0, 0.12),
    Region("AMER", "United States", -5, 0.26),
    Region("APAC", "Australia", 10, 0.11),
    Region("APAC", "China", 8, 0.17),
]
AUSTRALIA, CHINA = 3, 4
PLANS = ["basic", "standard", "premium"]
SEGMENTS = ["small business", "mid-market", "enterprise"]
INDUSTRIES = ["retail", "manufacturing", "software", "logistics", "health", "education"]
LOCALES = ["de-DE", "en-GB", "en-US", "en-AU", "zh-CN"]
ZONES = ["Europe/Berlin", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Shanghai"]
GIVEN = ["Anna", "James", "Maria", "Noah", "Olivia", "Liam", "Sofia", "Ben", "Grace", "Tom"]
FAMILY = ["Schmidt", "Taylor", "Rossi", "Brown", "Garcia", "Wilson", "Novak", "Evans", "Jansen", "Clark"]
CHINESE_FAMILY = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周"]
CHINESE_GIVEN = ["伟", "秀英", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰"]
FIRMS = [
    "Northwind",
    "Aurora",
    "Bluestone",
    "Hikari",
    "Meridian",
    "Kestrel",
    "Lindholm",
    "Okapi",
    "Sable",
    "Verdant",
]
TRADES = ["Logistics", "Foods", "Systems", "Medical", "Textiles", "Energy", "Media", "Tools"]
CHINESE_FIRMS = ["华信", "东方", "长青", "明达", "远洋", "金桥"]
CHINESE_KINDS = ["科技", "物流", "食品", "医疗", "电子"]
UNITS = ["Finance department", "Human resources", "Warehouse operations", "法务部", "Field sales"]


@dataclass
class Company:
    """Everyone in the company and among its customers: accounts, contacts and agents are their numbers in these tables.

    `team_first_agent` and `team_agents`: the number of each team's first agent, and how many it has; its agents
    follow one another. `clocks`: one for each of SCHEDULES; `team_clock`: the number of each team's clock.
    `has_plants`: whether anything tells beforehand who leaves or refers others; else chance alone decides.
    """

    accounts: Table
    contacts: Table
    agents: Table
    team_first_agent: Array
    team_agents: Array
    clocks: list[Clock]
    team_clock: Array
    has_plants: bool

    def account_of(self, contact: Array) -> Array:
        """The account of each contact that landed, NOBODY of the others."""
        is_listed = (contact >= 0) & (contact < len(self.contacts["account"]))
        return np.where(is_listed, self.contacts["account"][np.where(is_listed, contact, 0)], NOBODY)

    def is_test(self, account: Array, contact: Array) -> Array:
        """Whether a row is of the test account: by its account where that landed, else by its contact's."""
        judged = np.where(account >= 0, account, self.account_of(contact))
        return (judged >= 0) & self.accounts["is_test"][judged]

    def clock_of(self, team: Array) -> Array:
        """The number of each team's clock; where there is no team, that of the default one."""
        default = list(SCHEDULES).index(DEFAULT_SCHEDULE)
        return np.where(team >= 0, self.team_clock[team], default)

    def is_open(self, clock: Array, at: Array) -> Array:
        """Whether an instant lies in business hours, by the clock whose number each row has."""
        found = np.zeros(len(at), bool)
        for number, each in enumerate(self.clocks):
            rows = np.flatnonzero(clock == number)
            found[rows] = each.is_open(at[rows])
        return found

    def business_seconds(self, clock: Array, since: Array, until: Array) -> Array:
        """Business seconds between two instants, by the clock whose number each row has."""
        spent = np.zeros(len(since), np.int64)
        for number, each in enumerate(self.clocks):
            rows = np.flatnonzero(clock == number)
            spent[rows] = each.elapsed(until[rows]) - each.elapsed(since[rows])
        return spent


def make_company(rng: np.random.Generator, tickets: int, has_plants: bool) -> Company:
    accounts = make_accounts(rng, int(np.clip(tickets // 40, 40, 20_000)))
    agents, first, size = make_agents(rng, tickets)
    names = list(SCHEDULES)
    clocks = [
        Clock(
            *SCHEDULES[name],
            {day for schedule, day, _ in HOLIDAYS if schedule == name},
            date(2023, 12, 1),
            datetime.fromtimestamp(END, UTC).date() + timedelta(days=120),
        )
        for name in names
    ]
    team_clock = np.array([names.index(team.schedule or DEFAULT_SCHEDULE) for team in TEAMS])
    contacts = make_contacts(rng, accounts)
    return Company(accounts, contacts, agents, first, size, clocks, team_clock, has_plants)


def make_accounts(rng: np.random.Generator, count: int) -> Table:
    number = np.arange(count)
    place = rng.choice(len(REGIONS), count, p=[region.share for region in REGIONS])
    is_internal = number % 37 == 5
    is_person = (number % 9 == 4) & ~is_internal
    is_test = number == 2
    segment = rng.choice(3, count, p=[0.5, 0.33, 0.17])
    plan = np.clip(segment + rng.choice([-1, 0, 1], count, p=[0.25, 0.6, 0.15]), 0, 2)
    weight = rng.lognormal(segment * 0.6, 0.9)
    weight[is_person] *= 0.25
    weight[is_test] = weight.sum() * 0.01
    # The CRM began at START with the customers that the company had; the others came later.
    arrival = np.sort(np.where(rng.random(count) < 0.6, 0, rng.integers(1, 600, count)))
    arrival[:3] = 0
    deleted = np.full(count, NEVER)
    leaves = (rng.random(count) < 0.06) & ~is_test & (number > 5)
    deleted[leaves] = START + (arrival[leaves] + rng.integers(60, 700, leaves.sum())) * DAY + 50_001
    deleted[deleted > END] = NEVER
    return {
        "place": place,
        "is_internal": is_internal,
        "is_person": is_person,
        "is_test": is_test,
        "segment": segment,
        "plan": np.where(is_internal, 1, plan),
        "industry": rng.integers(0, len(INDUSTRIES), count),
        "weight": weight,
        "created_at": START + arrival * DAY,
        "deleted_at": deleted,
        "mood": rng.normal(0, 0.55, count),
        "persons": np.where(is_person, 1, np.ceil(np.sqrt(weight) * 2 + 1)).astype(int),
        "endurance": rng.random(
            count
        ),  # of new accounts, those with the least never get going: `onboarding` says so
    }


def make_contacts(rng: np.random.Generator, accounts: Table) -> Table:
    account = np.repeat(np.arange(len(accounts["place"])), accounts["persons"])
    number = np.arange(len(account))
    # Some contacts were deleted from the CRM. Their messages stay, and a few of them write again.
    gone = accounts["created_at"][account] + (150 + number * 37 % 500) * DAY + 43_201
    return {
        "account": account,
        "first_of_account": np.concatenate([[0], np.cumsum(accounts["persons"])[:-1]]),
        "mood": rng.normal(0, 0.3, len(account)),
        "created_at": accounts["created_at"][account],
        "deleted_at": np.where((number % 31 == 11) & (gone < END), gone, NEVER),
    }


def make_agents(rng: np.random.Generator, tickets: int) -> tuple[Table, Array, Array]:
    """The agents, the number of each team's first one, and the size of each team.

    Humans come team by team, the last of each team has left; two bots are at the end. The one who left Billing is
    missing from the agents table, since some systems drop users who leave.
    """
    growth = int(np.clip(tickets // 60_000, 1, 12))
    size = np.array([team.agents * growth for team in TEAMS])
    team = np.concatenate([np.repeat(np.arange(len(TEAMS)), size), [PLATFORM, -1]])
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    number = np.arange(len(team))
    is_bot = number >= size.sum()
    left = np.full(len(team), NEVER)
    left[first + size - 1] = START + np.array([200, 260, 320, 380, 440, 500]) * DAY
    hourly_cost = np.round(rng.normal(38, 7, len(team)).clip(18), 2)
    hourly_cost[(number % 17 == 7) | is_bot] = np.nan
    is_listed = np.ones(len(team), bool)
    is_listed[first[0] + size[0] - 1] = False
    hourly_cost[~is_listed] = np.nan
    skill = np.where(is_bot, 0, rng.normal(0, 0.2, len(team)))
    agents = {
        "team": team,
        "is_bot": is_bot,
        "left_at": left,
        "hourly_cost": hourly_cost,
        "is_listed": is_listed,
        "skill": skill,
    }
    return agents, first, size
