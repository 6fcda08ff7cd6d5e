-- Rows whose dates are in an impossible order, such as an end before the beginning.
with

rows_by_themselves as (

    {{ exception_rows([
        ('tickets', 'history_out_of_order', 'is_history_disordered',
            "'a later version of the ticket bears an earlier time'"),
        ('tickets', 'solved_before_creation', 'landed_solved_at < created_at', says('solved_at', 'landed_solved_at')),
        ('survey_responses', 'answer_before_question', 'responded_at < sent_at', says('responded_at')),
        ('calls', 'answered_before_queue', 'answered_at < queued_at', says('answered_at')),
        ('calls', 'ended_before_start', 'ended_at < coalesce(answered_at, queued_at)', says('ended_at')),
        ('subscriptions', 'ended_before_start', 'ended_at < started_at', says('ended_at')),
        ('orders', 'delivered_before_order', 'delivered_at < ordered_at', says('delivered_at')),
        ('quotes', 'sent_before_request', 'sent_at < requested_at', says('sent_at')),
        ('referrals', 'converted_before_referral', 'converted_at < referred_at', says('converted_at')),
        ('portal_sessions', 'ended_before_start', 'ended_at is null',
            "'the visit, or its last article, ends before the visit begins'"),
    ]) }}

),

early_events as (

    select
        tickets.source,
        'tickets' as table_name,
        tickets.ticket_id as record_key,
        'event_before_creation' as reason,
        'its first event is dated ' || cast(milestones.premature_event_at as varchar) as detail
    from {{ ref('int_ticket_milestones') }} as milestones
    inner join {{ ref('int_tickets') }} as tickets on milestones.ticket_id = tickets.ticket_id
    where milestones.premature_event_at is not null and not tickets.is_history_disordered

),

early_replies as (

    select
        tickets.source,
        'tickets' as table_name,
        tickets.ticket_id as record_key,
        'reply_before_creation' as reason,
        'an agent''s first reply is dated before the ticket' as detail
    from {{ ref('int_ticket_milestones') }} as milestones
    inner join {{ ref('int_tickets') }} as tickets on milestones.ticket_id = tickets.ticket_id
    where milestones.is_reply_premature

),

early_views as (

    select
        views.source,
        'article_views' as table_name,
        views.session_id || ' ' || views.article_id || ' ' || cast(views.viewed_at as varchar) as record_key,
        'view_before_session' as reason,
        'the visit begins at ' || cast(sessions.started_at as varchar) as detail
    from {{ ref('int_article_views') }} as views
    inner join {{ ref('int_portal_sessions') }} as sessions on views.session_id = sessions.session_id
    where views.viewed_at < sessions.started_at

),

early_milestones as (

    select
        coalesce(accounts.source, 'files') as source,
        'accounts' as table_name,
        milestones.account_id as record_key,
        'milestone_before_start' as reason,
        'its first value milestone is dated ' || cast(milestones.first_milestone_at as varchar) as detail
    from {{ ref('int_value_milestones') }} as milestones
    left join {{ ref('int_accounts') }} as accounts on milestones.account_id = accounts.account_id
    where milestones.first_milestone_at < milestones.started_at

)

{% for early in ['rows_by_themselves', 'early_events', 'early_replies', 'early_views', 'early_milestones'] -%}
select * from {{ early }}
{% if not loop.last -%}
union all
{% endif -%}
{% endfor %}
