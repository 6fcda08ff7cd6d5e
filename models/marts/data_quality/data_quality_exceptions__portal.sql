-- Portal visits, article views and uses of the product that are odd.
with

views as (

    select
        *,
        session_id || ' ' || article_id || ' ' || cast(viewed_at as varchar) as record_key
    from {{ ref('int_article_views') }}

),

repeated as (

    {% for entity, key in [
        ('articles', 'article_id'), ('portal_sessions', 'session_id'), ('usage_events', 'usage_event_key'),
    ] -%}
    select
        source,
        '{{ entity }}' as table_name,
        {{ key }} as record_key,
        'duplicate' as reason,
        cast(copies as varchar) || ' rows arrived with this id; the newest counts' as detail
    from {{ ref('int_' ~ entity) }}
    where copies > 1
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

),

-- a table that never came cannot be missed row by row
orphans as (

    {% for entity, key, parent, orphan in [
        ('portal_sessions', 'session_id', 'accounts', 'orphan_account_id is not null'),
        ('usage_events', 'usage_event_key', 'accounts', 'is_orphan'),
    ] -%}
    select
        source,
        '{{ entity }}' as table_name,
        {{ key }} as record_key,
        'orphan' as reason,
        'its account never landed' as detail
    from {{ ref('int_' ~ entity) }}
    where {{ orphan }} and exists (select parents.source from {{ ref('int_' ~ parent) }} as parents)

    union all

    {% endfor -%}
    {% for parent, key, name in [
        ('portal_sessions', 'session_id', 'session'), ('articles', 'article_id', 'article'),
    ] -%}
    select
        views.source,
        'article_views' as table_name,
        views.record_key,
        'orphan' as reason,
        'its {{ name }} never landed' as detail
    from views
    left join {{ ref('int_' ~ parent) }} as parents on views.{{ key }} = parents.{{ key }}
    where parents.{{ key }} is null and exists (select known.source from {{ ref('int_' ~ parent) }} as known)
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

select * from repeated

union all

select * from orphans
