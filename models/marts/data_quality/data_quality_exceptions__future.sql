-- Rows that bear a date after the day they were loaded. A subscription or a change that is to begin later is a plan.
{% set checks = [] -%}
{% for table, date in [
    ('tickets', 'created_at'), ('ticket_events', 'occurred_at'), ('ticket_messages', 'sent_at'),
    ('survey_responses', 'responded_at'), ('calls', 'queued_at'), ('qa_reviews', 'reviewed_at'),
    ('subscriptions', 'cancel_requested_at'), ('orders', 'ordered_at'), ('order_claims', 'claimed_at'),
    ('quotes', 'requested_at'), ('quotes', 'sent_at'), ('referrals', 'referred_at'), ('value_events', 'occurred_at'),
    ('portal_sessions', 'started_at'), ('article_views', 'viewed_at'), ('usage_events', 'occurred_at'),
] -%}
{% do checks.append((table, 'dated_after_load', date ~ ' > _loaded_at', says(date))) -%}
{% endfor -%}
{% do checks.append((
    'service_uptime', 'dated_after_load', 'starts_at > _loaded_at', says('date', 'service_on')
)) -%}

{{ exception_rows(checks) }}
