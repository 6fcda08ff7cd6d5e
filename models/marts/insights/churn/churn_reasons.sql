-- Why did customers leave in the last 365 days, and what had happened to them in the 90 days before, beside those who
-- stayed?
{% set incidents = ['ticket', 'reopening', 'failed_first_contact', 'sla_breach', 'complaint', 'low_score'] -%}

with

cases as (

    select
        lookbacks.*,
        losses.reason,
        losses.mrr_lost_amount
    from {{ ref('churn_reasons__lookbacks') }} as lookbacks
    cross join {{ ref('int_as_of') }} as as_of
    left join {{ ref('account_losses') }} as losses
        on lookbacks.account_id = losses.account_id and lookbacks.checkpoint_at = losses.lost_at
    where lookbacks.checkpoint_at > as_of.as_of - interval '365' day

),

labelled as (

    select
        *,
        'reason' as row_kind,
        reason as reason_given
    from cases
    where is_lost

    union all

    select
        *,
        case when is_lost then 'all_lost' else 'stayed' end as row_kind,
        cast(null as string) as reason_given
    from cases

),

grouped as (

    select
        row_kind,
        reason_given as reason,
        coalesce(reason_given <> 'not_said', false) as is_ranked,
        count(distinct account_id) as customer_count,
        count(*) as case_count,
        cast(sum(mrr_lost_amount) as double) as mrr_lost_amount,
        {% for incident in incidents -%}
        avg(case when {{ incident }}_count > 0 then 1e0 when {{ incident }}_count = 0 then 0e0 end)
            as share_with_{{ incident }},
        {% endfor -%}
        avg(case when has_gone_quiet then 1e0 when not has_gone_quiet then 0e0 end) as share_gone_quiet
    from labelled
    group by row_kind, reason_given

)

select
    row_kind,
    reason,
    case
        when is_ranked
            then cast(row_number() over (
                partition by is_ranked
                order by customer_count desc, mrr_lost_amount desc nulls last, reason asc
            ) as integer)
    end as reason_rank,
    case
        when is_ranked and mrr_lost_amount is not null
            then cast(rank() over (partition by is_ranked order by mrr_lost_amount desc nulls last) as integer)
    end as mrr_rank,
    cast(customer_count as integer) as customer_count,
    cast(case_count as integer) as case_count,
    mrr_lost_amount,
    {% for incident in incidents -%}
    share_with_{{ incident }},
    {% endfor -%}
    share_gone_quiet

from grouped
