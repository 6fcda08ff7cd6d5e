-- Every survey sent or answered, with the scale it was asked on.
-- A score, or words, without a time of their own are an answer: it was given when the survey was sent, or later.
{% set is_dated_by_question -%}
latest.responded_at is null and (latest.score is not null or latest.comment is not null)
{%- endset %}
with

{{ union_sources('survey_responses', 'response_id') }},

default_scales (kind, lowest, highest) as (

    values ('csat', 1.0, 5.0), ('ces', 1.0, 7.0), ('nps', 0.0, 10.0)

)

select
    latest.source,
    latest.copies,
    latest.copy_rule,
    latest.response_id,
    lower(latest.kind) as kind,
    latest.account_id as landed_account_id,
    {{ account_pseudonym('latest.account_id') }} as account_pseudonym,
    {{ pseudonym('latest.contact_id') }} as contact_id,
    latest.ticket_id as landed_ticket_id,
    coalesce(mergers.surviving_ticket_id, latest.ticket_id) as ticket_id,
    latest.order_id,
    latest.touchpoint,
    latest.sent_at,
    case
        when {{ is_dated_by_question }} then latest.sent_at
        else latest.responded_at
    end as responded_at,
    case
        when {{ is_dated_by_question }} then {{ is_date_only('sent_at', of='latest.') }}
        else {{ is_date_only('responded_at', of='latest.') }}
    end as is_responded_at_date_only,
    latest.score,
    coalesce(latest.scale_min, default_scales.lowest) as scale_min,
    coalesce(latest.scale_max, default_scales.highest) as scale_max,
    latest.comment,
    coalesce(lower(latest.higher_is), 'better') in ('worse', 'harder') as is_turned_round,
    latest._loaded_at

from latest
left join default_scales on lower(latest.kind) = default_scales.kind
left join {{ ref('int_ticket_merges') }} as mergers on latest.ticket_id = mergers.ticket_id
