select
    risk_band,
    min(as_of_on) as as_of_on,
    count(*) as customers,
    sum(risk) as losses_expected
from marts.churn_risk
group by risk_band
order by case risk_band when 'high' then 0 when 'raised' then 1 else 2 end
