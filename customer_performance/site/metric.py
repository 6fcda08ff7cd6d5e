"""A metric as the pages show it: an object made once, by `content`, to which no page adds anything."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from customer_performance.site.decisions import Decision

Texts = Mapping[str, str]  # one text in each language of the site, by its code

TREND_MONTHS = 13
# Metrics that count things, whose values are whole numbers.
COUNTS = ("total", "distinct", "balance")

# The share of subjects left out from which on a number speaks of a part of them only.
WORTH_A_WORD = 0.02


def digits_of(figures: Iterable[float | None]) -> int:
    """How many digits after the point figures that stand together have: none where all are whole, one from 10 on."""
    known = [figure for figure in figures if figure is not None]
    return 0 if all(float(figure).is_integer() for figure in known) else of_size(known)


def of_size(figures: Iterable[float | None]) -> int:
    return 1 if any(abs(figure) >= 10 for figure in figures if figure is not None) else 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of `metric_values`: one metric in one period and one dimension value.

    Values, bounds and targets are in the metric's unit. `period_start` is the first day of the period. `previous_*`
    are of the period before, None where that has no value or no interval. `is_latest`: of the last period of its
    grain that is complete. `is_small`: too few accounts for the interval to hold what it promises.
    """

    metric_id: str
    grain: str
    period_start: date
    dimension: str
    dimension_value: str
    subjects: int
    clusters: int
    value: float
    ci_low: float | None
    ci_high: float | None
    target: float | None
    target_status: str
    target_is_clear: bool | None
    previous_value: float | None
    previous_low: float | None
    previous_high: float | None
    change: float | None
    change_is_significant: bool | None
    is_complete: bool
    is_latest: bool
    is_small: bool

    @property
    def is_of_company(self) -> bool:
        return self.dimension == "all"


@dataclass(frozen=True, slots=True)
class Series:
    """The newest values of a metric in one grain and of one dimension value, from its first period to its last.

    Its figures stand between commas, with nothing where a period has none; `flags` are what `queries/series.sql` says
    of each period. The grains `months_3` and `months_12` are sums of so many months, by the last of them.
    """

    metric_id: str
    grain: str
    dimension: str
    dimension_value: str
    first_period: date
    value: str
    ci_low: str
    ci_high: str
    target: str
    subjects: str
    flags: str


def metric_digits(unit: str, aggregation: str, cells: Sequence[Cell]) -> int:
    """One for per cents and none for what is counted; else by the size of the company's newest figures, so that a
    metric has the same digits wherever it stands. `cells`: of one metric."""
    if unit == "%":
        return 1
    if (
        aggregation in COUNTS
        and digits_of(figure for cell in cells for figure in (cell.value, cell.target)) == 0
    ):
        return 0
    months = [cell for cell in cells if cell.grain == "month" and cell.is_of_company]
    newest = next((cell for cell in months if cell.is_latest), months[-1] if months else None)
    return of_size((newest.value, newest.ci_low, newest.ci_high, newest.target)) if newest else 2


@dataclass(frozen=True)
class Readiness:
    """Whether the data that a metric needs have landed: ready, partial or missing. Inputs are written as
    `table.column`, several with commas between; shares are of 1. `left_out_because`: how many subjects of the last
    twelve months are left out for which reason. `inputs_used`: of several sets that are enough each, the one in use."""

    state: str
    has_values: bool
    required_inputs: int
    inputs_there: int
    missing_inputs: str | None
    missing_refinements: str | None
    least_full_input: str | None
    least_full_share: float | None
    left_out_share: float | None = None
    left_out_because: str | None = None
    inputs_used: str | None = None

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why subjects are left out, and how many for each reason, most first."""
        pairs = (each.rsplit(" ", 1) for each in (self.left_out_because or "").split(", ") if each)
        return [(reason, int(count)) for reason, count in pairs]

    @property
    def is_worth_a_word(self) -> bool:
        """Whether so many subjects are left out that it is said beside the number."""
        return (self.left_out_share or 0) >= WORTH_A_WORD


@dataclass(frozen=True)
class MetricInput:
    """A raw column that a metric reads: it needs it, or only gets finer by it. `filled_share` is of 1."""

    name: str
    is_required: bool
    is_there: bool
    filled_share: float | None
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class ModelColumn:
    """A column of a metric's model. `parents` are the columns that it is made of, `raw` those of raw tables far
    below; both are empty where column lineage is not installed."""

    name: str
    description: str
    parents: Sequence[str]
    raw: Sequence[str]


@dataclass(frozen=True)
class DbtTest:
    """How a test ended when dbt last ran it here: dbt's own word, or `not_run`; and on which day that was. `kind`: a
    unit test (unit), a data test of the metric's model (data), or one that holds all metrics to the same (all)."""

    name: str
    kind: str
    about: str
    status: str
    ran_on: date | None

    @property
    def has_passed(self) -> bool:
        return self.status in ("pass", "success")


