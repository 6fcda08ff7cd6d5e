select {{ as_contract('agents', {'agent_id': 'assigned_to', 'name': 'assigned_to',
    '_loaded_at': 'max(_loaded_at)'}) }}
from {{ ref('base_servicenow__incident_history') }}
where assigned_to is not null
group by assigned_to
