-- What did each subscription come to in a month, from when on? A row for its beginning, and for each change of its MRR,
-- its plan or its term.
with

moments as (

    select * from {{ ref('base_stripe__moments') }}

),

gross as (

    select * from {{ ref('base_stripe__gross') }}

),

-- a price may be billed in other currencies than its own, for amounts that only Stripe knows
billed as (

    select
        versions.id as subscription_id,
        coalesce(max(versions.currency), max(lines.currency)) as currency
    from {{ ref('base_stripe__versions') }} as versions
    left join {{ ref('base_stripe__invoice_lines') }} as lines on versions.id = lines.subscription_id
    where versions.is_newest
    group by versions.id

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
            when moments.is_due is null then null
            when not moments.is_due then 0
            when gross.currency <> billed.currency then null
            when gross.amount_off > gross.amount * gross.share_left then 0
            -- after its last item there is nothing, and what there was before the first of today nobody knows
            when
                gross.moment is null
                and count(gross.moment) over (partition by moments.subscription_id order by moments.moment asc) > 0
                then 0
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
    left join billed on moments.subscription_id = billed.subscription_id
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
