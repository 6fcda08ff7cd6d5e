"""Every promised metric is in the catalogue, and on the demo company has values wherever it means something."""

# By chapter of the definitions: speed and efficiency, the customer's side, the business side.
SPEED = {
    "kpi_tickets_created",
    "kpi_tickets_solved",
    "kpi_ticket_backlog",
    "kpi_first_response_time",
    "kpi_first_response_time_mean",
    "kpi_first_response_time_p90",
    "kpi_first_response_business_time",
    "kpi_resolution_time",
    "kpi_resolution_time_mean",
    "kpi_resolution_time_p90",
    "kpi_resolution_business_time",
    "kpi_resolution_time_net_of_customer",
    "kpi_queue_time",
    "kpi_speed_of_answer",
    "kpi_handle_time",
    "kpi_calls_per_agent_hour",
    "kpi_call_abandonment_rate",
    "kpi_sla_attainment",
    "kpi_sla_first_response",
    "kpi_sla_resolution",
    "kpi_cost_per_contact",
    "kpi_service_availability",
}
CUSTOMER = {
    "cpi_first_contact_resolution",
    "cpi_one_touch_resolution",
    "cpi_transfer_free_resolution",
    "cpi_reopen_rate",
    "cpi_repeat_contact_rate",
    "cpi_contact_effort",
    "cpi_longest_silence",
    "cpi_complaint_rate",
    "cpi_customer_effort_score",
    "cpi_low_effort_rate",
    "cpi_customer_satisfaction",
    "cpi_net_promoter_score",
    "cpi_likelihood_to_recommend",
    "cpi_nps_recovery_rate",
    "cpi_survey_response_rate",
    "cpi_response_promise_kept",
    "cpi_off_hours_response_time",
    "cpi_self_service_adoption",
    "cpi_content_engagement",
    "cpi_self_service_deflection",
    "cpi_quality_score",
    "cpi_quality_consistency",
    "cpi_personal_emotional_connection",
    "cpi_time_to_value",
    "cpi_product_adoption",
    "cpi_active_users",
    "cpi_stickiness",
    "cpi_quote_turnaround",
    "cpi_quote_unanswered_rate",
    "cpi_payment_flexibility",
    "cpi_nothing_broken_rate",
    "cpi_value_delivered",
    "cpi_social_proof",
    "cpi_issue_exposure",
}
BUSINESS = {
    "kpi_customer_churn_rate",
    "kpi_customer_churn_rate_12m",
    "kpi_customer_retention_rate",
    "kpi_gross_revenue_retention",
    "kpi_gross_revenue_retention_12m",
    "kpi_net_revenue_retention",
    "kpi_net_revenue_retention_12m",
    "kpi_expansion_rate",
    "kpi_renewal_rate",
    "kpi_save_rate",
    "kpi_new_customers",
    "kpi_repeat_purchase_rate",
    "kpi_customer_lifetime_value",
    "kpi_referrals",
    "kpi_referral_conversion_rate",
    "kpi_promoter_referral_rate",
    "kpi_referred_customer_share",
    "kpi_post_contact_churn_rate",
    "kpi_quote_win_rate",
    "kpi_damage_cost_per_order",
}
NARROW = {
    "all",
    "team",
    "channel",
}  # what days and weeks carry; and quarters, of medians and 90th percentiles


def test_the_catalogue_has_every_metric(warehouse):
    found = [metric for (metric,) in warehouse.sql("select metric_id from marts.metric_catalog").fetchall()]
    assert sorted(found) == sorted(SPEED | CUSTOMER | BUSINESS)


def test_each_has_values_in_every_grain_and_dimension_that_it_names(warehouse):
    wanted = {
        (metric, grain, dimension)
        for metric, aggregation, grains, dimensions in warehouse.sql(
            "select metric_id, aggregation, grains, dimensions from marts.metric_catalog"
        ).fetchall()
        for grain in grains.split(", ")
        for dimension in dimensions.split(", ")
        if dimension in NARROW or not is_narrow(grain, aggregation)
    }
    # names of agents are published by a var alone
    wanted = {cell for cell in wanted if cell[2] != "agent"}
    found = set(
        warehouse.sql("select distinct metric_id, grain, dimension from marts.metric_values").fetchall()
    )
    assert sorted(wanted - found) == []
    assert sorted(found - wanted) == []


def is_narrow(grain: str, aggregation: str) -> bool:
    return grain in ("day", "week") or (grain == "quarter" and aggregation in ("median", "p90"))
