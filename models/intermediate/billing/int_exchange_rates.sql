-- From when to when is a unit of each currency worth how much in the reporting currency, which is always worth 1?
with

rates as (

    select
        upper(currency) as currency,
        cast(valid_from as timestamp) as valid_from,
        rate
    from ({{ seed_lines('exchange_rates') }}) as rates_of_company
    where upper(currency) <> upper('{{ var("reporting_currency") }}')

    union all

    select
        upper('{{ var("reporting_currency") }}') as currency,
        cast('0001-01-01' as timestamp) as valid_from,
        1 as rate

)

select
    currency,
    valid_from,
    coalesce(lead(valid_from) over (partition by currency order by valid_from asc), {{ far_future() }}) as valid_to,
    cast(rate as double) as rate

from rates
