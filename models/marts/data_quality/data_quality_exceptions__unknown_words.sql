-- Rows that say a word which nobody has mapped, or which no row that it is compared with has.
{{ exception_rows([
    ('tickets', 'unknown_status', 'unknown_status_word is not null',
        "'counts as ' || record_status || ': ' || left(unknown_status_word, 80)"),
    ('tickets', 'unknown_type', 'unknown_type_word is not null',
        "'counts as no complaint, bug or limitation: ' || left(unknown_type_word, 80)"),
    ('ticket_events', 'unknown_status', 'is_unknown_status', "'counts as open: ' || left(new_value, 80)"),
    ('calls', 'unknown_outcome', 'not is_outcome_readable',
        "case when answered_at is null then 'counts as neither answered nor abandoned' else 'counts as answered' end"),
    ('calls', 'unknown_direction', "direction not in ('inbound', 'outbound')",
        "'counts as neither inbound nor outbound'"),
    ('ticket_messages', 'author_disputed', 'is_author_disputed',
        "'the source calls an agent the customer, or the ticket''s contact an agent'"),
    ('sla_policies', 'policy_without_tickets', says_what_nobody_has('priority', 'tickets'),
        "'no ticket has its priority'"),
    ('sla_policies', 'policy_without_tickets', says_what_nobody_has('plan', 'accounts'), "'no account has its plan'"),
    ('article_views', 'unknown_vote', 'is_vote_unknown', "'the value is left out'"),
]) }}
