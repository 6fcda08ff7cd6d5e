"""The sums of every cell of all metrics over its clusters, by sorting: `customer_performance.models.roll_up`."""

from customer_performance.models.roll_up.table import metric_sums


def model(dbt, session):
    dbt.config(materialized="table")
    dbt.ref("metric_models")
    dbt.ref("metric_model_cells")
    dbt.ref("metric_dimension_values")
    dbt.ref("metric_account_keys")
    dbt.ref("metric_team_keys")
    dbt.ref("metric_observation_codes")
    dbt.ref("metric_fingerprints")
    return metric_sums(session, dbt.this.schema, f"{dbt.this.schema}.{dbt.this.identifier}")
