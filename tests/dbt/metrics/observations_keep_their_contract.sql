-- What the roll-up takes for granted about each observation: who, when, in which cluster, how much; and that a
-- metric declared binary says yes or no of one subject.
with

observations as (

    select * from {{ ref('metric_observations') }}

),

metrics as (

    select * from {{ ref('metric_catalog') }} where metric_id = model

),

problems as (

    select
        observations.metric_id,
        observations.subject_id,
        observations.observed_at,
        case
            when observations.subject_id is null then 'no subject_id'
            when observations.observed_at is null then 'no observed_at'
            when observations.cluster_id is null then 'no cluster_id'
            when observations.numerator is null then 'no numerator'
            when observations.denominator is null then 'no denominator'
            when not {{ is_finite('observations.numerator') }} then 'the numerator is no finite number'
            when not {{ is_finite('observations.denominator') }} then 'the denominator is no finite number'
            when observations.denominator < 0 then 'the denominator is negative'
            when not metrics.is_binary then null
            when observations.numerator not in (0, 1) then 'binary, but the numerator is neither 0 nor 1'
            when observations.denominator <> 1 then 'binary, but the denominator is not 1'
        end as problem
    from observations
    inner join metrics on observations.metric_id = metrics.metric_id

)

select *

from problems
where problem is not null
