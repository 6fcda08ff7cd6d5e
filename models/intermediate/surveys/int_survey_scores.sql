-- Every survey with its score turned so that higher is better, and whether the score can be one.
with

surveys as (

    select
        *,
        score between scale_min and scale_max and scale_min < scale_max
        -- promoters and detractors are defined on 0 to 10 alone
        and (kind <> 'nps' or (scale_min in (0, 1) and scale_max = 10)) as is_inside_scale
    from {{ ref('int_survey_responses') }}

),

turned as (

    select
        *,
        responded_at is not null and coalesce(is_inside_scale, false) as is_score_valid,
        case when is_turned_round then scale_min + scale_max - score else score end as oriented_score
    from surveys

)

select
    response_id,
    kind,
    score,
    scale_min,
    scale_max,
    is_score_valid,
    case when is_score_valid then oriented_score end as oriented_score,
    -- satisfied are the two highest scores of a scale, and the highest alone where it has no more than three
    case
        when is_score_valid and kind = 'csat'
            then oriented_score >= scale_max - (case when scale_max - scale_min > 2 then 1 else 0 end)
    end as is_satisfied,
    case
        when is_score_valid and kind = 'ces'
            then 1 + 6 * (oriented_score - scale_min) / (scale_max - scale_min)
    end as ease_score,
    case
        when not is_score_valid or kind <> 'nps' then null
        when oriented_score >= 9 then 1
        when oriented_score <= 6 then -1
        else 0
    end as nps_group,
    case
        when is_score_valid and kind = 'pec'
            then (oriented_score - scale_min) / (scale_max - scale_min)
    end as connection_share

from turned
