-- Queues, also deleted ones, since old cases are theirs. Other groups own no cases.
select
    {{ as_contract('teams', {
        'team_id': 'id',
        'name': 'name',
        '_source_file': '_source_file',
        '_source_row': '_source_row',
        '_loaded_at': '_loaded_at',
    }) }}

from ({{ salesforce_records('group') }}) as queues
where coalesce(lower(type) = 'queue', true)
