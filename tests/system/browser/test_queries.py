"""What the site shows to copy runs as it stands on the published file, and gives what the page shows."""

import random
from urllib.parse import urlencode

from tests.support.browser import NEEDS_CHROMIUM, figures, same, visit

pytestmark = NEEDS_CHROMIUM
# The value of a metric from the rows of its query.
VALUES = {
    "ratio": "sum(numerator) / sum(denominator)",
    "median": "quantile_cont(numerator, 0.5)",
    "p90": "quantile_cont(numerator, 0.9)",
    "total": "sum(numerator)",
    "balance": "sum(numerator)",
    "max": "max(numerator)",
    "distinct": "count(distinct subject_id)",
}


def test_the_query_of_a_number_gives_its_rows_and_its_value(page, published):
    """Thirty random numbers, at least two of each kind of metric and of each grain: copied, and run as copied."""
    cells = published.execute(
        """
        select metric_id, grain, period_start, dimension, dimension_value, subjects, aggregation, scale
        from marts.metric_values inner join marts.metric_catalog using (metric_id)
        where value is not null and dimension_value <> '' and period_start >= case grain
            when 'day' then date '2025-10-15' when 'week' then date '2024-06-01' else date '2023-06-01'
        end
        order by all
        """
    ).fetchall()
    kinds = {(1, cell[1]) for cell in cells} | {(6, cell[6]) for cell in cells}
    chosen = random.Random(24).sample(cells, 10)
    for place, kind in sorted(kinds):
        chosen += random.Random(24).sample([cell for cell in cells if cell[place] == kind], 2)
    for metric_id, grain, period, dimension, part, subjects, aggregation, scale in chosen:
        asked = {"at": "rows", "grain": grain, "period": period, "dimension": dimension, "value": part}
        page.goto("about:blank")
        visit(page, f"metrics/{metric_id}.html#{urlencode(asked)}")
        shown = page.locator("#chosen-table tbody td").first.inner_text().split()[0]
        page.locator("#copy").click()
        query = page.locator("#query").inner_text()
        published.execute(query)  # as it stands, with its last mark
        count, value = published.execute(
            f"select count(*), {scale} * ({VALUES[aggregation]}) from ({query.rstrip().rstrip(';')})"
        ).fetchone()
        told = (metric_id, grain, period, dimension, part)
        assert same(figures([shown])[0], float(value)), told
        assert aggregation in ("balance", "distinct") or count == subjects, told
    assert {cell[6] for cell in chosen} >= {"ratio", "median", "total", "balance", "max", "distinct"}
    assert page.troubles == []
