-- From when to when the data speak: the first event, and the newest of the events that happen.
-- An event dated after its own load cannot have happened; planned dates never count.
with

happened as (

    {% set events = [
        ('int_accounts', 'created_at'), ('int_accounts', 'updated_at'), ('int_accounts', 'deleted_at'),
        ('int_contacts', 'created_at'), ('int_contacts', 'updated_at'),
        ('int_tickets', 'created_at'), ('int_tickets', 'updated_at'), ('int_tickets', 'first_response_at'),
        ('int_tickets', 'landed_solved_at'), ('int_ticket_events', 'occurred_at'),
        ('int_ticket_messages', 'sent_at'), ('int_survey_responses', 'sent_at'),
        ('int_survey_responses', 'responded_at'),
        ('int_calls', 'queued_at'), ('int_calls', 'answered_at'), ('int_calls', 'ended_at'),
        ('int_qa_reviews', 'reviewed_at'), ('int_service_days', 'ends_at'),
        ('int_subscriptions', 'started_at'), ('int_subscriptions', 'cancel_requested_at'),
        ('int_subscriptions', 'updated_at'), ('int_subscription_changes', 'changed_at'),
        ('int_orders', 'ordered_at'), ('int_orders', 'delivered_at'), ('int_order_claims', 'claimed_at'),
        ('int_quotes', 'requested_at'), ('int_quotes', 'sent_at'), ('int_quotes', 'decided_at'),
        ('int_referrals', 'referred_at'), ('int_referrals', 'converted_at'), ('int_value_events', 'occurred_at'),
        ('int_articles', 'updated_at'), ('int_portal_sessions', 'started_at'), ('int_portal_sessions', 'ended_at'),
        ('int_article_views', 'viewed_at'), ('int_usage_events', 'occurred_at'),
    ] -%}
    {% for model, column in events -%}
    select
        min({{ column }}) as first_event_at,
        max({{ column }}) as last_event_at
    from {{ ref(model) }}
    where {{ column }} <= _loaded_at
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

select
    min(first_event_at) as first_event_at,
    {% if var('as_of') -%}
    timestamp '{{ var("as_of") }}' as as_of
    {%- else -%}
    max(last_event_at) as as_of
    {%- endif %}

from happened
