-- When may the MRR or the term of a subscription have changed, and was anything due then? Up to the last load.
with

versions as (

    select * from {{ ref('base_stripe__versions') }}

),

known as (

    select max(coalesce(_fivetran_synced, _loaded_at)) as known_until from versions

),

terms as (

    select
        subscription_id,
        period_start as moment,
        max(period_end) as term_ends_at
    from {{ ref('base_stripe__invoice_lines') }}
    where not is_credit
    group by subscription_id, period_start

),

moments as (

    {% for at in ['started_at', 'tells_from', 'trial_start', 'trial_end', 'pause_collection_resumes_at'] -%}
    select id as subscription_id, {{ at }} as moment from versions
    union
    {% endfor -%}
    select subscription_id, moment from terms -- noqa: LT09
    union
    {%- for end in ['starts_at', 'ends_at'] %}
    select subscription_id, {{ end }} as moment from {{ ref('base_stripe__item_amounts') }}
    union
    select subscription_id, {{ end }} as moment from {{ ref('base_stripe__discounts') }}
    where subscription_id is not null
    union
    select versions.id as subscription_id, discounts.{{ end }} as moment
    from {{ ref('base_stripe__discounts') }} as discounts
    inner join versions on discounts.customer_id = versions.customer_id and versions.is_newest
    {{- '\n    union' if not loop.last }}
    {%- endfor %}

),

stood as (

    select
        moments.subscription_id,
        moments.moment,
        versions.customer_id,
        moments.moment >= versions.tells_from as is_told,
        versions.status,
        coalesce(versions.is_newest and versions.trial_end <= moments.moment, false) as is_overtaken,
        coalesce(versions.trial_start <= moments.moment, true) and versions.trial_end > moments.moment as is_in_trial,
        coalesce(versions.pause_collection_resumes_at > moments.moment, true)
        and lower(versions.pause_collection_behavior)
        in ({{ quoted(vendor_setting('stripe', 'free_pauses')) }}) as is_paused,
        coalesce(
            terms.term_ends_at, case when moments.moment = versions.tells_from then versions.current_period_end end
        ) as term_ends_at
    from moments
    inner join versions
        on
            moments.subscription_id = versions.id
            and (moments.moment >= versions.tells_from or versions.is_first)
            and (moments.moment < versions.tells_until or versions.tells_until is null)
            and moments.moment >= versions.started_at
    inner join versions as newest
        on
            moments.subscription_id = newest.id
            and newest.is_newest
            and (moments.moment < newest.ends_at or newest.ends_at is null)
    inner join known on moments.moment <= known.known_until or known.known_until is null
    left join terms on moments.subscription_id = terms.subscription_id and moments.moment = terms.moment

)

select
    subscription_id,
    moment,
    customer_id,
    case
        when is_in_trial or (is_told and (is_paused or status = 'paused' or left(status, 10) = 'incomplete')) then false
        when is_told and status = 'trialing' then case when not is_overtaken then false end
        else true
    end as is_due,
    -- a trial is no term that could be renewed
    case
        when not coalesce(is_in_trial, false)
            then max_by(term_ends_at, case when term_ends_at is not null then moment end) over (
                partition by subscription_id order by moment asc rows between unbounded preceding and current row
            )
    end as term_ends_at

from stood
