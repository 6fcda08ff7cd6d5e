-- Rows whose dates are in an impossible order, such as an end before the beginning.
{% do refer_to_all_tables() -%}
{% set premature = ref('int_ticket_milestones') ~ ' as milestones where milestones.is_reply_premature' -%}
{% set unclear = ref('int_ticket_unclear_orders')
    ~ ' as unclear where unclear.is_holder_unclear or unclear.is_channel_unclear' -%}
{% set unpriced = ref('int_subscription_prices') ~ ' as prices where prices.is_price_unclear' -%}
{% set checks = [
    ('tickets', 'history_out_of_order', 'is_history_back_in_time',
        "'a later version of the ticket bears an earlier time'"),
    ('tickets', 'history_order_unclear', 'is_order_unclear',
        "'nothing tells which of its changes at one instant came first'"),
    ('tickets', 'history_order_unclear', 'ticket_id in (select unclear.ticket_id from ' ~ unclear ~ ')',
        "'nothing tells who or which channel had it first of those of one instant'"),
    ('tickets', 'history_and_record_disagree', 'is_record_unlike',
        "'its history ends as ' || history_status || ', its own row says ' || record_status || '; it counts as ' || status"),
    ('tickets', 'reply_before_creation',
        'ticket_id in (select milestones.ticket_id from ' ~ premature ~ ')',
        "'an agent''s first reply is dated before the ticket'"),
    ('subscriptions', 'price_order_unclear',
        'subscription_id in (select prices.subscription_id from ' ~ unpriced ~ ')',
        "'nothing tells which of its prices of one instant came last; until the next change its MRR is unknown'"),
    ('portal_sessions', 'ended_before_start', 'ended_at is null and not is_date_only',
        "'the visit, or its last article, ends before the visit begins'"),
] -%}
{% for table, later, earlier, reason in order_of_times() -%}
{% set landed = landed_column(table, later) -%}
{% do checks.append((table, reason, latest_landed(table, later) ~ ' < ' ~ earlier, says(later, landed))) -%}
{% endfor -%}

with

rows_by_themselves as (

    {{ exception_rows(checks) }}

),

early_events as (

    select
        {{ exception_columns(
            'tickets', 'tickets.ticket_id', 'event_before_creation',
            "'its first event is dated ' || cast(milestones.premature_event_at as string)", source='tickets.source'
        ) }}
    from {{ ref('int_ticket_milestones') }} as milestones
    inner join {{ ref('int_tickets') }} as tickets on milestones.ticket_id = tickets.ticket_id
    where milestones.premature_event_at is not null and not tickets.is_history_back_in_time

),

early_views as (

    select
        {{ exception_columns(
            'article_views', "views.session_id || ' ' || views.article_id || ' ' || cast(views.viewed_at as string)",
            'view_before_session', "'the visit begins at ' || cast(sessions.started_at as string)",
            source='views.source'
        ) }}
    from {{ ref('int_article_views') }} as views
    inner join {{ ref('int_portal_sessions') }} as sessions on views.session_id = sessions.session_id
    where views.viewed_at < sessions.started_at

),

early_milestones as (

    select
        {{ exception_columns(
            'accounts', 'milestones.account_id', 'milestone_before_start',
            "'its first value milestone is dated ' || cast(milestones.first_milestone_at as string)",
            source="coalesce(accounts.source, 'files')"
        ) }}
    from {{ ref('int_value_milestones') }} as milestones
    left join {{ ref('int_accounts') }} as accounts on milestones.account_id = accounts.account_id
    where milestones.first_milestone_at < milestones.started_at

)

{% for early in ['rows_by_themselves', 'early_events', 'early_views', 'early_milestones'] -%}
select * from {{ early }}
{% if not loop.last -%}
union all
{% endif -%}
{% endfor %}
