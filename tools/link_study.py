"""How often are links wrong? `make study` asks the demo company of 80,000 tickets, and one in which nothing is linked.

Four questions: do the planted links come out, and those that were declared to be none not? How often is there a link
where accounts were given the exposures of others? How often do the 95 % intervals cover a slope that was planted?
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from scipy import stats

from customer_performance.core.paths import PROJECT, Layout
from customer_performance.demo.truth.plants import LINK_TICKETS
from customer_performance.models import links
from customer_performance.models.regression import Design, basis_of, design_of, slope

STEPS = ["account_months", "outcomes", "exposures", "pairs"]
FALSE_DISCOVERY = 0.10
TIMES = {"declared": 1, "explored": 2}  # as cpi_kpi_links__verdicts has it
PLANTED = {  # slope in points per standard deviation, and the share that does it, in %
    "rare": (1.0, 7.0),
    "frequent": (3.0, 30.0),
}


def build(out: Path, tickets: int, seed: int) -> None:
    """Land a demo company under OUT and build the links, and what they need, alone."""
    command = [sys.executable, "-m", "customer_performance.cli"]
    environment = os.environ | {"CUSTOMER_PERFORMANCE_OUT": str(out.resolve()), "OMP_NUM_THREADS": "1"}
    for step in (
        [*command, "demo", "--tickets", str(tickets), "--seed", str(seed), "--format", "parquet"],
        [*command, "land", "--landing", str(out / "demo" / "landing")],
        [sys.executable, "-m", "dbt.cli.main", "--quiet", "build", "--select", "+cpi_kpi_links", "+cpi_kpi_link_doses",
         "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
         "--target-path", str((out / "build" / "target").resolve()), "--log-path", str((out / "logs").resolve())],
    ):  # fmt: skip
        subprocess.run(step, check=True, cwd=PROJECT, env=environment)


def tables(out: Path) -> dict[str, pd.DataFrame]:
    """What the regressions read."""
    with duckdb.connect(str(Layout(out).database), read_only=True) as build_file:
        return {step: build_file.table(f"intermediate.cpi_kpi_links__{step}").df() for step in STEPS}


def verdicts(out: Path) -> pd.DataFrame:
    """The rows of cpi_kpi_links for what was planted, and for what was declared to be connected with nothing."""
    plants = json.loads((out / "demo" / "truth.json").read_text(encoding="utf-8"))["plants"]
    expected = {(metric, outcome): verdict for metric, outcome, verdict in plants["links"]}
    expected |= {(metric, "is_lost"): "none" for metric in plants["nulls"]}
    with duckdb.connect(str(Layout(out).database), read_only=True) as build_file:
        found = build_file.table("marts.cpi_kpi_links").df()
    found["expected"] = [
        expected.get(pair) for pair in zip(found["metric_id"], found["outcome"], strict=True)
    ]
    found["is_right"] = np.where(
        found["expected"] == "none",
        ~found["verdict"].str.startswith("goes_with"),
        found["verdict"] == found["expected"],
    )
    columns = ["metric_id", "outcome", "effect", "effect_low", "effect_high", "p_value", "q_value", "verdict"]
    return found.dropna(subset="expected")[[*columns, "expected", "is_right"]].sort_values(
        ["expected", "p_value"]
    )


def moved(exposures: pd.DataFrame, account_months: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The exposures, those of each account given to another one as a whole."""
    accounts = np.sort(account_months["account_id"].unique())
    given = dict(zip(accounts, rng.permutation(accounts), strict=True))
    mine = exposures[exposures["account_id"].isin(given)]
    return mine.assign(account_id=mine["account_id"].map(given))


def false_alarms(data: dict[str, pd.DataFrame], runs: Iterable[int], seed: int) -> pd.DataFrame:
    """For each run: how many pairs have enough, the share of p < .05, and whether any link is clear."""
    panel = links.standing(data["account_months"], data["outcomes"])
    found = []
    for run in runs:
        exposures = moved(data["exposures"], data["account_months"], np.random.default_rng([seed, run]))
        p_values: dict[str, list[float]] = {family: [] for family in TIMES}
        for row, pair in links.pairs_of(panel, exposures, data["pairs"]):
            if pair and (p_value := p_value_of(pair)) is not None:
                p_values[row.family].append(p_value)
        least = {family: TIMES[family] * smallest_q(p_values[family]) for family in TIMES}
        every = np.concatenate(list(p_values.values()))
        found.append({
            "pairs": len(every), "p_below_5": (every < 0.05).mean(),
            "any_clear": min(least.values()) <= FALSE_DISCOVERY, **least,
        })  # fmt: skip
    return pd.DataFrame(found)


