-- Which account or contact lives on in the place of one that was merged, through chains? A circle has none.
with recursive

mergers as (

    select
        id,
        master_record_id
    from ({{ salesforce_records('account') }}) as accounts
    where master_record_id is not null

    union all

    select
        id,
        master_record_id
    from ({{ salesforce_records('contact') }}) as contacts
    where master_record_id is not null

),

followed as (

    select
        id,
        master_record_id as survivor_id,
        1 as steps
    from mergers

    union all

    select
        followed.id,
        mergers.master_record_id as survivor_id,
        followed.steps + 1 as steps
    from followed
    inner join mergers on followed.survivor_id = mergers.id
    where followed.steps < 100

)

select
    id,
    max_by(survivor_id, steps) as survivor_id

from followed
group by id
having max(steps) < 100
