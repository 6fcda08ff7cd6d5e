-- of customers who are at more risk than was lost before
select
    reason_1 as reason,
    count(*) as customers
from marts.churn_risk
where risk_band <> 'low' and reason_1 is not null
group by reason_1
order by customers desc, reason asc
limit 8