def p_value_of(pair: links.Pair) -> float | None:
    """None where there are too few for a verdict, by the minimums of cpi_kpi_links__verdicts."""
    happens = pair.outcome != 0
    if happens.sum() < 20 or len(np.unique(pair.cluster)) < 30 or len(np.unique(pair.cluster[happens])) < 10:
        return None
    found = slope(pair.exposure, pair.outcome, basis_of(pair.controls), pair.cluster)
    return found.p_value if found and found.effective_clusters >= 40 else None


def smallest_q(p_values: list[float]) -> float:
    """The least q-value by Benjamini and Hochberg; 1 of none."""
    ranked = np.sort(p_values)
    return float(np.min(ranked * len(ranked) / np.arange(1, len(ranked) + 1), initial=1))


def coverage(data: dict[str, pd.DataFrame], runs: int, seed: int) -> pd.DataFrame:
    """How often intervals cover a slope that was planted on the company's own exposures, by kind and CPI.

    Each account has a leaning of its own, and what it does within 90 days overlaps from month to month, so outcomes of
    one account resemble each other as they do in truth.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for pair, month, design in testable(data):
        for kind, (planted, share) in PLANTED.items():
            for _ in range(runs):
                outcome = simulated(rng, pair.exposure, pair.cluster, month, planted, share)
                if found := design.slope(outcome):
                    rows.append({
                        "metric_id": pair.row.metric_id, "kind": kind, "covers": found.low <= planted <= found.high,
                        "width": found.high - found.low,
                    })  # fmt: skip
    return pd.DataFrame(rows)


def testable(data: dict[str, pd.DataFrame]) -> Iterator[tuple[links.Pair, np.ndarray, Design]]:
    """Every CPI with enough accounts, on its rows of is_lost, with the number of each row's month."""
    panel = links.standing(data["account_months"], data["outcomes"])
    pairs = data["pairs"][data["pairs"]["outcome"] == "is_lost"]
    months = (panel["checkpoint_at"] - panel["checkpoint_at"].min()).dt.days.to_numpy() // 28
    for _, pair in links.pairs_of(panel, data["exposures"], pairs):
        if pair and p_value_of(pair) is not None:
            design = design_of(pair.exposure, basis_of(pair.controls), pair.cluster)
            if design:
                yield pair, months[pair.position], design


def simulated(
    rng: np.random.Generator,
    exposure: np.ndarray,
    cluster: np.ndarray,
    month: np.ndarray,
    planted: float,
    share: float,
) -> np.ndarray:
    """Whether each account-month did it, 0 or 100: its chance rises by `planted` points for each unit of exposure."""
    leaning = rng.uniform(-0.5, 0.5, cluster.max() + 1)[cluster]
    chance = (share * (1 + leaning) + planted * exposure) / 100
    # What happens within three months depends on luck that two neighbouring months share.
    luck = rng.normal(size=(cluster.max() + 1, month.max() + 4))
    drawn = (luck[cluster, month] + luck[cluster, month + 1] + luck[cluster, month + 2]) / np.sqrt(3)
    return (drawn < stats.norm.ppf(np.clip(chance, 1e-9, 1 - 1e-9))) * 100.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.link_study",
        description="Measure how often links are right, and how often false.",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out/links"), help="where companies are built (out/links)"
    )
    parser.add_argument(
        "--tickets", type=int, default=LINK_TICKETS, help=f"of the large one ({LINK_TICKETS})"
    )
    parser.add_argument("--small", type=int, default=8000, help="tickets of the one for false alarms (8000)")
    parser.add_argument("--runs", type=int, default=400, help="of false alarms, and of coverage (400)")
    parser.add_argument("--seed", type=int, default=11, help="of the large company and the simulation (11)")
    options = parser.parse_args(arguments)
    # The small one is the demo company as it comes.
    for name, tickets, seed in (("large", options.tickets, options.seed), ("small", options.small, 7)):
        if not Layout(options.out / name).database.exists():
            build(options.out / name, tickets, seed)
    found = verdicts(options.out / "large")
    print(found.round(4).to_string(index=False))
    small = tables(options.out / "small")
    alarms = false_alarms(small, range(options.runs), options.seed)
    print(
        f"\nexposures of other accounts, {options.runs} runs, {alarms['pairs'].mean():.0f} pairs: "
        f"p < .05 in {100 * alarms['p_below_5'].mean():.1f} %, "
        f"any link clear in {100 * alarms['any_clear'].mean():.1f} % of runs"
    )
    covered = coverage(small, options.runs, options.seed)
    print(
        covered.groupby("kind")
        .agg(intervals=("covers", "size"), covered=("covers", "mean"))
        .round(4)
        .to_string()
    )
    return 0 if found["is_right"].all() else 1


if __name__ == "__main__":
    sys.exit(main())
