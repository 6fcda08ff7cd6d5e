-- Rows that say too little to be sure, or contradict one another.
with

calls_without_end as (

    select
        calls.source,
        'calls' as table_name,
        calls.call_id as record_key,
        'outcome_unclear' as reason,
        case
            when calls.outcome is null then 'it says nothing after it came in; counts as abandoned'
            else 'abandoned, but it does not say when'
        end as detail
    from {{ ref('int_call_queues') }} as queues
    inner join {{ ref('int_calls') }} as calls on queues.call_id = calls.call_id
    where queues.outcome = 'abandoned' and calls.ended_at is null

),

schedules as (

    select
        schedule_id,
        min(source) as source
    from {{ ref('int_schedules') }}
    group by schedule_id

),

schedule_problems as (

    select
        schedules.source,
        'schedules' as table_name,
        problems.schedule_id as record_key,
        'schedule_contradicts_itself' as reason,
        problems.problem as detail
    from {{ ref('int_schedule_problems') }} as problems
    inner join schedules on problems.schedule_id = schedules.schedule_id

),

verdicts as (

    select
        tickets.source,
        'ticket_slas' as table_name,
        targets.ticket_id || '/' || targets.metric as record_key,
        'verdict_disagrees' as reason,
        case
            when targets.is_breached then 'its source calls it breached; by minutes, schedule and pauses it was kept'
            else 'its source calls it kept; by minutes, schedule and pauses it was breached'
        end as detail
    from {{ ref('int_sla_judged_targets') }} as targets
    inner join {{ ref('int_tickets') }} as tickets on targets.ticket_id = tickets.ticket_id
    where targets.is_breached = targets.is_kept

),

-- a private customer's id is no word for a reader; the line is in int_identity_links
link_problems as (

    select distinct
        {{ space_of('links.landed_id') }} as source,
        concat(links.kind, 's') as table_name,
        coalesce(accounts.account_id, links.landed_pseudonym) as record_key,
        case when links.problem like 'no source%' then 'link_names_nobody' else 'link_contradicts_itself' end as reason,
        concat(links.problem, ' (linked by ', links.linked_by, '), so it stays by itself') as detail
    from {{ ref('int_identity_links') }} as links
    left join {{ ref('int_accounts') }} as accounts
        on case when links.kind = 'account' then links.landed_id end = accounts.landed_account_id
    where links.problem is not null

)

select * from calls_without_end

union all

select * from schedule_problems

union all

select * from verdicts

union all

select * from link_problems

union all

select
    source,
    'contacts' as table_name,
    contact_id as record_key,
    'shared_contact' as reason,
    concat('it has up to ', most_tickets_in_a_month, ' tickets in a month') as detail
from {{ ref('int_shared_contacts') }}
