"""The sums of cells, against loops over the observations in plain Python."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest

from customer_performance.models.roll_up import sorting
from customer_performance.models.roll_up.cells import Plan, sums_of_cells
from customer_performance.models.roll_up.exact import UNITS, Exact
from customer_performance.models.roll_up.observations import Observations
from customer_performance.models.roll_up.periods import calendars
from customer_performance.models.roll_up.quantiles import t_quantile

FIRST = date(2024, 12, 28)
GRAINS = {"day": True, "week": True, "month": True, "quarter": False}
PLAN = Plan(
    cells={"all": GRAINS, "segment": {"month": True}, "channel": GRAINS},
    is_ratio=True,
    is_total=True,
    is_max=True,
    quantiles=("median", "p90"),
)


def exact(numbers) -> Exact:
    whole = np.floor(numbers).astype(np.int64)
    return Exact.of_parts(whole, np.round((numbers - np.floor(numbers)) * UNITS).astype(np.int64))


def observations(rows: int, seed: int) -> Observations:
    """A few clusters of very different sizes; a segment is of the cluster, a channel of the row; both have holes."""
    random = np.random.default_rng(seed)
    cluster = np.sort(random.zipf(1.6, rows) % 12)
    numerator = np.where(random.random(rows) < 0.5, random.integers(-3, 9, rows), random.normal(5, 9, rows))
    denominator = random.choice([0.0, 1.0, 1.0, 2.5], rows)
    return Observations(
        cluster=cluster,
        day=random.integers(0, 100, rows),
        numerator=exact(numerator),
        denominator=exact(denominator),
        measure=np.where(denominator == 0, np.nan, numerator / np.where(denominator == 0, 1, denominator)),
        subject=random.integers(0, rows // 3 + 1, rows),
        keys={
            "segment": (cluster % 3 - 1).astype(np.int32),
            "channel": random.integers(-1, 3, rows, np.int32),
        },
    )


def cells_of(found: Observations, plan: Plan = PLAN) -> dict[tuple, dict]:
    cells = {}
    for columns in sums_of_cells(found, plan, calendars(np.datetime64(FIRST), np.datetime64(FIRST) + 99)):
        numbers = {name: column for name, column in columns.items() if isinstance(column, np.ndarray)}
        for row in zip(*numbers.values(), strict=True):
            cell = dict(zip(numbers, row, strict=True))
            key = columns["kind"], columns["grain"], cell["period_start"].item(), cell["value_key"].item()
            cells.setdefault(key, []).append(cell)
    return cells


def period_start(grain: str, day: date) -> date:
    starts = {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    }
    return starts[grain]


def by_loops(found: Observations, dimension: str, grain: str) -> dict[tuple, list[int]]:
    """The rows of each cell."""
    cells = defaultdict(list)
    for row in range(len(found.day)):
        key = 0 if dimension == "all" else int(found.keys[dimension][row])
        if key >= 0:
            cells[period_start(grain, FIRST + timedelta(days=int(found.day[row]))), key].append(row)
    return cells


def interpolated(values: list[float], share: float) -> float:
    position = (len(values) - 1) * share
    below, above = values[int(position)], values[-int(-position // 1)]
    return below + (above - below) * (position - int(position))


def fractions(numbers: Exact) -> list[Fraction]:
    parts = numbers.fraction if numbers.fraction is not None else np.zeros_like(numbers.whole)
    return [int(whole) + Fraction(int(part), UNITS) for whole, part in zip(numbers.whole, parts, strict=True)]


def by_cluster(found: Observations, rows: list[int], numbers: list) -> list:
    sums = defaultdict(lambda: 0)
    for row in rows:
        sums[int(found.cluster[row])] += numbers[row]
    return [sums[cluster] for cluster in sorted(sums)]


@pytest.mark.parametrize("dimension", PLAN.cells)
@pytest.mark.parametrize("seed", range(4))
def test_cells_are_those_of_a_loop(dimension, seed):
    found = observations(400, seed)
    numerators, denominators = fractions(found.numerator), fractions(found.denominator)
    plan = replace(PLAN, cells={dimension: PLAN.cells[dimension]})
    cells = {key: cell for key, [cell] in cells_of(found, plan).items()}
    expected = set()
    for grain, has_quantiles in PLAN.cells[dimension].items():
        for (start, value_key), rows in by_loops(found, dimension, grain).items():
            key = grain, start, value_key
            total = cells["total", *key]
            expected.add(("total", *key))
            a, d = by_cluster(found, rows, numerators), by_cluster(found, rows, denominators)
            assert total["subjects"] == len(rows)
            assert total["clusters"] == len(a)
            assert total["numerator"] == float(sum(a))
            assert total["denominator"] == float(sum(d))
            assert total["largest"] == max(float(numerators[row]) for row in rows)
            assert total["distinct_subjects"] == len({int(found.subject[row]) for row in rows})
            if sum(d):
                expected.add(("ratio", *key))
                ratio = cells["ratio", *key]
                assert ratio["subjects"] == len(rows)
                assert ratio["clusters"] == sum(one != 0 for one in d)
                assert ratio["numerator_squares"] == pytest.approx(float(sum(x * x for x in a)), rel=1e-12)
                assert ratio["denominator_squares"] == pytest.approx(float(sum(x * x for x in d)), rel=1e-12)
                products = float(sum(x * y for x, y in zip(a, d, strict=True)))
                assert ratio["cross_products"] == pytest.approx(products, rel=1e-9, abs=1e-9)
            known = [row for row in rows if not np.isnan(found.measure[row])]
            if has_quantiles and known:
                values = sorted(found.measure[row] for row in known)
                for kind, share in (("median", 0.5), ("p90", 0.9)):
                    expected.add((kind, *key))
                    assert cells[kind, *key]["value"] == pytest.approx(interpolated(values, share), rel=1e-12)
                    assert cells[kind, *key]["subjects"] == len(known)
                    assert cells[kind, *key]["numerator"] == float(sum(numerators[row] for row in known))
    assert set(cells) == expected


def test_the_bounds_of_a_quantile_are_woodruffs():
    found = observations(300, 7)
    found = found.take(np.flatnonzero(~np.isnan(found.measure)))
    plan = Plan({"all": {"quarter": True}}, quantiles=("median",))
    for (_, grain, start, _), [cell] in cells_of(found, plan).items():
        rows = by_loops(found, "all", grain)[start, 0]
        values = sorted(found.measure[row] for row in rows)
        median = interpolated(values, 0.5)
        below = by_cluster(found, rows, [int(measure <= median) for measure in found.measure])
        sizes = by_cluster(found, rows, [1] * len(found.day))
        share, n, clusters = sum(below) / sum(sizes), sum(sizes), len(sizes)
        squares = sum((b - share * size) ** 2 for b, size in zip(below, sizes, strict=True))
        effective = n * n / sum(size * size for size in sizes)
        variance = clusters / (clusters - 1) * squares / n**2
        margin = float(t_quantile(np.array(effective - 1))) * variance**0.5
        assert 0.5 - margin > 0
        assert cell["ci_low"] == pytest.approx(interpolated(values, 0.5 - margin), rel=1e-9)
        assert cell["ci_high"] == pytest.approx(interpolated(values, 0.5 + margin), rel=1e-9)


def test_the_order_of_the_rows_changes_no_bit():
    found = observations(3000, 1)
    shuffled = found.take(np.random.default_rng(2).permutation(3000))
    assert repr(cells_of(shuffled)) == repr(cells_of(found))


def test_keys_of_more_than_63_bits_are_sorted_too(monkeypatch):
    found = observations(2000, 3)
    packed = repr(cells_of(found))
    monkeypatch.setattr(sorting, "KEY_BITS", 4)
    assert repr(cells_of(found)) == packed


def test_sums_are_exact_where_floats_are_not():
    tenths = exact(np.full(1000, 0.1))
    assert tenths.sums_by(np.zeros(1000, np.int64), 1)[0] == float(sum(fractions(tenths)))
    large = exact(np.array([2.0**53, 1.0, 1.0, -(2.0**53)]))
    assert large.sums_by(np.zeros(4, np.int64), 1)[0] == 2.0


def test_the_numbers_of_the_clusters_change_no_bit():
    """They follow from ids, and so from the key of pseudonyms."""
    found = observations(3000, 1)
    others = np.random.default_rng(2).permutation(12)
    named_otherwise = replace(found, cluster=others[found.cluster])
    assert repr(cells_of(named_otherwise)) == repr(cells_of(found))


def test_a_new_row_changes_no_cell_of_another_day():
    found = observations(500, 5)
    days = {"all": {"day": True}}
    before = cells_of(found, Plan(days, is_ratio=True))
    last = np.append(np.arange(500), 499)
    more = found.take(last)
    more.day[-1] = 99
    more.numerator.whole[-1] = 10**12
    after = cells_of(more, Plan(days, is_ratio=True))
    changed = {key for key in after if repr(after[key]) != repr(before.get(key))}
    assert {start for _, _, start, _ in changed} == {FIRST + timedelta(days=99)}


def test_a_snapshot_counts_what_is_of_its_own_end():
    found = Observations(
        cluster=np.array([0, 0, 1]),
        day=np.array([3, 4, 34]),
        numerator=exact(np.array([1.0, 2.0, 5.0])),
        denominator=exact(np.ones(3)),
        is_at_end={"day": np.array([True, True, True]), "month": np.array([True, False, True])},
    )
    cells = cells_of(found, Plan({"all": {"day": False, "month": False}}, is_total=True))
    of_months = {
        start: cell["numerator"] for (_, grain, start, _), [cell] in cells.items() if grain == "month"
    }
    assert of_months == {date(2024, 12, 1): 1.0, date(2025, 1, 1): 5.0}
    assert len(cells) == 5


def test_no_row_with_a_value_makes_no_cell():
    nobody = observations(50, 1)
    nobody.keys["segment"][:] = -1
    assert cells_of(nobody, Plan({"segment": {"month": True}}, is_ratio=True, is_total=True)) == {}
