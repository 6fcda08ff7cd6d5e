-- The milestones of cases that are targets of ours, by the name of their kind; others are left out. Salesforce's
-- verdict is landed to be compared.
with

kinds as (

    select
        id,
        name,
        coalesce(
            {{ word_by_setting('name', vendor_setting('salesforce', 'milestones')) }},
            {{ vendor_word('salesforce', 'milestone', 'name') }}
        ) as metric
    from ({{ salesforce_records('milestone_type') }}) as milestone_types

)

select
    {{ as_contract('ticket_slas', {
        'ticket_id': 'milestones.case_id',
        'metric': 'kinds.metric',
        'policy_id': 'milestones.milestone_type_id',
        'policy_name': 'kinds.name',
        'clock_name': 'kinds.name',
        'applied_at': 'milestones.start_date',
        'target_minutes': 'milestones.target_response_in_mins',
        'in_business_hours': 'milestones.business_hours_id is not null',
        'pause_on_pending': "'pending' in (" ~ quoted(vendor_setting('salesforce', 'milestones_stop_in')) ~ ")",
        'pause_on_hold': "'hold' in (" ~ quoted(vendor_setting('salesforce', 'milestones_stop_in')) ~ ")",
        'due_at': 'milestones.target_date',
        'fulfilled_at': 'milestones.completion_date',
        'is_breached': 'milestones.is_violated',
        'elapsed_minutes': 'milestones.elapsed_time_in_mins',
        'schedule_id': 'milestones.business_hours_id',
        'updated_at': 'milestones.last_modified_date',
        '_loaded_at': 'milestones._loaded_at',
    }) }}

from ({{ salesforce_records('case_milestone') }}) as milestones
inner join kinds on milestones.milestone_type_id = kinds.id
where not milestones.is_gone and kinds.metric in ('first_response', 'next_response', 'resolution')
