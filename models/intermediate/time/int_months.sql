-- The whole months up to the present, in the reporting time zone. A month opens with what the one before closed with:
-- whatever begins in its first instant is new in it, whatever ends in that instant is lost in it.
with

months as (

    select
        month_start_on,
        {{ from_reporting_time('cast(month_start_on as timestamp)') }} as month_starts_at,
        {{ from_reporting_time("month_start_on + interval '1' month") }} as next_month_starts_at
    from (select distinct month_start_on from {{ ref('int_dates') }}) as starts

)

select
    months.month_start_on,
    months.month_starts_at,
    months.next_month_starts_at,
    months.next_month_starts_at - interval '1' second as month_ends_at,
    {{ is_grace_over("months.next_month_starts_at - interval '1' second", 'as_of.as_of') }} as is_grace_closed

from months
cross join {{ ref('int_as_of') }} as as_of
where months.next_month_starts_at - interval '1' second <= as_of.as_of
