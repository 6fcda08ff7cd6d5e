"""One regression for each pair of a CPI and an outcome, and one of what came before: `customer_performance.models`."""

from customer_performance.models.links import estimate


def model(dbt, session):
    dbt.config(materialized="table")
    return estimate(
        dbt.ref("cpi_kpi_links__account_months").df(),
        dbt.ref("cpi_kpi_links__outcomes").df(),
        dbt.ref("cpi_kpi_links__exposures").df(),
        dbt.ref("cpi_kpi_links__pairs").df(),
    )
