-- Every survey sent or answered, what the answer means, and the ticket's dimensions where it belongs to one.
{% set dimensions_of_tickets = ['agent_id', 'team_id', 'channel', 'priority', 'complexity', 'product_area'] %}
with surveys as (

    select
        surveys.*,
        scores.is_score_valid,
        scores.oriented_score,
        scores.is_satisfied,
        scores.ease_score,
        scores.nps_group,
        -- of answers that a person gave at one instant nobody knows which came first
        case when min(scores.nps_group) over moment = max(scores.nps_group) over moment then scores.nps_group end
            as only_nps_group,
        scores.nps_group is not null and surveys.contact_id is not null and surveys.responded_at is not null
            as is_compared,
        scores.connection_share,
        -- where an answer names an account that never landed, it is not one for its ticket's or contact's account
        coalesce(
            accounts.account_id,
            case when surveys.landed_account_id is null then tickets.account_id end,
            case
                when surveys.landed_account_id is null and tickets.orphan_account_id is null then contacts.account_id
            end
        ) as known_account_id,
        -- where unanswered surveys never land, the answered ones say nothing of them
        case
            when not {{ is_told('evidence') }} then 'not_told'
            when {{ latest_of('surveys.responded_at', 'surveys.is_responded_at_date_only') }} < surveys.sent_at
                then 'disordered'
        end as is_answered_in_window_unknown_because,
        {% for dimension in dimensions_of_tickets -%}
        tickets.{{ dimension }},
        {% endfor -%}
        tickets.ticket_id as known_ticket_id,
        tickets.cluster_id as ticket_cluster_id
    from {{ ref('int_survey_responses') }} as surveys
    inner join {{ ref('int_survey_scores') }} as scores on surveys.response_id = scores.response_id
    {{ join_evidence('evidence', 'unanswered_survey', 'surveys.source', 'surveys.sent_at') }}
    left join {{ ref('int_tickets') }} as tickets on surveys.ticket_id = tickets.ticket_id
    left join {{ ref('int_accounts') }} as accounts on surveys.landed_account_id = accounts.landed_account_id
    left join {{ ref('int_contacts') }} as contacts on surveys.contact_id = contacts.contact_id
    left join {{ ref('int_accounts') }} as contact_accounts on contacts.account_id = contact_accounts.account_id
    where not coalesce(accounts.is_test, contact_accounts.is_test, false) and coalesce(tickets.is_counted, true)
    window moment as (partition by surveys.contact_id, surveys.responded_at)

)

select
    surveys.response_id,
    surveys.kind,
    surveys.known_account_id as account_id,
    surveys.contact_id,
    surveys.known_ticket_id as ticket_id,
    coalesce(
        surveys.known_account_id, surveys.account_pseudonym, surveys.contact_id,
        surveys.ticket_cluster_id, surveys.response_id
    ) as cluster_id,
    {% for dimension in dimensions_of_tickets + ['touchpoint'] -%}
    surveys.{{ dimension }},
    {% endfor -%}
    surveys.score,
    surveys.scale_min,
    surveys.scale_max,
    surveys.oriented_score,
    surveys.ease_score,
    surveys.nps_group,
    surveys.connection_share,
    case when surveys.is_compared then last_value(surveys.only_nps_group) over before_it end as previous_nps_group,
    case
        when
            surveys.is_compared and count(*) over before_it > 0
            and last_value(surveys.only_nps_group) over before_it is null
            then 'disordered'
    end as previous_nps_group_unknown_because,
    surveys.responded_at is not null as is_answered,
    surveys.is_score_valid,
    surveys.is_satisfied,
    surveys.sent_at + interval '{{ var("survey_window_days") }}' day <= as_of.as_of as is_survey_window_closed,
    case
        when surveys.is_answered_in_window_unknown_because is null
            then coalesce(
                surveys.responded_at <= surveys.sent_at + interval '{{ var("survey_window_days") }}' day, false
            )
    end as is_answered_in_window,
    surveys.is_answered_in_window_unknown_because,
    surveys.sent_at,
    surveys.responded_at,
    sentiments.sentiment as comment_sentiment,
    sentiments.sentiment_label as comment_sentiment_label,
    sentiments.sentiment_language as comment_sentiment_language

from surveys
left join {{ ref('int_message_sentiment') }} as sentiments on surveys.response_id = sentiments.response_id
cross join {{ ref('int_as_of') }} as as_of
window before_it as (
    partition by surveys.contact_id, surveys.nps_group is not null
    order by surveys.responded_at asc
    range between unbounded preceding and interval '1' microsecond preceding
)
