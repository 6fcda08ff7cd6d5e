-- Each value of the cells that have quantiles, and which of the cell's sorted rows have it. Buckets, of which each cell
-- has a few hundred, are ranked first, and values within their bucket: so no cell is sorted in one place.
with

measures as (

    select
        {{ cell_key() }},
        measure,
        cast(floor(sign(measure) * 64 * ln(1 + abs(measure))) as integer) as bucket,
        count(*) as subjects
    from ({{ measured_rows() }}) as observations
    group by {{ cell_key() }}, measure

),

sizes as (

    select
        {{ cell_key() }},
        bucket,
        sum(subjects) as subjects
    from measures
    group by {{ cell_key() }}, bucket

),

buckets as (

    select
        *,
        sum(subjects) over (partition by {{ cell_key() }} order by bucket) - subjects as ranks_before
    from sizes

),

ranked as (

    select
        {{ cell_key() }},
        bucket,
        measures.measure,
        measures.subjects,
        buckets.ranks_before + sum(measures.subjects) over (
            partition by {{ cell_key() }}, bucket order by measures.measure
        ) as last_rank
    from measures
    inner join buckets using ({{ cell_key() }}, bucket)

)

select
    {{ cell_key() }},
    bucket,
    measure,
    cast(last_rank - subjects + 1 as bigint) as first_rank,
    cast(last_rank as bigint) as last_rank
from ranked
