"""Teams whose service targets are met while their customers are unhappy, and the others beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from customer_performance.site.metric import Metric

# What is set side by side, with the metric that each is a value of.
GAP_MEASURES = {
    "sla": "kpi_sla_attainment",
    "satisfaction": "cpi_customer_satisfaction",
    "ease": "cpi_customer_effort_score",
}
WORST_FIRST = ("watermelon", "failing", "slow_but_loved", "too_few_to_say", "healthy")


@dataclass(frozen=True)
class TeamMeasure:
    """One of GAP_MEASURES of one team in one month, in the metric's unit, beside the target or the company's value."""

    value: float | None
    ci_low: float | None
    ci_high: float | None
    benchmark: float | None
    subjects: int | None
    verdict: str
    is_small: bool


@dataclass(frozen=True)
class TeamMonth:
    """A row of mart `delivery_gap`."""

    team: str
    month_start_on: date
    quadrant: str
    measures: Mapping[str, TeamMeasure]

    @property
    def judgement(self) -> str:
        """The quadrant; where it is too few to say, whether samples are small, or large and still not clear."""
        if self.quadrant != "too_few_to_say":
            return self.quadrant
        unclear = ("sla",) if self.sla_verdict == "unclear" else ("satisfaction", "ease")
        few = [self.measures[name].value is None or self.measures[name].is_small for name in unclear]
        return "too_few_to_say" if all(few) else "not_clear"

    @property
    def sla_verdict(self) -> str:
        return self.measures["sla"].verdict

    @property
    def customer_verdict(self) -> str:
        """What customers say in one word: one clear complaint decides."""
        said = (self.measures["satisfaction"].verdict, self.measures["ease"].verdict)
        return next((verdict for verdict in ("below", "above") if verdict in said), "unclear")


@dataclass(frozen=True)
class Team:
    """A team in the last complete month of the company, and before, the oldest month first."""

    name: str
    now: TeamMonth
    history: list[TeamMonth]

    @property
    def watermelon_months(self) -> int:
        return sum(month.quadrant == "watermelon" for month in self.history)


def read_teams(rows: list[dict[str, Any]], metrics: Mapping[str, Metric]) -> list[Team]:
    """The teams of the last complete month, the watermelons first. `rows` of mart `delivery_gap` are in the order
    of teams and months."""
    small = small_samples(metrics)
    last = max((row["month_start_on"] for row in rows), default=None)
    teams = []
    for name, months in groupby(rows, key=lambda row: row["dimension_value"]):
        history = [team_month(row, small) for row in months]
        if history[-1].month_start_on == last:
            teams.append(Team(name, history[-1], history))
    return sorted(teams, key=lambda team: (WORST_FIRST.index(team.now.quadrant), team.name))


def small_samples(metrics: Mapping[str, Metric]) -> set[tuple[str, str, date]]:
    """The measures, teams and months in which a sample is small."""
    return {
        (measure, cell.dimension_value, cell.period_start)
        for measure, metric_id in GAP_MEASURES.items()
        if metric_id in metrics
        for cell in metrics[metric_id].cells
        if cell.grain == "month" and cell.dimension == "team" and cell.is_small
    }


def team_month(row: dict[str, Any], small: set[tuple[str, str, date]]) -> TeamMonth:
    name, month = row["dimension_value"], row["month_start_on"]
    measures = {
        measure: TeamMeasure(
            value=row[f"{measure}_value"],
            ci_low=row[f"{measure}_ci_low"],
            ci_high=row[f"{measure}_ci_high"],
            benchmark=row[f"{measure}_benchmark"],
            subjects=row[f"{measure}_subjects"],
            verdict=row[f"{measure}_verdict"],
            is_small=(measure, name, month) in small,
        )
        for measure in GAP_MEASURES
    }
    return TeamMonth(name, month, row["quadrant"], measures)


def chart_row(month: TeamMonth, measure: str) -> dict[str, Any]:
    """A measure of a team as the chart by dimension reads it."""
    found = month.measures[measure]
    return {
        "name": month.team,
        "value": found.value,
        "low": found.ci_low,
        "high": found.ci_high,
        "benchmark": found.benchmark,
        "subjects": found.subjects,
        "verdict": found.verdict,
        "small": found.is_small,
    }
