"""A company made up by a seed: its raw tables in the plain contract, and the truth about every metric.

`<out>/landing/` holds the tables, `<out>/truth.json` what was counted while they were made.
Same seed and size, same bytes: there is no wall clock in it, the company's present is a fixed instant.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np

from customer_performance.demo import company as people
from customer_performance.demo import company_tables, surveys, tables, ticket_tables, timelines
from customer_performance.demo import facts as known
from customer_performance.demo.arrays import Array
from customer_performance.demo.business import Business
from customer_performance.demo.service import Service
from customer_performance.demo.tickets import plan_tickets
from customer_performance.demo.truth import tickets as truth

CHUNK = 100_000


def generate(out: Path, tickets: int = 8000, seed: int = 7, file_format: str = "csv") -> Path:
    """Write the company under `out`; return the folder to land."""
    landing = out / "landing"
    shutil.rmtree(landing, ignore_errors=True)
    landing.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    company = people.make(rng, tickets)
    planned = plan_tickets(rng, company, tickets)
    asked = surveys.ask(rng, company, planned)
    facts = known.blank(tickets)
    service = Service(seed, company, planned)

    writer = tables.Writer(landing, file_format)
    company_tables.write_people(writer, company)
    company_tables.write_hours(writer)
    odd_rows = 0
    for part, chunk in enumerate(chunks(planned["survivor"])):
        statuses = timelines.statuses(planned, chunk)
        messages = timelines.messages(planned, chunk)
        known.from_changes(facts, company, planned, statuses)
        known.from_messages(facts, planned, messages)
        known.silences(facts, planned, statuses, messages)
        others = timelines.other_changes(company, planned, chunk)
        for changes in others.values():
            np.maximum.at(facts["updated_at"], changes.ticket, changes.at)
        odd_rows += int((statuses.new == timelines.ODD).sum())
        ticket_tables.write_tickets(writer, company, planned, facts, chunk, part)
        ticket_tables.write_changes(writer, company, planned, {"status": statuses, **others}, part)
        ticket_tables.write_messages(writer, company, planned, messages, part)
    service.judge(facts)
    business = Business(seed, company, planned, facts, asked)
    service.use(business.starts())
    asked = business.surveys
    surveys.write_surveys(writer, company, planned, asked)
    service.write(writer)
    business.write(writer)

    active = business.active()
    found = truth.count(company, planned, facts, asked, active)
    service.count(found, facts, active)
    effects = business.count(found)
    traps = truth.traps(company, planned, facts, asked) | {"events_of_unknown_status": odd_rows}
    traps |= service.traps() | business.traps()
    content = {
        "as_of": truth.moment(people.END),
        "tickets": tickets,
        "seed": seed,
        "rows": writer.rows,
        "duplicate_rows": writer.duplicates,
        "traps": traps,
        "exceptions": service.exceptions() | business.exceptions(),  # beside those of the traps
        "effects": effects,
        "insights": service.insights(),
        "metrics": found.metrics,
    }
    (out / "truth.json").write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return landing


def chunks(survivor: Array) -> list[Array]:
    """Tickets in portions; a merged ticket stays with the one that it was merged into."""
    bounds = range(CHUNK, len(survivor), CHUNK)
    order = np.argsort(survivor, kind="stable")
    return [np.sort(part) for part in np.split(order, np.searchsorted(survivor[order], bounds))]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="customer-performance demo", description="Generate the demo company."
    )
    parser.add_argument("--out", type=Path, default=Path("out/demo"))
    parser.add_argument("--tickets", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
    options = parser.parse_args(arguments)
    print(generate(options.out, options.tickets, options.seed, options.format))
    return 0
