-- What a metric's page draws: of the company and of every part of it, the newest periods of each grain. One row a series;
-- its figures stand between commas, from its first period to its last, with nothing where a period has none.
with

catalog as (

    select
        metric_id,
        aggregation,
        case when aggregation in ('ratio', 'total') and not is_snapshot and contains(grains, 'quarter') then scale
        end as scale_of_sums
    from marts.metric_catalog

),

lengths as (

    select unnest([3, 12]) as months

),

months as (

    select
        cells.*,
        catalog.aggregation,
        catalog.scale_of_sums
    from marts.metric_values as cells
    inner join catalog on cells.metric_id = catalog.metric_id
    where cells.grain = 'month' and catalog.scale_of_sums is not null

),

ends as (

    select
        metric_id,
        period_start as last_month,
        min(period_start) over (partition by metric_id) as first_month,
        bool_and(is_complete) as is_complete
    from months
    group by metric_id, period_start
    qualify dense_rank() over (partition by metric_id order by period_start desc) <= 24

),

-- Several months up to one: the sums of what each counted, which have no interval.
windows as (

    select
        months.metric_id,
        'months_' || lengths.months as grain,
        ends.last_month as period_start,
        months.dimension,
        months.dimension_value,
        sum(months.subjects) as subjects,
        any_value(months.scale_of_sums) * sum(months.numerator)
        / case when any_value(months.aggregation) = 'total' then 1 else nullif(sum(months.denominator), 0) end as value,
        any_value(ends.is_complete) as is_complete
    from ends
    cross join lengths
    inner join months
        on
            ends.metric_id = months.metric_id
            and months.period_start <= ends.last_month
            and months.period_start > ends.last_month - to_months(lengths.months)
    where ends.first_month <= ends.last_month - to_months(lengths.months - 1)
    group by months.metric_id, lengths.months, ends.last_month, months.dimension, months.dimension_value

),

cells as (

    select
        metric_id,
        grain,
        period_start,
        dimension,
        dimension_value,
        subjects,
        clusters,
        value,
        ci_low,
        ci_high,
        target,
        target_status,
        target_is_clear,
        change_is_significant,
        is_complete
    from marts.metric_values
    union all by name
    select * from windows

),

kept as (

    select
        *,
        case grain
            when 'day' then interval '1' day
            when 'week' then interval '7' day
            when 'quarter' then interval '3' month
            else interval '1' month
        end as step
    from cells
    qualify
        dense_rank() over (partition by metric_id, grain order by period_start desc) <= case grain
            when 'day' then 92
            when 'week' then 106
            when 'month' then 60
            when 'quarter' then 20
            else 24
        end

),

compared as (

    select
        kept.*,
        -- Below 30 accounts an interval is wide of the mark: measured by simulation (tools/interval_study.py).
        kept.grain not like 'months%'
        and catalog.aggregation in ('ratio', 'median', 'p90')
        and (kept.clusters < 30 or kept.ci_low is null) as is_small,
        case
            when not (kept.is_complete and before.is_complete) then null
            when kept.value >= before.value
                then power(kept.value - before.value, 2)
                    > power(kept.value - kept.ci_low, 2) + power(before.ci_high - before.value, 2)
            else power(kept.value - before.value, 2)
                > power(kept.ci_high - kept.value, 2) + power(before.value - before.ci_low, 2)
        end as is_year_significant
    from kept
    inner join catalog on kept.metric_id = catalog.metric_id
    -- as metric_values compares a period with the one before: weeks with the same weekdays, days with none
    left join cells as before
        on
            kept.metric_id = before.metric_id
            and kept.grain = before.grain
            and kept.dimension = before.dimension
            and kept.dimension_value = before.dimension_value
            and before.period_start = case kept.grain
                when 'day' then null
                when 'week' then kept.period_start - interval '364' day
                else kept.period_start - interval '12' month
            end

),

-- What is said of a period, as bits of one number, which `site.js` reads.
flagged as (

    select
        metric_id,
        grain,
        dimension,
        dimension_value,
        period_start,
        step,
        {
            'value': value,
            'ci_low': ci_low,
            'ci_high': ci_high,
            'target': target,
            'subjects': cast(subjects as bigint),
            'flags': is_complete::int + 2 * is_small::int
            + case target_status when 'met' then 4 when 'missed' then 8 else 0 end
            + 16 * coalesce(target_is_clear, false)::int
            + case when change_is_significant then 64 when not change_is_significant then 32 else 0 end
            + case when is_year_significant then 256 when not is_year_significant then 128 else 0 end
        } as cell
    from compared

),

spans as (

    select
        metric_id,
        grain,
        dimension,
        dimension_value,
        unnest(generate_series(min(period_start), max(period_start), any_value(step)))::date as period_start
    from flagged
    group by all

),

lists as (

    select
        spans.metric_id,
        spans.grain,
        spans.dimension,
        spans.dimension_value,
        min(spans.period_start) as first_period,
        list(cells.cell order by spans.period_start) as cells
    from spans
    left join flagged as cells
        on
            spans.metric_id = cells.metric_id
            and spans.grain = cells.grain
            and spans.dimension = cells.dimension
            and spans.dimension_value = cells.dimension_value
            and spans.period_start = cells.period_start
    group by spans.metric_id, spans.grain, spans.dimension, spans.dimension_value

)

select
    metric_id,
    grain,
    dimension,
    dimension_value,
    first_period,
    [coalesce(format('{:.7g}', cell.value), '') for cell in cells].array_to_string(',') as value,
    [coalesce(format('{:.6g}', cell.ci_low), '') for cell in cells].array_to_string(',') as ci_low,
    [coalesce(format('{:.6g}', cell.ci_high), '') for cell in cells].array_to_string(',') as ci_high,
    [coalesce(format('{:.7g}', cell.target), '') for cell in cells].array_to_string(',') as target,
    [coalesce(cast(cell.subjects as varchar), '') for cell in cells].array_to_string(',') as subjects,
    [coalesce(cast(cell.flags as varchar), '') for cell in cells].array_to_string(',') as flags
from lists
order by metric_id, grain, dimension, dimension_value
