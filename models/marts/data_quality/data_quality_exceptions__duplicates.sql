-- Rows that came more than once.
{% set checks = [] -%}
{% for table in [
    'accounts', 'contacts', 'agents', 'teams', 'tickets', 'ticket_events', 'ticket_messages', 'survey_responses',
    'calls', 'qa_reviews', 'sla_policies', 'subscriptions', 'orders', 'order_claims', 'quotes', 'referrals',
    'articles', 'portal_sessions', 'usage_events',
] -%}
{% do checks.append((
    table, 'duplicate', 'copies > 1', "cast(copies as varchar) || ' rows arrived with this id; the newest counts'"
)) -%}
{% endfor -%}
{% do checks.append((
    'service_uptime', 'duplicate', 'copies > 1',
    "cast(copies as varchar) || ' rows for this day; their minutes are added up'"
)) -%}

{{ exception_rows(checks) }}
