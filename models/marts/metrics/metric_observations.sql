-- The observations of every metric, one under another: the rows behind every number.
-- A new metric adds its line here; a test fails where one is missing.
{% set metric_models = [
    'cpi_active_users',
    'cpi_complaint_rate',
    'cpi_contact_effort',
    'cpi_content_engagement',
    'cpi_customer_effort_score',
    'cpi_customer_satisfaction',
    'cpi_days_since_last_use',
    'cpi_first_contact_resolution',
    'cpi_issue_exposure',
    'cpi_likelihood_to_recommend',
    'cpi_longest_silence',
    'cpi_low_effort_rate',
    'cpi_negative_sentiment_rate',
    'cpi_net_promoter_score',
    'cpi_nothing_broken_rate',
    'cpi_nps_recovery_rate',
    'cpi_off_hours_response_time',
    'cpi_one_touch_resolution',
    'cpi_payment_flexibility',
    'cpi_personal_emotional_connection',
    'cpi_product_adoption',
    'cpi_quality_consistency',
    'cpi_quality_score',
    'cpi_quote_turnaround',
    'cpi_quote_unanswered_rate',
    'cpi_reopen_rate',
    'cpi_repeat_contact_rate',
    'cpi_response_promise_kept',
    'cpi_self_service_adoption',
    'cpi_self_service_deflection',
    'cpi_sentiment_shift',
    'cpi_social_proof',
    'cpi_stickiness',
    'cpi_survey_response_rate',
    'cpi_time_to_value',
    'cpi_transfer_free_resolution',
    'cpi_value_delivered',
    'kpi_backlog_age',
    'kpi_call_abandonment_rate',
    'kpi_calls_per_agent_hour',
    'kpi_cost_per_contact',
    'kpi_customer_churn_rate',
    'kpi_customer_churn_rate_12m',
    'kpi_customer_lifetime_value',
    'kpi_customer_retention_rate',
    'kpi_damage_cost_per_order',
    'kpi_expansion_rate',
    'kpi_first_response_business_time',
    'kpi_first_response_time',
    'kpi_gross_revenue_retention',
    'kpi_gross_revenue_retention_12m',
    'kpi_handle_time',
    'kpi_net_revenue_retention',
    'kpi_net_revenue_retention_12m',
    'kpi_new_customers',
    'kpi_oldest_unanswered',
    'kpi_post_contact_churn_rate',
    'kpi_promoter_referral_rate',
    'kpi_queue_time',
    'kpi_quote_win_rate',
    'kpi_referral_conversion_rate',
    'kpi_referrals',
    'kpi_referred_customer_share',
    'kpi_renewal_rate',
    'kpi_repeat_purchase_rate',
    'kpi_resolution_business_time',
    'kpi_resolution_time',
    'kpi_resolution_time_net_of_customer',
    'kpi_save_rate',
    'kpi_service_availability',
    'kpi_service_level',
    'kpi_sla_attainment',
    'kpi_sla_first_response',
    'kpi_sla_resolution',
    'kpi_speed_of_answer',
    'kpi_ticket_backlog',
    'kpi_tickets_created',
    'kpi_tickets_solved',
    'kpi_unanswered_tickets',
] -%}

with

observations as (

    {% for model in metric_models -%}
    select
        {{ observations_of(model) }}
    from {{ ref(model) }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

)

select * from observations
-- Left out, and counted by metric_left_out: what is unknown. Not left out, so that a test finds it: what has no time.
where
    numerator is not null
    and (observed_at <= (select present.as_of from {{ ref('metric_as_of') }} as present) or observed_at is null)
    and (observed_at >= {{ earliest_moment() }} or observed_at is null)
