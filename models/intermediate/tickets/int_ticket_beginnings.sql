-- When did the customer first ask what a ticket that survived a merge is about? Earlier tickets that were merged into
-- it and of the same contact say so, where they were open when it was opened: nothing tells when they were merged.
with

merged as (

    select
        survivors.ticket_id,
        survivors.created_at,
        merged.ticket_id as merged_ticket_id,
        merged.created_at as asked_at,
        merged.landed_solved_at
    from {{ ref('int_ticket_merges') }} as mergers
    inner join {{ ref('int_ticket_records') }} as merged on mergers.ticket_id = merged.ticket_id
    inner join {{ ref('int_ticket_records') }} as survivors on mergers.surviving_ticket_id = survivors.ticket_id
    where merged.contact_id = survivors.contact_id and merged.created_at < survivors.created_at and merged.is_genuine

),

last_statuses as (

    select
        merged.merged_ticket_id,
        max_by(changes.new_status, changes.step) as status
    from merged
    inner join {{ ref('int_ticket_changes') }} as changes
        on
            merged.merged_ticket_id = changes.ticket_id
            and changes.field = 'status'
            and merged.created_at > changes.occurred_at
    group by merged.merged_ticket_id

)

select
    merged.ticket_id,
    min(merged.asked_at) as asked_at

from merged
left join last_statuses on merged.merged_ticket_id = last_statuses.merged_ticket_id
where
    case
        when last_statuses.status is not null then last_statuses.status not in ('solved', 'closed')
        else coalesce(merged.landed_solved_at >= merged.created_at, true)
    end
group by merged.ticket_id
