-- How many tickets were opened and calls came in, by the hour: in all, by channel and by team?
with

contacts as (

    select
        'ticket' as contact,
        channel,
        team_id,
        date_trunc('hour', {{ to_reporting_time('created_at') }}) as hour_at
    from {{ ref('fct_tickets') }}
    where created_at >= {{ earliest_moment() }}

    union all

    select
        'call' as contact,
        channel,
        team_id,
        date_trunc('hour', {{ to_reporting_time('queued_at') }}) as hour_at
    from {{ ref('fct_calls') }}
    where direction = 'inbound' and queued_at >= {{ earliest_moment() }}

),

of_dimensions as (

    {% for dimension, value in {'all': "'all'", 'channel': 'channel', 'team': 'team_id'}.items() -%}
    select
        contact,
        '{{ dimension }}' as dimension,
        {{ value }} as source_value,
        cast(hour_at as date) as date_on,
        cast(extract(hour from hour_at) as integer) as hour,
        count(*) as contacts
    from contacts
    group by contact, {{ value }}, hour_at
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}
)

select
    of_dimensions.contact,
    of_dimensions.dimension,
    dimension_values.dimension_value,
    case when of_dimensions.dimension = 'team' then of_dimensions.source_value end as team_id,
    of_dimensions.date_on,
    of_dimensions.hour,
    of_dimensions.contacts

from of_dimensions
-- whose channel or team nobody knows are in `all` alone
inner join {{ ref('metric_dimension_values') }} as dimension_values
    on
        of_dimensions.dimension = dimension_values.dimension
        and of_dimensions.source_value = dimension_values.source_value
