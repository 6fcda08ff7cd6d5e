-- Every task of every source, one row each.
with

{{ union_sources('tasks', 'task_id') }}

select
    task_id,
    source,
    copies,
    ticket_id,
    lower(kind) as kind,
    created_at,
    done_at,
    _loaded_at

from latest
