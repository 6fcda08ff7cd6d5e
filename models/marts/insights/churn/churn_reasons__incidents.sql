-- What happened to accounts that may make them leave: each thing that could have gone wrong, and whether it did.
-- What counts as gone wrong is what the metrics say.
select
    account_id,
    observed_at as happened_at,
    case metric_id
        when 'kpi_tickets_created' then 'ticket'
        when 'cpi_reopen_rate' then 'reopening'
        when 'cpi_first_contact_resolution' then 'failed_first_contact'
        when 'kpi_sla_attainment' then 'sla_breach'
        else 'low_score'
    end as incident,
    case metric_id
        when 'kpi_tickets_created' then true
        when 'cpi_reopen_rate' then numerator = 1
        when 'cpi_net_promoter_score' then numerator = -1
        -- below the middle of 1 to 7
        when 'cpi_customer_effort_score' then numerator < 4
        else numerator = 0
    end as has_happened
from {{ ref('metric_observations') }}
where
    account_id is not null
    and metric_id in (
        'kpi_tickets_created', 'cpi_reopen_rate', 'cpi_first_contact_resolution', 'kpi_sla_attainment',
        'cpi_customer_satisfaction', 'cpi_customer_effort_score', 'cpi_net_promoter_score'
    )

union all

select
    account_id,
    created_at as happened_at,
    'complaint' as incident,
    ticket_type = 'complaint' as has_happened
from {{ ref('fct_tickets') }}
where account_id is not null and ticket_type is not null

union all

select
    account_id,
    last_used_at as happened_at,
    'use' as incident,
    true as has_happened
from {{ ref('fct_usage_days') }}
where account_id is not null
