-- What will each customer bring in the 365 days after the newest month's end?
select
    expected.customer_id,
    expected.basis,
    expected.origin_on as as_of_on,
    case expected.basis when 'orders' then expected.units_expected end as purchases_expected_365d,
    case expected.basis when 'subscriptions' then expected.units_expected end as months_expected_12,
    expected.months_expected_36,
    expected.probability_active,
    expected.share_kept_12 as probability_kept_12m,
    expected.value_expected as value_expected_365d,
    expected.months_expected_36 * expected.monthly_amount as value_expected_36m,
    expected.value_band

from {{ ref('customer_lifetime_forecast__expected') }} as expected
inner join {{ ref('customer_lifetime_record') }} as record
    on expected.basis = record.basis and expected.method = record.method
where expected.is_newest
