-- Which method is published of each series? What beats the naive rule on past folds; a simple one where that is better.
{% set methods = dict(
    beats_baseline='regression', weekday_mean_is_better='weekday_mean', too_few_a_day='weekday_mean',
    level_shift='recent_weekday_mean'
) -%}
with

judged as (

    select
        contact,
        grain,
        dimension,
        dimension_value,
        max(origins) as origins,
        {% for method in ['weekday_mean', 'recent_weekday_mean', 'regression'] -%}
        max(score) filter (where method = '{{ method }}') as {{ method }},
        {% endfor -%}
        0.95e0 * max(score) filter (where method = 'seasonal_naive') as naive_less
    from {{ ref('contact_volume_forecast__judged') }}
    group by contact, grain, dimension, dimension_value

),

days as (

    select
        series.*,
        coalesce(judged.origins, 0) as origins,
        case
            when not series.goes_on then 'no_recent_contacts'
            when coalesce(judged.origins, 0) < 8 then 'too_short'
            when series.is_level_shift then 'level_shift'
            when series.contacts_per_day < 1 then 'too_few_a_day'
            when judged.regression <= judged.weekday_mean then 'beats_baseline'
            else 'weekday_mean_is_better'
        end as verdict
    from {{ ref('contact_volume_forecast__series') }} as series
    left join judged
        on
            series.contact = judged.contact
            and series.dimension = judged.dimension
            and series.dimension_value = judged.dimension_value
            and judged.grain = 'day'

),

grains as (

    select
        days.*,
        grains.grain,
        coalesce(case days.verdict
            {% for verdict, method in methods.items() -%}
            when '{{ verdict }}' then judged.{{ method }} <= judged.naive_less
            {% endfor -%}
        end, false) as is_better
    from days
    inner join (values ('ticket', 'day'), ('call', 'day'), ('call', 'hour')) as grains (contact, grain)
        on days.contact = grains.contact
    left join judged
        on
            days.contact = judged.contact
            and days.dimension = judged.dimension
            and days.dimension_value = judged.dimension_value
            and grains.grain = judged.grain

),

-- an hour has the method of its day, which must be better by the day and by the hour
held as (

    select
        *,
        bool_and(is_better) over (partition by contact, dimension, dimension_value order by grain) as is_published
    from grains

)

select
    contact,
    grain,
    dimension,
    dimension_value,
    case
        when is_published or verdict in ('no_recent_contacts', 'too_short') then verdict
        else 'not_better_than_naive'
    end as verdict,
    case
        {% for verdict, method in methods.items() -%}
        when is_published and verdict = '{{ verdict }}' then '{{ method }}'
        {% endfor %}
    end as method,
    is_level_shift,
    days,
    contacts_per_day,
    closed_share,
    origins

from held
