-- In which months does each source tell of bugs and limitations?
select
    source,
    cast(null as string) as channel,
    case
        when
            {{ reporting_month('first_typed_at') }} = month_start_on
            and (has_untyped_before or {{ first_whole_month('first_typed_at') }} > month_start_on)
            then first_typed_at
        else {{ from_reporting_time('cast(month_start_on as timestamp)') }}
    end as known_from,
    {{ from_reporting_time("month_start_on + interval '1' month") }} as known_to

from {{ ref('int_type_months') }}
where is_understood and has_issues
