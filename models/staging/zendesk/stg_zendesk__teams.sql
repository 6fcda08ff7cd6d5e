-- Groups, also deleted ones, since old tickets are theirs.
with

landed as (

    {{ staged('zendesk', 'group') }}

),

groups as (

    {{ current_rows('landed', ['id'], newest=['updated_at']) }}

)

select
    {{ as_contract('teams', {
        'team_id': 'id',
        'name': 'name',
        '_source_file': '_source_file',
        '_source_row': '_source_row',
        '_loaded_at': '_loaded_at',
    }) }}

from groups
