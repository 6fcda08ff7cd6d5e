"""The smallest units of currencies are those of Stripe's list, in the seed and for the oracle alike."""

import csv

from customer_performance.core.paths import PROJECT
from tests.oracles.stripe_mrr import DECIMALS

# docs.stripe.com/currencies: without decimals, with three; Iceland's and Uganda's money is billed in hundredths.
WITHOUT = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()
OF_THREE = "BHD JOD KWD OMR TND".split()


def test_decimals_of_the_seed_are_those_of_stripe():
    with (PROJECT / "seeds" / "vendor_words.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["vendor"], row["what"]) == ("stripe", "decimals")]
    seeded = {row["word"].upper(): int(row["ours"]) for row in rows}
    expected = dict.fromkeys(WITHOUT, 0) | dict.fromkeys(OF_THREE, 3)
    assert {currency: decimals for currency, decimals in seeded.items() if decimals != 2} == expected
    assert expected == DECIMALS
