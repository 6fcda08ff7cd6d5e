"""Trials of what is left of the metrics without some of the evidence, and what each of them must hold.

What is known must be as it is in the whole company, row by row: the subject, when it is observed, what it contributes.
What was known there and is not must say why, unless its own row was taken. Where absence has a meaning by contract
(docs/promises.md), that meaning is allowed, to the subjects that it is about and to no others.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from customer_performance.core.paths import PROJECT
from tests.support.missing_evidence import KEYED_BY, METRICS, SUBJECTS_OF, Loss, Rows, Whole, draw

# Read by further contacts, of which a call is one: calls that did not land were none.
OF_FURTHER_CONTACTS = {
    "cpi_contact_effort",
    "cpi_first_contact_resolution",
    "cpi_repeat_contact_rate",
    "cpi_self_service_deflection",
}
# An account's last solve of a month: of which ticket it is depends on all of them.
OF_LAST_SOLVES = {"kpi_post_contact_churn_rate"}
# Known of a subject only if it began after the loss, however late it is observed.
OF_BEGINNINGS = {"cpi_time_to_value"}
# By then nothing that began before the loss is left: tickets are solved, windows are closed.
LATER = timedelta(days=92)


@dataclass
class Verdict:
    """What a trial made of a metric: the share of its rows that stayed known, and what must not be."""

    share: float | None
    wrong: list[str] = field(default_factory=list)


def facts_of(metric: str) -> set[str]:
    (path,) = PROJECT.glob(f"models/marts/*/{metric}.sql")
    return set(re.findall(r"ref\('(fct_\w+)'\)", path.read_text(encoding="utf-8")))


def is_without_history(losses: list[Loss]) -> bool:
    return "ticket_events" in {loss.table for loss in losses}


def is_meant(metric: str, row: tuple, losses: list[Loss], whole: Whole) -> bool:
    """Whether a row that is not of the whole company is what the contract says of such an absence."""
    subject, at, *_ = row
    tables = {loss.table for loss in losses}
    if any(facts_of(metric) & KEYED_BY.get(loss.place, set()) for loss in losses):
        return subject not in whole.rows[metric].subjects
    if is_without_history(losses) and subject in whole.solved_twice:
        return True  # without a history, a ticket is solved once: when its record says
    if "tickets" in tables and subject in whole.of_uncounted_tickets:
        return True  # of a ticket that never landed nobody says that it is spam, deleted or a test
    if "calls" in tables and metric in OF_FURTHER_CONTACTS:
        return subject in whole.of_callers
    if metric in OF_LAST_SOLVES and tables & {"tickets", "ticket_events"}:
        return any(
            (who, when.year, when.month) == (subject, at.year, at.month)
            for who, when, *_ in whole.rows[metric].known
        )
    return False


def judge(metric: str, losses: list[Loss], whole: Whole, left: Rows) -> Verdict:
    before = whole.rows[metric]
    wrong = [
        f"{row} is none of the whole company"
        for row in left.known - before.known
        if not is_meant(metric, row, losses, whole)
    ]
    wrong += [
        f"{subject} is unknown without a reason" for subject, why in left.unknown.items() if None in why
    ]
    taken = set().union(*(SUBJECTS_OF.get(loss.place, set()) for loss in losses))
    if left.known and not taken & facts_of(metric):
        gone = before.subjects - left.subjects
        if is_without_history(losses) and metric in OF_FURTHER_CONTACTS:
            gone -= whole.solved_twice  # its only solve may be so late that its window is still open
        wrong += [f"{subject} went without a reason" for subject in gone]
    cut = losses[0].before
    if cut and metric not in OF_BEGINNINGS:
        later = [row for row in before.known if row[1] and row[1] >= cut + LATER]
        if len(later) >= 5 and not any(row in left.known for row in later):
            wrong.append("nothing is known of what began after the loss")
    known = before.known.total()
    return Verdict((left.known & before.known).total() / known if known else None, sorted(wrong))


def trial(whole: Whole, seed: int) -> dict[str, Verdict]:
    """Take away what a seed draws, and print what became of the metrics."""
    losses = draw(seed)
    print(
        f"seed {seed}: without {losses[0]}"
        if len(losses) == 1
        else f"seed {seed}: without all before {losses[0].before}"
    )
    left = whole.without(losses)
    verdicts = {metric: judge(metric, losses, whole, left[metric]) for metric in METRICS}
    for metric, verdict in verdicts.items():
        if verdict.share is not None and verdict.share < 1:
            print(f"  {metric}: {verdict.share:.0%} stayed known")
        for line in verdict.wrong[:5]:
            print(f"  {metric}: {line}")
    return verdicts


def faults(verdicts: dict[str, Verdict]) -> dict[str, list[str]]:
    return {metric: verdict.wrong for metric, verdict in verdicts.items() if verdict.wrong}
