"""How the CRM wrote down who the company and its customers are, and when its teams work."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer_performance.demo import company as names
from customer_performance.demo.arrays import Array
from customer_performance.demo.company import CANARY, END, TEAM_IDS, TEAMS, Company
from customer_performance.demo.hours import DEFAULT_SCHEDULE, HOLIDAYS, POLICIES, SCHEDULES, Policy
from customer_performance.demo.tables import (
    Writer,
    account_ids,
    agent_ids,
    choose,
    contact_ids,
    flags,
    instants,
    label,
)


def person_name(number: int, is_chinese: bool) -> str:
    if is_chinese:
        return f"{CANARY} {names.CHINESE_FAMILY[number % 10]}{names.CHINESE_GIVEN[number // 10 % 10]}"
    return f"{CANARY} {names.GIVEN[number % 10]} {names.FAMILY[number // 10 % 10]}"


def person_names(numbers: Array, is_chinese: Array) -> pa.Array:
    return pa.array(
        [person_name(int(number), flag) for number, flag in zip(numbers, is_chinese, strict=True)]
    )


def account_name(company: Company, number: int) -> str:
    accounts = company.accounts
    is_chinese = accounts["place"][number] == names.CHINA
    if accounts["is_person"][number]:
        return person_name(number, is_chinese)
    if accounts["is_internal"][number]:
        return f"{names.UNITS[number // 37 % len(names.UNITS)]} {number}"
    if accounts["is_test"][number]:
        return "Test account of the support desk"
    if is_chinese:
        return f"{names.CHINESE_FIRMS[number % 6]}{names.CHINESE_KINDS[number // 6 % 5]}{number}"
    return f"{names.FIRMS[number % 10]} {names.TRADES[number // 10 % 8]} {number}"


def write_people(writer: Writer, company: Company) -> None:
    accounts, contacts, agents = company.accounts, company.contacts, company.agents
    everyone = np.arange(len(accounts["place"]))
    stale = np.flatnonzero(everyone % 50 == 9)  # older copies of these rows, with another plan
    number = np.concatenate([everyone, stale])
    is_stale = np.arange(len(number)) >= len(everyone)
    plan = np.where(is_stale, (accounts["plan"][number] + 1) % 3, accounts["plan"][number])
    person = accounts["is_person"][number]
    place = accounts["place"][number]
    created = accounts["created_at"][number]
    writer.write("accounts", {
        "account_id": account_ids(company, number),
        "name": pa.array([account_name(company, account) for account in number]),
        "segment": choose([*names.SEGMENTS, "consumer"], np.where(person, 3, accounts["segment"][number])),
        "industry": choose(names.INDUSTRIES, np.where(person, -1, accounts["industry"][number])),
        "region": choose([region.region for region in names.REGIONS], place),
        "country": choose([region.country for region in names.REGIONS], place),
        "plan": choose(names.PLANS, plan),
        "customer_type": choose(["external", "internal"], accounts["is_internal"][number].astype(int)),
        "is_person": flags(person),
        "is_test": flags(accounts["is_test"][number]),
        "created_at": instants(created),
        "updated_at": instants(created + np.where(is_stale, 3600, 7200)),
        "deleted_at": instants(accounts["deleted_at"][number]),
    }, duplicates=len(stale))  # fmt: skip
    number = np.arange(len(contacts["account"]))
    place = accounts["place"][contacts["account"]]
    is_deleted = contacts["deleted_at"] <= END
    writer.write("contacts", {
        "contact_id": contact_ids(number),
        "account_id": account_ids(company, contacts["account"]),
        "email": pc.binary_join_element_wise(label(f"{CANARY}.", number, 6), "example.com", "@"),
        "full_name": person_names(number, place == names.CHINA),
        "locale": choose(names.LOCALES, place),
        "timezone": choose(names.ZONES, place),
        "created_at": instants(contacts["created_at"]),
        "updated_at": instants(np.where(is_deleted, contacts["deleted_at"], contacts["created_at"] + 60)),
        "deleted_at": instants(contacts["deleted_at"]),
    })  # fmt: skip
    number = np.flatnonzero(agents["is_listed"])
    team = agents["team"][number]
    writer.write("agents", {
        "agent_id": agent_ids(number),
        "name": person_names(number * 7, team == names.SHANGHAI),
        "team_id": choose(TEAM_IDS, team),
        "hourly_cost": pa.array(
            [None if np.isnan(cost) else Decimal(f"{cost:.2f}") for cost in agents["hourly_cost"][number]],
            pa.decimal128(18, 2),
        ),
        "is_bot": flags(agents["is_bot"][number]),
        "is_active": flags(agents["left_at"][number] > END),
    })  # fmt: skip
    writer.write("teams", {
        "team_id": pa.array(TEAM_IDS),
        "name": pa.array([team.name for team in TEAMS]),
        "lead_agent_id": agent_ids(company.team_first_agent),
        "schedule_id": pa.array([team.schedule for team in TEAMS]),
    })  # fmt: skip


def write_hours(writer: Writer) -> None:
    windows = [
        (name, name == DEFAULT_SCHEDULE, zone, day, opens, closes)
        for name, (zone, week) in SCHEDULES.items()
        for day, hours in week.items()
        for opens, closes in hours
    ]
    columns = ("schedule_id", "is_default", "timezone", "weekday", "opens_at", "closes_at")
    writer.write("schedules", as_columns(columns, windows))
    writer.write("holidays", as_columns(("schedule_id", "date", "name"), HOLIDAYS))
    writer.write("sla_policies", as_columns(Policy._fields, POLICIES))


def as_columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, pa.Array]:
    """The columns of rows that are written by hand; those named valid_… hold instants."""
    return {
        name: pa.array(values, pa.timestamp("s") if name.startswith("valid_") else None)
        for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }
