-- A rate is above 0, and 1 for the reporting currency: else the seed is quoted in another currency than the reports.
select
    currency,
    valid_from,
    rate

from {{ ref('exchange_rates') }}
where rate <= 0 or (upper(currency) = upper('{{ var("reporting_currency") }}') and rate <> 1)