@dataclass(frozen=True)
class Definition:
    """The model of a metric in the project: its SQL as one can run it on what is published, and its lineage.
    `subject`: the folder of models/marts/core whose facts it counts, other where there is none."""

    sql: str
    path: str
    columns: Sequence[ModelColumn]
    reads: Sequence[str]
    raw_tables: Sequence[str]
    tests: Sequence[DbtTest]
    subject: str


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric of the catalogue, with its values, its definition and how ready its inputs are.

    `drill_down` is the query of the rows behind a value, with `{grain}`, `{period}`, `{next}` and `{condition}` left
    open; `fact` the one mart whose rows its subjects are, and that mart's key. `headline_position` is its place in the
    seed headline_metrics. `cells` are months, in the order of dimension, dimension value and period; `series` are of
    all grains.
    """

    metric_id: str
    model: str
    family: str
    tier: str
    label: Texts
    question: Texts
    formula: Texts
    explanation: Texts
    text_languages: str | None
    headline_position: int | None
    unit: str
    scale: float
    aggregation: str
    range_low: float | None
    range_high: float | None
    look_ahead_days: int
    grains: str
    dimensions: str
    direction: str
    requires: str | None
    improves_with: str | None
    benchmark: str | None
    benchmark_source: str | None
    owner: str | None
    outcome: str | None
    increment: str | None
    need: str | None
    influences: Sequence[str]
    influenced_by: Sequence[str]
    readiness: Readiness
    inputs: Sequence[MetricInput]
    definition: Definition
    decisions: Sequence[Decision]
    is_snapshot: bool = False
    fact: tuple[str, str] | None = None
    drill_down: str
    cells: Sequence[Cell]
    series: Sequence[Series] = ()

    @cached_property
    def digits(self) -> int:
        """After the point, of every figure of the metric: values, intervals, targets and changes, of whichever part."""
        return metric_digits(self.unit, self.aggregation, self.cells)

    @property
    def untranslated(self) -> list[str]:
        """The languages of readers who find its texts in another one."""
        return [
            language for language in self.label if language not in (self.text_languages or "").split(", ")
        ]

    @cached_property
    def months(self) -> list[Cell]:
        """The whole company's months, the oldest first."""
        return [cell for cell in self.cells if cell.grain == "month" and cell.is_of_company]

    @cached_property
    def latest(self) -> Cell | None:
        """The whole company's last complete month."""
        return next((cell for cell in self.months if cell.is_latest), None)

    @cached_property
    def by_dimension(self) -> dict[str, list[Cell]]:
        """The cells of the last complete month by dimension; the team comes first, which readers can act on."""
        found = defaultdict(list)
        for cell in self.cells:
            if cell.grain == "month" and cell.is_latest and not cell.is_of_company:
                found[cell.dimension].append(cell)
        return dict(sorted(found.items(), key=lambda item: (item[0] != "team", item[0])))

    @cached_property
    def dimension_values(self) -> dict[str, list[str]]:
        """The dimension values that have a value in any period of any grain, by dimension."""
        found = defaultdict(set)
        for one in self.series:
            if one.dimension != "all":
                found[one.dimension].add(one.dimension_value)
        return {dimension: sorted(values) for dimension, values in found.items()}

    @cached_property
    def trend(self) -> list[tuple[float, float]]:
        """The last complete months as points of a line 100 wide and 24 high."""
        values = [cell.value for cell in self.months if cell.is_complete][-TREND_MONTHS:]
        if not values:
            return []
        low, high = min(values), max(values)
        height = (high - low) or 1
        return [
            (round(100 * position / max(len(values) - 1, 1), 1), round(22 - 20 * (value - low) / height, 1))
            for position, value in enumerate(values)
        ]
