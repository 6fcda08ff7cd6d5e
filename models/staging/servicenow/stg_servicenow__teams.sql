select {{ as_contract('teams', {'team_id': 'assignment_group', 'name': 'assignment_group',
    '_loaded_at': 'max(_loaded_at)'}) }}
from {{ ref('base_servicenow__incident_history') }}
where assignment_group is not null
group by assignment_group
