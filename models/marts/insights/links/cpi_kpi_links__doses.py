"""What became of accounts by how they had fared, raw and adjusted: `customer_performance.models`."""

from customer_performance.models.doses import doses


def model(dbt, session):
    dbt.config(materialized="table")
    return doses(
        dbt.ref("cpi_kpi_links__account_months").df(),
        dbt.ref("cpi_kpi_links__outcomes").df(),
        dbt.ref("cpi_kpi_links__exposures").df(),
        dbt.ref("cpi_kpi_links__pairs").df(),
    )
