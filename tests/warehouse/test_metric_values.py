"""Every column of metric_values against its definition in numpy and scipy, on random observations and planted edges."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tools.roll_up import TARGET, RollUp

AS_OF = pd.Timestamp("2024-08-20 12:00")
FIRST = pd.Timestamp("2024-01-01")
ASSUMED_ICC = 0.1
FREQUENCY = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q"}
METRICS = [
    {
        "metric_id": "rate",
        "is_binary": True,
        "scale": 100,
        "range_low": 0,
        "range_high": 100,
        "look_ahead_days": 7,
    },
    {"metric_id": "mean", "range_low": 0, "direction": "lower_is_better"},
    {"metric_id": "score", "scale": 100, "range_low": -100, "range_high": 100},
    {"metric_id": "median", "aggregation": "median", "direction": "lower_is_better"},
    {"metric_id": "p90", "aggregation": "p90", "direction": "neutral"},
    {"metric_id": "total", "aggregation": "total", "direction": "neutral"},
    {"metric_id": "distinct", "aggregation": "distinct", "direction": "neutral"},
    {"metric_id": "balance", "aggregation": "balance", "direction": "lower_is_better"},
]
TARGETS = [
    ("rate", "month", "all", "all", 50, "2024-01-01"),
    ("rate", "month", "all", "all", 60, "2024-05-01"),
    ("rate", "month", "team", "Red", 20, "2024-03-01"),
    ("mean", "month", "all", "all", 2.5, "2024-01-01"),
    ("median", "quarter", "all", "all", 1.0, "2024-04-01"),
    ("p90", "month", "all", "all", 1.0, "2024-01-01"),
    ("balance", "month", "all", "all", 10, "2024-01-01"),
]
CELLS = [
    ("day", "all"),
    ("week", "team"),
    ("month", "all"),
    ("month", "team"),
    ("month", "channel"),
    ("month", "segment"),
    ("quarter", "all"),
]
TEAMS = {"red": "Red", "blue": "Blue", "nameless": "nameless"}
SEGMENTS = {f"a{i}": ["small", "large", None][i % 3] for i in range(40)}


def observations() -> pd.DataFrame:
    generator = np.random.default_rng(3)
    count = 1000
    account = generator.choice(40, count, p=generator.dirichlet(np.full(40, 0.5)))
    effect = generator.normal(0, 0.5, 40)[account]
    seconds = generator.integers(0, int((AS_OF - FIRST).total_seconds()), count)
    frame = pd.DataFrame(
        {
            "subject_id": [f"s{i % 400}" for i in range(count)],
            "observed_at": FIRST + pd.to_timedelta(seconds, unit="s"),
            "account_id": [f"a{i}" for i in account],
            "cluster_id": [f"a{i}" for i in account],
            "team_id": generator.choice(["red", "blue", "nameless", None], count),
            "channel": generator.choice(["mail", "phone"], count),
        }
    )
    latent = effect + generator.normal(0, 1, count)
    # a month in which nothing happened, so that the one after it has no period before
    frame = frame.assign(latent=latent)[frame["observed_at"].dt.month != 4]
    numerators = {
        "rate": (frame["latent"] > 0).astype(float),
        "mean": np.exp(frame["latent"]),
        "score": np.sign(np.round(frame["latent"])),
        "median": np.round(np.exp(frame["latent"]), 1),  # rounded, so that there are ties
        "p90": np.exp(frame["latent"]),
        "total": 1.0,
        "distinct": 1.0,
        "balance": np.where(np.arange(len(frame)) % 2 == 0, 1.0, -1.0),
    }
    frames = [
        frame.drop(columns="latent").assign(
            metric_id=metric,
            numerator=numerator,
            denominator=1 + frame.index % 3 if metric == "mean" else 1.0,
        )
        for metric, numerator in numerators.items()
    ]
    return pd.concat([*frames, edges()], ignore_index=True)


def edges() -> pd.DataFrame:
    """Cells with one cluster, with nothing but ones, without variance, without a denominator: a channel for each."""
    cases = [
        ("one_cluster", "rate", ["x", "x", "x"], [1, 0, 1], [1, 1, 1]),
        ("one_big_cluster", "rate", ["x"] * 9 + ["y"], [1] * 5 + [0] * 5, [1] * 10),
        ("all_ones", "rate", ["x", "x", "y", "z", "w"], [1] * 5, [1] * 5),
        ("all_ones", "mean", ["x", "x", "y", "z", "w"], [1] * 5, [1] * 5),
        ("all_equal", "median", ["x", "x", "y", "z", "w"], [3] * 5, [1] * 5),
        ("few", "p90", ["x", "y", "z"], [1, 2, 4], [1, 1, 1]),
        ("nothing", "mean", ["x", "y"], [0, 0], [0, 0]),
    ]
    return pd.DataFrame(
        {
            "metric_id": metric,
            "subject_id": f"{channel}-{i}",
            "observed_at": pd.Timestamp("2024-02-10 10:00"),
            "cluster_id": cluster,
            "channel": channel,
            "numerator": float(numerators[i]),
            "denominator": float(denominators[i]),
        }
        for channel, metric, clusters, numerators, denominators in cases
        for i, cluster in enumerate(clusters)
    )


def ratio_variance(rows: pd.DataFrame) -> tuple[float, float, float]:
    """(ratio, its variance by clusters, degrees of freedom); no variance where clusters are too few to say."""
    sums = rows[rows["denominator"] != 0].groupby("cluster_id")[["numerator", "denominator"]].sum()
    total = sums["denominator"].sum()
    ratio = rows["numerator"].sum() / total
    effective = total**2 / (sums["denominator"] ** 2).sum()
    if effective < 2:
        return ratio, math.nan, math.nan
    residuals = ((sums["numerator"] - ratio * sums["denominator"]) ** 2).sum()
    if residuals < 1e-12 * (rows["numerator"] ** 2).sum():
        residuals = 0
    return ratio, len(sums) / (len(sums) - 1) * residuals / total**2, effective - 1


def t_quantile(freedom: float) -> float:
    return stats.t.ppf(0.975, freedom)


def wilson(rows: pd.DataFrame) -> tuple[float, float]:
    ratio, variance, freedom = ratio_variance(rows)
    if math.isnan(variance):
        return math.nan, math.nan
    count = len(rows)
    if variance > 0:
        effect = max(variance / (ratio * (1 - ratio) / count), 1)
    else:
        sizes = rows.groupby("cluster_id").size()
        effect = 1 + ((sizes**2).sum() / count - 1) * ASSUMED_ICC
    count, t = count / effect, t_quantile(freedom)
    centre = (ratio + t**2 / (2 * count)) / (1 + t**2 / count)
    half = t * math.sqrt(ratio * (1 - ratio) / count + t**2 / (4 * count**2)) / (1 + t**2 / count)
    return centre - half, centre + half


def linearised(rows: pd.DataFrame) -> tuple[float, float]:
    ratio, variance, freedom = ratio_variance(rows)
    if math.isnan(variance) or variance == 0:
        return math.nan, math.nan
    half = t_quantile(freedom) * math.sqrt(variance)
    return ratio - half, ratio + half


def woodruff(rows: pd.DataFrame, share: float) -> tuple[float, float]:
    values = rows["numerator"] / rows["denominator"]
    below = rows.assign(numerator=(values <= values.quantile(share)).astype(float), denominator=1.0)
    _, variance, freedom = ratio_variance(below)
    if math.isnan(variance) or variance == 0:
        return math.nan, math.nan
    half = t_quantile(freedom) * math.sqrt(variance)
    return tuple(values.quantile(p) if 0 < p < 1 else math.nan for p in (share - half, share + half))


def cell(rows: pd.DataFrame, metric: dict) -> dict:
    aggregation, scale = metric.get("aggregation", "ratio"), metric.get("scale", 1)
    found = {
        "numerator": rows["numerator"].sum(),
        "denominator": rows["denominator"].sum(),
        "subjects": rows["subject_id"].nunique() if aggregation == "distinct" else len(rows),
        "clusters": rows["cluster_id"].nunique(),
    }
    low = high = math.nan
    if aggregation == "ratio":
        value = found["numerator"] / found["denominator"]
        low, high = wilson(rows) if metric.get("is_binary") else linearised(rows)
    elif aggregation in ("median", "p90"):
        share = 0.5 if aggregation == "median" else 0.9
        value = (rows["numerator"] / rows["denominator"]).quantile(share)
        low, high = woodruff(rows, share)
    else:
        value = rows["subject_id"].nunique() if aggregation == "distinct" else found["numerator"]
    bounds = metric.get("range_low", -math.inf), metric.get("range_high", math.inf)
    low, high = (
        bound if math.isnan(bound) else min(max(scale * bound, bounds[0]), bounds[1]) for bound in (low, high)
    )
    return found | {"value": scale * value, "ci_low": low, "ci_high": high}


def expected_cells(rows: pd.DataFrame, metric: dict, grain: str, dimension: str) -> pd.DataFrame:
    periods = rows["observed_at"].dt.to_period(FREQUENCY[grain])
    dimension_values = {
        "all": pd.Series("all", rows.index),
        "team": rows["team_id"].map(TEAMS),
        "channel": rows["channel"],
        "segment": rows["account_id"].map(SEGMENTS),
    }
    grouped = (
        rows.assign(period=periods, dimension_value=dimension_values[dimension])
        .dropna(subset=["dimension_value"])
        .groupby(["period", "dimension_value"])
    )
    cells = {key: cell(group, metric) for key, group in grouped if group["denominator"].sum() != 0}
    frame = pd.DataFrame.from_dict(cells, orient="index")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["period", "dimension_value"])
    ends = frame.index.get_level_values("period").end_time + pd.Timedelta(nanoseconds=1)
    frame["is_complete"] = ends + pd.Timedelta(days=metric.get("look_ahead_days", 0)) <= AS_OF
    before = frame.reindex(
        pd.MultiIndex.from_arrays([frame.index.get_level_values(0) - 1, frame.index.get_level_values(1)])
    )
    before.index = frame.index
    frame["previous_value"] = before["value"]
    frame["change"] = frame["value"] - before["value"]
    rise = frame["change"] >= 0
    margin = np.where(
        rise,
        (frame["value"] - frame["ci_low"]) ** 2 + (before["ci_high"] - before["value"]) ** 2,
        (frame["ci_high"] - frame["value"]) ** 2 + (before["value"] - before["ci_low"]) ** 2,
    )
    both = frame["is_complete"] & before["is_complete"].eq(True) & ~np.isnan(margin)
    frame["change_is_significant"] = pd.Series(frame["change"] ** 2 > margin, frame.index).where(both)
    return judged(frame, metric, grain, dimension)


def judged(frame: pd.DataFrame, metric: dict, grain: str, dimension: str) -> pd.DataFrame:
    direction = metric.get("direction", "higher_is_better")
    falls_back = metric.get("aggregation", "ratio") in ("ratio", "median", "p90")

    def target(start: pd.Timestamp, dimension_value: str) -> float:
        def newest(which: tuple[str, str]) -> float:
            held = [
                (day, goal)
                for name, of, *where, goal, day in TARGETS
                if (name, of, tuple(where)) == (metric["metric_id"], grain, which)
                and pd.Timestamp(day) <= start
            ]
            return max(held)[1] if held else math.nan

        own = newest((dimension, dimension_value))
        return own if not math.isnan(own) or not falls_back else newest(("all", "all"))

    frame["target"] = [
        math.nan if direction == "neutral" else target(p.start_time, c) for p, c in frame.index
    ]
    sign = -1 if direction == "lower_is_better" else 1
    worst, best = (frame["ci_low"], frame["ci_high"]) if sign == 1 else (frame["ci_high"], frame["ci_low"])
    met = sign * frame["value"] >= sign * frame["target"]
    frame["target_status"] = np.where(frame["target"].isna(), "no_target", np.where(met, "met", "missed"))
    clear = pd.Series(
        np.where(met, sign * worst >= sign * frame["target"], sign * best < sign * frame["target"]),
        frame.index,
    )
    frame["target_is_clear"] = clear.where(
        frame["target"].notna() & np.where(met, worst, best).__eq__(np.where(met, worst, best))
    )
    return frame


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return observations()


@pytest.fixture(scope="module")
def found(rows, tmp_path_factory) -> pd.DataFrame:
    roll_up = RollUp(tmp_path_factory.mktemp("values"), METRICS, as_of=str(AS_OF))
    with roll_up.connect() as build:
        roll_up.fill(build, "marts.metric_observations", rows)
        teams = pd.DataFrame({"team_id": list(TEAMS), "team_name": list(TEAMS.values())})
        roll_up.fill(build, "marts.dim_teams", teams)
        accounts = pd.DataFrame({"account_id": list(SEGMENTS), "segment": list(SEGMENTS.values())})
        roll_up.fill(build, "marts.dim_accounts", accounts)
        targets = pd.DataFrame(TARGETS, columns=list(TARGET))
        roll_up.fill(
            build,
            "intermediate.int_metric_targets",
            targets.assign(valid_from=pd.to_datetime(targets["valid_from"])),
        )
    roll_up.run()
    return roll_up.values()


def cells_of(found: pd.DataFrame, metric: str, grain: str, dimension: str) -> pd.DataFrame:
    rows = found.query("metric_id == @metric and grain == @grain and dimension == @dimension")
    index = [pd.to_datetime(rows["period_start"]).dt.to_period(FREQUENCY[grain]), rows["dimension_value"]]
    return rows.set_index(pd.MultiIndex.from_arrays(index))


@pytest.mark.parametrize(("grain", "dimension"), CELLS)
@pytest.mark.parametrize(
    "metric", [metric for metric in METRICS if metric["metric_id"] != "balance"], ids=lambda m: m["metric_id"]
)
def test_every_column_is_as_defined(found, rows, metric, grain, dimension):
    actual = cells_of(found, metric["metric_id"], grain, dimension)
    expected = expected_cells(rows[rows["metric_id"] == metric["metric_id"]], metric, grain, dimension)
    assert set(actual.index) == set(expected.index)
    actual = actual.reindex(expected.index)
    # the t quantile is an approximation to 1.3e-5 of the interval's half-width
    width = (expected["ci_high"] - expected["ci_low"]).fillna(expected["value"].abs()).fillna(0).to_numpy()
    for column in [
        "numerator",
        "denominator",
        "subjects",
        "clusters",
        "value",
        "previous_value",
        "change",
        "target",
    ]:
        np.testing.assert_allclose(
            actual[column].to_numpy(float),
            expected[column].to_numpy(float),
            rtol=1e-9,
            atol=1e-9,
            err_msg=column,
        )
    for column in ["ci_low", "ci_high"]:
        is_quantile = metric.get("aggregation") in ("median", "p90")
        off = np.abs(actual[column].to_numpy(float) - expected[column].to_numpy(float))
        assert (actual[column].isna() == expected[column].isna()).all(), column
        assert (np.nan_to_num(off) <= (1e-3 if is_quantile else 2e-5) * width + 1e-9).all(), column
    for column in ["is_complete", "target_status", "target_is_clear", "change_is_significant"]:
        given, wanted = actual[column].astype(object), expected[column].astype(object)
        assert given.where(given.notna(), None).tolist() == wanted.where(wanted.notna(), None).tolist(), (
            column
        )


@pytest.mark.parametrize("dimension", ["all", "team"])
@pytest.mark.parametrize("grain", list(FREQUENCY))
def test_a_balance_runs_on_through_periods_without_events(found, rows, grain, dimension):
    moves = rows[rows["metric_id"] == "balance"]
    dimension_value = pd.Series("all", moves.index) if dimension == "all" else moves["team_id"].map(TEAMS)
    periods = moves["observed_at"].dt.to_period(FREQUENCY[grain])
    actual = cells_of(found, "balance", grain, dimension)["value"]
    sums = moves.groupby([dimension_value, periods])["numerator"].sum()
    for name, changes in sums.groupby(level=0):
        changes = changes.droplevel(0)
        every = pd.period_range(changes.index.min(), AS_OF.to_period(FREQUENCY[grain]))
        assert actual.xs(name, level=1).sort_index().index.tolist() == every.tolist()
        assert (
            actual.xs(name, level=1).sort_index().tolist()
            == changes.reindex(every, fill_value=0).cumsum().tolist()
        )


def test_days_and_weeks_carry_the_main_cuts_alone(found):
    assert set(found.query("grain in ('day', 'week')")["dimension"]) == {"all", "team", "channel"}


def test_the_planted_edges_are_in(found):
    edge = found.query("grain == 'month' and dimension == 'channel'").set_index(
        ["metric_id", "dimension_value"]
    )
    assert edge.loc[("rate", "one_cluster"), ["ci_low", "ci_high"]].isna().all()
    assert edge.loc[("rate", "one_big_cluster"), ["ci_low", "ci_high"]].isna().all()
    assert edge.loc[("rate", "all_ones"), "ci_high"] == 100
    assert 0 < edge.loc[("rate", "all_ones"), "ci_low"] < 100
    assert edge.loc[("mean", "all_ones"), ["ci_low", "ci_high"]].isna().all()
    assert edge.loc[("median", "all_equal"), ["ci_low", "ci_high"]].isna().all()
    assert math.isnan(edge.loc[("p90", "few"), "ci_high"])
    assert ("mean", "nothing") not in edge.index
