"""The smallest units of currencies are the same in the seed and for the oracle, which has them from Stripe's list."""

import csv

from customer_performance.core.paths import PROJECT
from tests.oracles.stripe_mrr import DECIMALS


def test_decimals_of_the_seed_are_those_of_the_oracle():
    with (PROJECT / "seeds" / "vendor_words.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["vendor"], row["what"]) == ("stripe", "decimals")]
    seeded = {row["word"].upper(): int(row["ours"]) for row in rows}
    # Iceland's and Uganda's money is billed in hundredths, though nobody has such coins.
    assert {currency: decimals for currency, decimals in seeded.items() if decimals != 2} == DECIMALS
    assert {currency for currency, decimals in seeded.items() if decimals == 2} == {"ISK", "UGX"}
