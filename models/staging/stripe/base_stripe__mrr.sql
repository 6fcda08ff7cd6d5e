-- What did each subscription come to in a month, from when on? A row for its beginning, and for each change of its MRR,
-- its plan or its term.
with

moments as (

    select * from {{ ref('base_stripe__moments') }}

),

gross as (

    select * from {{ ref('base_stripe__gross') }}

),

decimals as (

    {{ stripe_decimals() }}

),

levels as (

    select
        moments.subscription_id,
        moments.moment as changed_at,
        -- no more can be taken off than there is
        case
            when not moments.is_due or gross.amount_off > gross.amount * gross.share_left then 0
            -- after its last item there is nothing
            when gross.moment is null and count(gross.moment) over (partition by moments.subscription_id) > 0 then 0
            else
                {{ stripe_money(
                    'gross.amount * gross.share_left - gross.amount_off',
                    'decimals.decimals'
                ) }}
        end as mrr,
        upper(coalesce(gross.currency, max(gross.currency) over (partition by moments.subscription_id))) as currency,
        gross.plan,
        moments.term_ends_at
    from moments
    left join gross on moments.subscription_id = gross.subscription_id and moments.moment = gross.moment
    left join decimals on gross.currency = decimals.currency

)

select
    subscription_id,
    changed_at,
    mrr,
    currency,
    plan,
    term_ends_at

from (
    select
        *,
        row_number() over (partition by subscription_id order by changed_at asc) as place,
        lag(mrr) over (partition by subscription_id order by changed_at asc) as mrr_before,
        lag(plan) over (partition by subscription_id order by changed_at asc) as plan_before,
        lag(term_ends_at) over (partition by subscription_id order by changed_at asc) as term_ends_at_before
    from levels
) as numbered
where
    place = 1
    or mrr is distinct from mrr_before
    or plan is distinct from plan_before
    or term_ends_at is distinct from term_ends_at_before
