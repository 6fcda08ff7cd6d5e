-- Every cell of the metrics that are a ratio of sums, with its interval.
with

cells as (

    {{ sums_of_cells('ratio') }}

),

models as (

    select * from {{ ref('metric_models') }}

),

{{ ratio_intervals(['grain', 'period_start', 'value_key']) }}

select * from intervals
