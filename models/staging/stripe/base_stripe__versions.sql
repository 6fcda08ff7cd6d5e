-- How did each subscription stand, from when to when? A row for each version; of a loader that keeps none, one row.
with

landed as (

    select * from {{ ref('base_stripe__landed_subscriptions') }}

),

versions as (

    {{ current_rows(
        'landed', ['id', '_fivetran_start'], newest=['_fivetran_synced'], kept='coalesce(livemode, true)', line=none
    ) }}

),

-- whose first payment never came, never was a subscription
begun as (

    select
        *,
        min(coalesce(start_date, created, _fivetran_start)) over (partition by id) as started_at,
        max(_fivetran_start) over (partition by id) is not null as is_history,
        bool_or(lower(status) not in ('incomplete', 'incomplete_expired')) over (partition by id) as has_begun
    from versions

),

-- an older export without versions may lie beside the history
placed as (

    select
        *,
        row_number() over (partition by id order by _fivetran_start asc nulls last) as place,
        row_number() over (partition by id order by _fivetran_start desc nulls last) = 1 as is_newest,
        lead(_fivetran_start) over (partition by id order by _fivetran_start asc nulls last) as tells_until
    from begun
    where has_begun and started_at is not null and (_fivetran_start is not null or not is_history)

)

select
    id,
    customer_id,
    quantity,
    item_list,
    discount,
    started_at,
    created,
    trial_start,
    trial_end,
    coalesce(current_period_start, item_period_start) as current_period_start,
    coalesce(current_period_end, item_period_end) as current_period_end,
    canceled_at,
    cancellation_details_reason,
    cancellation_details_feedback,
    cancellation_details_comment,
    pause_collection_behavior,
    pause_collection_resumes_at,
    _fivetran_start,
    _fivetran_synced,
    _source_file,
    _source_row,
    _loaded_at,
    is_history,
    is_newest,
    tells_until,
    lower(status) as status,
    lower(currency) as currency,
    place = 1 as is_first,
    -- what came before the first version is known by dates alone; one of the first day is that of the start
    case
        when not is_history then greatest(started_at, coalesce(current_period_start, item_period_start, started_at))
        when place = 1 and _fivetran_start < started_at + interval '1' day then started_at
        else _fivetran_start
    end as tells_from,
    -- without an end of its own it ends when that was agreed, which a loader may not have read again since
    coalesce(
        ended_at,
        case when lower(status) = 'canceled' then canceled_at end,
        cancel_at,
        case when cancel_at_period_end then coalesce(current_period_end, item_period_end) end
    ) as ends_at,
    -- what the customer asked for, and not what a card that failed brought about; a subscription that was ended at once
    -- may have been ended by anybody, unless it says that it was asked for
    canceled_at is not null
    and coalesce(lower(cancellation_details_reason), '') not in (
        'payment_failed', 'payment_disputed', 'canceled_by_retention_policy'
    )
    and (
        lower(status) <> 'canceled'
        or ended_at > canceled_at
        or coalesce(lower(cancellation_details_reason) = 'cancellation_requested', false)
        or cancellation_details_feedback is not null
    ) as is_request

from placed
