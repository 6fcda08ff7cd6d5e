-- How likely is each customer to be lost within the 90 days after the newest month's end, and what raises that most?
select
    cast(newest.account_id as string) as account_id,
    folds.as_of_on,
    newest.risk,
    newest.risk_low,
    newest.risk_high,
    cast(rank() over (order by newest.risk desc) as integer) as risk_rank,
    case
        when newest.risk < record.base_rate then 'low'
        when newest.risk <= 2 * record.base_rate then 'raised'
        else 'high'
    end as risk_band,
    {% for number in range(1, 4) -%}
    cast(newest.reason_{{ number }} as string) as reason_{{ number }},
    newest.reason_{{ number }}_effect,
    {% endfor -%}
    cast(newest.method as string) as method,
    cast(newest.trained_on_rows as integer) as trained_on_rows,
    record.verdict

from {{ ref('churn_risk__newest_risks') }} as newest
cross join {{ ref('churn_risk__folds') }} as folds
cross join {{ ref('churn_risk_record') }} as record
where folds.is_newest and record.is_published
