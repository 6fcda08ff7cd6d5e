-- Which accounts were lost, when, with how much MRR, and for what reason as far as they said?
with

losses as (

    select
        spans.account_id,
        spans.span_number,
        spans.started_at,
        spans.ended_at as lost_at
    from {{ ref('fct_account_spans') }} as spans
    cross join {{ ref('int_as_of') }} as as_of
    -- until the grace is over, a new subscription would bridge the gap, and nothing would be lost
    where {{ is_grace_over('spans.ended_at', 'as_of.as_of') }}

),

heard as (

    select
        losses.account_id,
        losses.span_number,
        said.said_in,
        coalesce(said.reason, 'other') as reason,
        row_number() over (
            partition by losses.account_id, losses.span_number
            order by
                case when said.reason is null then 1 else 0 end asc,
                said.said_in asc,
                said.said_at desc,
                said.reason asc nulls last
        ) as place
    from losses
    inner join {{ ref('account_losses__said_reasons') }} as said
        on
            losses.account_id = said.account_id
            and losses.lost_at <= said.said_at + interval '90' day
            -- a cancellation is dated by the end of the subscription, but an exit survey may be answered later
            and said.said_at
            <= losses.lost_at
            + case said.said_in when 'exit_survey' then interval '90' day else interval '0' day end

)

select
    losses.account_id,
    losses.span_number,
    losses.started_at,
    losses.lost_at,
    mrr_spans.mrr_amount as mrr_lost_amount,
    coalesce(heard.reason, 'not_said') as reason,
    heard.said_in

from losses
left join heard
    on losses.account_id = heard.account_id and losses.span_number = heard.span_number and heard.place = 1
left join {{ ref('int_account_mrr_spans') }} as mrr_spans
    on
        losses.account_id = mrr_spans.customer_id
        and losses.lost_at > mrr_spans.starts_at
        and losses.lost_at <= mrr_spans.ends_at
