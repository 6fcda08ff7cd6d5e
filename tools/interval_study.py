"""How often do the 95 % intervals of metric_values cover the truth? `make study` simulates companies to find out.

A company has accounts of very different size, and the tickets of an account resemble each other: the values behind
the figures have an intraclass correlation of 0.1. Each company is a team of one big company, so that one run of the
models gives the intervals of all of them. The truth is known from the process that makes the tickets.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from tools.roll_up import RollUp

INTRACLASS_CORRELATION = 0.1
LOG_SPREAD = 0.75  # of durations such as handling times: their mean is 1.3 times their median
LONG_TAIL = 1.0  # of durations such as times to resolve: their mean is 1.6 times their median
DISSATISFIED, PROMOTER = (
    -0.4,
    0.3,
)  # the latent values below and above which someone is a detractor, a promoter
NORMAL = NormalDist()


@dataclass(frozen=True)
class Figure:
    """A metric of the study: how a latent normal value becomes a numerator, and what is true of it."""

    definition: dict[str, Any]
    truth: float

    def numerators(self, latent: np.ndarray) -> np.ndarray:
        """The numerator of each ticket from the latent value behind it."""
        match self.definition["metric_id"]:
            case "rate":
                return (latent > DISSATISFIED).astype(float)
            case "nps":
                return (latent > PROMOTER).astype(float) - (latent < DISSATISFIED)
            case "long_tailed_mean":
                return np.exp(LONG_TAIL * latent)
            case _:
                return np.exp(LOG_SPREAD * latent)


FIGURES = [
    Figure(
        {"metric_id": "rate", "is_binary": True, "scale": 100, "range_low": 0, "range_high": 100},
        100 * (1 - NORMAL.cdf(DISSATISFIED)),
    ),
    Figure({"metric_id": "mean", "range_low": 0}, float(np.exp(LOG_SPREAD**2 / 2))),
    Figure({"metric_id": "long_tailed_mean", "range_low": 0}, float(np.exp(LONG_TAIL**2 / 2))),
    Figure({"metric_id": "median", "aggregation": "median", "range_low": 0}, 1.0),
    Figure(
        {"metric_id": "nps", "scale": 100, "range_low": -100, "range_high": 100},
        100 * (1 - NORMAL.cdf(PROMOTER) - NORMAL.cdf(DISSATISFIED)),
    ),
]


def simulate(companies: int, accounts: int, generator: np.random.Generator) -> pd.DataFrame:
    """A row for each ticket: its company, its account, and the latent normal value behind its figures."""
    # The median account has 3 tickets, and one in a hundred has more than 30.
    sizes = 1 + generator.poisson(np.exp(generator.normal(0.7, 1.2, companies * accounts)))
    effects = generator.normal(0, np.sqrt(INTRACLASS_CORRELATION), companies * accounts)
    account = np.repeat(np.arange(companies * accounts), sizes)
    own = generator.normal(0, np.sqrt(1 - INTRACLASS_CORRELATION), account.size)
    return pd.DataFrame(
        {
            "company": np.char.add(f"{accounts} accounts ", (account // accounts).astype(str)),
            "account": np.char.add(f"{accounts}-", account.astype(str)),
            "latent": effects[account] + own,
        }
    )


def coverage(companies: int, accounts: list[int], seed: int, out: Path) -> pd.DataFrame:
    """A row for each figure and number of accounts, with the number of companies.

    `covered`: the share of intervals that cover the truth, of those that exist; `without_interval`: the share of
    companies that have none; `median_width`: of the intervals, in the figure's unit.
    """
    generator = np.random.default_rng(seed)
    tickets = pd.concat([simulate(companies, count, generator) for count in accounts], ignore_index=True)
    definitions = [figure.definition | {"grains": "month", "dimensions": "all, team"} for figure in FIGURES]
    roll_up = RollUp(out, definitions, as_of="2024-02-15")
    with roll_up.connect() as build:
        for figure in FIGURES:
            observations = pd.DataFrame(
                {
                    "metric_id": figure.definition["metric_id"],
                    "subject_id": tickets.index.astype(str),
                    "observed_at": pd.Timestamp("2024-01-15"),
                    "cluster_id": tickets["account"],
                    "team_id": tickets["company"],
                    "numerator": figure.numerators(tickets["latent"].to_numpy()),
                    "denominator": 1.0,
                }
            )
            roll_up.fill(build, "marts.metric_observations", observations)
    roll_up.run()
    values = roll_up.values().query("grain == 'month' and dimension == 'team'")
    truths = {figure.definition["metric_id"]: figure.truth for figure in FIGURES}
    truth = values["metric_id"].map(truths)
    return (
        values.assign(
            accounts=values["dimension_value"].str.split(" ").str[0].astype(int),
            covers=((values["ci_low"] <= truth) & (truth <= values["ci_high"])).where(
                values["ci_low"].notna()
            ),
            width=values["ci_high"] - values["ci_low"],
            is_missing=values["ci_low"].isna(),
        )
        .groupby(["metric_id", "accounts"], sort=True)
        .agg(
            companies=("value", "size"),
            covered=("covers", lambda covers: covers.dropna().astype(float).mean()),
            without_interval=("is_missing", "mean"),
            median_width=("width", "median"),
        )
        .reset_index()
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.interval_study",
        description="Measure how often the 95 % intervals of metric_values cover the truth.",
    )
    parser.add_argument("--companies", type=int, default=1000, help="simulated companies of each size (1000)")
    parser.add_argument("--accounts", type=int, nargs="+", default=[30, 100], help="their accounts (30 100)")
    parser.add_argument("--seed", type=int, default=1, help="of the simulation (1)")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as out:
        print("simulating and rolling up …", file=sys.stderr)
        found = coverage(options.companies, options.accounts, options.seed, Path(out))
    found["covered"] = (100 * found["covered"]).map("{:.1f} %".format)
    found["without_interval"] = (100 * found["without_interval"]).map("{:.1f} %".format)
    found["median_width"] = found["median_width"].map("{:.3g}".format)
    print(found.to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
