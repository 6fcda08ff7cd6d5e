-- Rows that point at a parent which never landed.
{% set checks = [] -%}

{#- where the intermediate model says so itself -#}
{% for table, condition in [
    ('tickets', 'orphan_account_id is not null'), ('calls', 'orphan_account_id is not null'),
    ('subscriptions', 'is_orphan'), ('orders', 'is_orphan'), ('quotes', 'is_orphan'), ('referrals', 'is_orphan'),
    ('value_events', 'is_orphan'), ('portal_sessions', 'orphan_account_id is not null'),
    ('usage_events', 'is_orphan'),
] -%}
{% do checks.append((
    table, 'orphan', condition ~ ' and ' ~ has_landed('accounts'), "'its account never landed'"
)) -%}
{% endfor -%}

{#- where the parent is to be looked for -#}
{% for table, key, parent, parent_key, name in [
    ('contacts', 'landed_account_id', 'accounts', 'landed_account_id', 'account'),
    ('survey_responses', 'landed_account_id', 'accounts', 'landed_account_id', 'account'),
    ('ticket_events', 'ticket_id', 'tickets', 'ticket_id', 'ticket'),
    ('ticket_messages', 'original_ticket_id', 'tickets', 'ticket_id', 'ticket'),
    ('survey_responses', 'landed_ticket_id', 'tickets', 'ticket_id', 'ticket'),
    ('calls', 'landed_ticket_id', 'tickets', 'ticket_id', 'ticket'),
    ('qa_reviews', 'landed_ticket_id', 'tickets', 'ticket_id', 'ticket'),
    ('article_views', 'session_id', 'portal_sessions', 'session_id', 'session'),
    ('article_views', 'article_id', 'articles', 'article_id', 'article'),
] -%}
{% do checks.append((
    table, 'orphan', lacks_parent(key, parent, parent_key), "'its " ~ name ~ " never landed'"
)) -%}
{% endfor -%}

{#- which say nothing without their parent, so that they are odd even where its table never came -#}
{% do checks.append(('order_claims', 'orphan', 'is_orphan', "'its order never landed'")) -%}
{% do checks.append((
    'subscription_changes', 'orphan', names_nobody('subscription_id', 'subscriptions', 'subscription_id'),
    "'its subscription never landed'"
)) -%}

{{ exception_rows(checks) }}
