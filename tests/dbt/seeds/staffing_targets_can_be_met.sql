-- Each line of the seed staffing_targets is a target that can be met, for a team that there is.
{{ config(fail_calc=stop_with('reason')) }}

with

targets as (

    select
        *,
        count(*) over (partition by team) as lines
    from {{ ref('staffing_targets') }}

),

teams as (

    select dimension_value as team
    from {{ ref('metric_dimension_values') }}
    where dimension in ('all', 'team')

),

problems as (

    select
        targets.team,
        case
            when teams.team is null then 'there is no such team; what metric_values calls a team is its name'
            when targets.lines > 1 then 'the team is there twice'
            when targets.answered_within_seconds < 0 then 'answered_within_seconds is negative'
            when targets.answered_share <= 0 or targets.answered_share >= 1
                then 'answered_share is not above 0 and below 1, such as 0.8'
            when targets.shrinkage < 0 or targets.shrinkage >= 1
                then 'shrinkage is not from 0 on and below 1, such as 0.3'
        end as problem
    from targets
    left join teams on targets.team = teams.team

)

select concat('seeds/staffing_targets.csv, ', team, ': ', problem) as reason

from problems
where problem is not null

union all

select 'seeds/staffing_targets.csv: a line for all is missing, which holds where a team has none' as reason
where not exists (select targets.team from targets where targets.team = 'all')
