"""Generate a company from a seed: its raw tables in the plain contract, and the truth about every metric.

`<out>/landing/` holds the tables, and `<out>/truth.json` what was counted while they were made.
The same seed and size give the same bytes, since the company's present is a fixed instant.
"""

import json
import shutil
from pathlib import Path

import numpy as np

from customer_performance.demo.arrays import Array
from customer_performance.demo.business import Business
from customer_performance.demo.company import END, make_company
from customer_performance.demo.company_tables import write_hours, write_people
from customer_performance.demo.facts import (
    blank_facts,
    learn_from_changes,
    learn_from_messages,
    measure_silences,
)
from customer_performance.demo.moods import blank_moods, count_moods, mood_figures
from customer_performance.demo.service import Service
from customer_performance.demo.shapes import shapes_of, tell_as
from customer_performance.demo.slas import write_slas, write_ticket_schedules
from customer_performance.demo.surveys import ask_customers, write_surveys
from customer_performance.demo.tables import Writer
from customer_performance.demo.ticket_tables import write_changes, write_messages, write_tickets
from customer_performance.demo.tickets import plan_tickets
from customer_performance.demo.timelines import ODD, messages_of, other_changes, status_changes
from customer_performance.demo.truth.observations import Truth, as_text
from customer_performance.demo.truth.plants import OF_LEAVING, by_chance, count_plants
from customer_performance.demo.truth.surveys import count_surveys, survey_traps
from customer_performance.demo.truth.tickets import count_tickets, ticket_traps

CHUNK = 100_000  # tickets that are written at a time, so that memory stays bounded


def generate(
    out: Path,
    tickets: int = 8000,
    seed: int = 7,
    file_format: str = "csv",
    has_plants: bool = True,
    shape: str | None = None,
) -> Path:
    """Write the company under `out` as `csv` or `parquet`; return the folder to land.

    Without plants, who leaves and who refers others is chance: what claims to foretell it there is wrong.
    `shape`: the vendors as whose tables it lands, with + between them; then the plain tables are in `<out>/plain`.

    Raises a RunError for fewer than 500 tickets: not every case would be among them; and for an unknown shape.
    """
    if shape:
        shapes_of(shape)
    landing = out / "landing"
    for folder in (landing, out / "plain"):
        shutil.rmtree(folder, ignore_errors=True)
    (out / "vars.yml").unlink(missing_ok=True)
    landing.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    company = make_company(rng, tickets, has_plants)
    histories = plan_tickets(rng, company, tickets)
    surveys = ask_customers(rng, company, histories)
    facts = blank_facts(tickets)
    service = Service(seed, company, histories)

    writer = Writer(landing, file_format)
    write_people(writer, company)
    write_hours(writer)
    odd_rows, moods = 0, blank_moods()
    for part, chunk in enumerate(chunks(histories["survivor"])):
        statuses = status_changes(histories, chunk)
        messages = messages_of(histories, chunk)
        learn_from_changes(facts, company, histories, statuses)
        learn_from_messages(facts, histories, messages)
        measure_silences(facts, histories, statuses, messages)
        others = other_changes(company, histories, chunk)
        for changes in others.values():
            np.maximum.at(facts["updated_at"], changes.ticket, changes.at)
        odd_rows += int((statuses.new == ODD).sum())
        count_moods(moods, company, histories, messages)
        write_tickets(writer, company, histories, facts, chunk, part)
        write_changes(writer, company, histories, {"status": statuses, **others}, part)
        write_messages(writer, company, histories, messages, part)
        write_slas(writer, company, histories, chunk, part)
        write_ticket_schedules(writer, company, histories, chunk, part)
    service.judge(facts)
    business = Business(seed, company, histories, facts, surveys)
    service.use_product(business.starts, business.prices.spans)
    write_surveys(writer, company, histories, business.surveys)
    service.write(writer)
    business.write(writer)

    truth = Truth()
    count_tickets(truth, company, histories, facts, business.active)
    count_surveys(truth, company, histories, business.surveys)
    service.count(truth, facts, business.active)
    effects = business.count(truth)
    plants = count_plants(company, histories, facts, business, service) | {"moods": mood_figures(moods)}
    if not has_plants:
        effects, plants = by_chance(effects), plants | by_chance(plants, *OF_LEAVING) | {"links": []}
    traps = ticket_traps(company, histories, facts) | survey_traps(histories, business.surveys)
    traps |= {"events_of_unknown_status": odd_rows} | service.traps() | business.traps()
    content = {
        "as_of": as_text(END),
        "tickets": tickets,
        "seed": seed,
        "rows": writer.rows,
        "duplicate_rows": writer.duplicates,
        "traps": traps,
        "exceptions": service.exceptions() | business.exceptions(),  # rows that are odd without being traps
        "effects": effects,
        "insights": service.insights(),
        "plants": plants,
        "metrics": truth.metrics,
    }
    (out / "truth.json").write_text(
        json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return tell_as(shape, out, file_format) if shape else landing


def chunks(survivor: Array) -> list[Array]:
    """The numbers of all tickets in portions. A merged ticket is in the portion of the one it was merged into."""
    bounds = range(CHUNK, len(survivor), CHUNK)
    order = np.argsort(survivor, kind="stable")
    return [np.sort(part) for part in np.split(order, np.searchsorted(survivor[order], bounds))]
