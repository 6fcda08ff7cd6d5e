select
    {{ blank_to_null('review_id') }} as review_id,
    {{ blank_to_null('ticket_id') }} as ticket_id,
    {{ blank_to_null('agent_id') }} as agent_id,
    {{ blank_to_null('reviewer_id') }} as reviewer_id,
    reviewed_at,
    {{ blank_to_null('rubric', 80) }} as rubric,
    points,
    points_possible,
    _loaded_at

from {{ source('files', 'qa_reviews') }}
