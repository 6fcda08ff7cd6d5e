-- Portal visits, article views and uses of the product whose order or amount cannot be.
with

views as (

    select
        *,
        session_id || ' ' || article_id || ' ' || cast(viewed_at as varchar) as record_key
    from {{ ref('int_article_views') }}

),

impossible_ends as (

    select
        source,
        'portal_sessions' as table_name,
        session_id as record_key,
        'ended_before_start' as reason,
        'the visit, or its last article, ends before the visit begins' as detail
    from {{ ref('int_portal_sessions') }}
    where ended_at is null

),

early_views as (

    select
        views.source,
        'article_views' as table_name,
        views.record_key,
        'view_before_session' as reason,
        'the visit begins at ' || cast(sessions.started_at as varchar) as detail
    from views
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
    from {{ ref('fct_value_milestones') }} as milestones
    left join {{ ref('int_accounts') }} as accounts on milestones.account_id = accounts.account_id
    where milestones.first_milestone_at < milestones.started_at

),

impossible_amounts as (

    {% for relation, table_name, key, condition, reason in [
        ('views', 'article_views', 'record_key', 'is_dwell_negative', 'negative_duration'),
        ('views', 'article_views', 'record_key', 'is_vote_unknown', 'unknown_vote'),
        (ref('int_usage_events'), 'usage_events', 'usage_event_key', 'is_friend_count_negative', 'negative_count'),
    ] -%}
    select
        source,
        '{{ table_name }}' as table_name,
        {{ key }} as record_key,
        '{{ reason }}' as reason,
        'the value is left out' as detail
    from {{ relation }}
    where {{ condition }}

    union all

    {% endfor -%}
    {% for relation, table_name, key, moment in [
        (ref('int_portal_sessions'), 'portal_sessions', 'session_id', 'started_at'),
        ('views', 'article_views', 'record_key', 'viewed_at'),
        (ref('int_usage_events'), 'usage_events', 'usage_event_key', 'occurred_at'),
    ] -%}
    select
        source,
        '{{ table_name }}' as table_name,
        {{ key }} as record_key,
        'dated_after_load' as reason,
        '{{ moment }} is ' || cast({{ moment }} as varchar) as detail
    from {{ relation }}
    where {{ moment }} > _loaded_at
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

{% for kind in ['impossible_ends', 'early_views', 'early_milestones', 'impossible_amounts'] -%}
select * from {{ kind }}
{% if not loop.last -%}
union all
{% endif -%}
{% endfor %}
