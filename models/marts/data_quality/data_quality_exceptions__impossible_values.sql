-- Calls, shifts, reviews and days of uptime that cannot be as they came.
with

calls as (

    {% for reason, condition, detail in [
        ('answered_before_queue', 'answered_at < queued_at', "'answered_at is ' || cast(answered_at as varchar)"),
        ('ended_before_start', 'ended_at < coalesce(answered_at, queued_at)',
            "'ended_at is ' || cast(ended_at as varchar)"),
        ('negative_wrap_up', 'wrap_up_seconds < 0', "'wrap_up_seconds is ' || cast(wrap_up_seconds as varchar)"),
        ('outcome_unclear', 'outcome is null and answered_at is not null', "'abandoned, yet answered'"),
        ('outcome_unclear', "outcome = 'answered' and answered_at is null", "'answered, but it does not say when'"),
        ('outcome_unclear', "outcome = 'abandoned' and ended_at is null", "'abandoned, but it does not say when'"),
        ('unknown_outcome', 'not is_outcome_readable',
            "case when answered_at is null then 'counts as neither answered nor abandoned' else 'counts as answered' end"),
        ('unknown_direction', "direction not in ('inbound', 'outbound')", "'counts as neither inbound nor outbound'"),
        ('orphan', "orphan_account_id is not null and exists (select known.account_id from " ~ ref('int_accounts') ~ " as known)",
            "'its account never landed'"),
    ] -%}
    select
        source,
        'calls' as table_name,
        call_id as record_key,
        '{{ reason }}' as reason,
        {{ detail }} as detail
    from {{ ref('int_calls') }}
    where {{ condition }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

),

shifts as (

    select
        source,
        'agent_shifts' as table_name,
        agent_id || '/' || cast(started_at as varchar) as record_key,
        case when is_possible then 'overlapping_shift' else 'impossible_shift' end as reason,
        case when is_possible then 'counts once' else 'ended_at is ' || cast(ended_at as varchar) end as detail
    from {{ ref('int_agent_shifts') }}
    where is_overlapping or not is_possible

),

reviews as (

    select
        source,
        'qa_reviews' as table_name,
        review_id as record_key,
        'score_off_scale' as reason,
        cast(points as varchar) || ' of ' || cast(points_possible as varchar) || ' points' as detail
    from {{ ref('int_qa_reviews') }}
    where quality_share is null

),

service_days as (

    {% for reason, condition, detail in [
        ('impossible_minutes', 'not is_possible',
            "cast(down_minutes as varchar) || ' of ' || cast(agreed_minutes as varchar) || ' minutes down'"),
        ('duplicate', 'copies > 1', "cast(copies as varchar) || ' rows for this day; their minutes are added up'"),
        ('dated_after_load', 'starts_at > _loaded_at', "'date is ' || cast(service_on as varchar)"),
    ] -%}
    select
        source,
        'service_uptime' as table_name,
        service || '/' || coalesce(product_area, '') || '/' || cast(service_on as varchar) as record_key,
        '{{ reason }}' as reason,
        {{ detail }} as detail
    from {{ ref('int_service_days') }}
    where {{ condition }}
    {% if not loop.last -%}
    union all
    {% endif -%}
    {% endfor %}

)

{% for kind in ['calls', 'shifts', 'reviews', 'service_days'] -%}
select * from {{ kind }}
{% if not loop.last -%}
union all
{% endif -%}
{% endfor %}
