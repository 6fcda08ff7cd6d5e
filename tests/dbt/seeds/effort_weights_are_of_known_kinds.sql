-- Each line of the seed effort_weights weighs a kind of effort that is counted, once, with 0 or more.
{{ config(fail_calc=stop_with('reason')) }}

{% set kinds = ['further_customer_message', 'reopening', 'transfer', 'channel_switch', 'repeat_contact'] -%}

with

weights as (

    select
        *,
        count(*) over (partition by kind) as lines
    from {{ ref('effort_weights') }}

),

problems as (

    select
        kind,
        weight,
        case
            when kind not in ('{{ kinds | join("', '") }}')
                then 'nobody counts that; what is counted: {{ kinds | join(", ") }}'
            when weight < 0 then 'the weight is negative; 0 leaves the kind out'
            when lines > 1 then 'the kind is there twice'
        end as problem
    from weights

)

select concat('seeds/effort_weights.csv, ', kind, ',', cast(weight as string), ': ', problem) as reason

from problems
where problem is not null
