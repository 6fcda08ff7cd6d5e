-- A rate is above 0, one for a day, and 1 for the reporting currency: else the seed is quoted in another currency than
-- the reports.
{{ config(fail_calc=stop_with('reason')) }}

with

rates as (

    select
        *,
        count(*) over (partition by upper(currency), valid_from) as lines
    from {{ ref('exchange_rates') }}

),

problems as (

    select
        currency,
        valid_from,
        rate,
        case
            when length(currency) <> 3 then 'a currency goes by its code of three letters'
            when rate <= 0 then 'a rate is above 0'
            when upper(currency) = upper('{{ var("reporting_currency") }}') and rate <> 1
                then 'the reporting currency is worth 1 of itself; are the rates quoted in another one?'
            when lines > 1 then 'two rates for one currency from the same day'
        end as problem
    from rates

)

select
    concat(
        'seeds/exchange_rates.csv, ', currency, ',', cast(valid_from as string), ',', cast(rate as string), ': ', problem
    ) as reason

from problems
where problem is not null
