-- Rows that say a word which nobody has mapped.
{{ exception_rows([
    ('tickets', 'unknown_status', 'unknown_status_word is not null', "'counts as open: ' || left(unknown_status_word, 80)"),
    ('tickets', 'unknown_type', 'unknown_type_word is not null',
        "'counts as no complaint, bug or limitation: ' || left(unknown_type_word, 80)"),
    ('ticket_events', 'unknown_status', 'is_unknown_status', "'counts as open: ' || left(new_value, 80)"),
    ('calls', 'unknown_outcome', 'not is_outcome_readable',
        "case when answered_at is null then 'counts as neither answered nor abandoned' else 'counts as answered' end"),
    ('calls', 'unknown_direction', "direction not in ('inbound', 'outbound')",
        "'counts as neither inbound nor outbound'"),
    ('article_views', 'unknown_vote', 'is_vote_unknown', "'the value is left out'"),
]) }}
