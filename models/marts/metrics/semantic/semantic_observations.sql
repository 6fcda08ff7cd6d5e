-- What the semantic layer reads: the observations by date, with each dimension under its name in metric_values.
with

observations as (

    select * from {{ ref('metric_observations') }}

),

accounts as (

    select * from {{ ref('dim_accounts') }}

),

teams as (

    select
        *,
        coalesce(team_name, team_id) as name,
        coalesce(lead_name, lead_agent_id) as lead
    from {{ ref('dim_teams') }}

),

leads as (

    select distinct
        lead_agent_id,
        lead
    from teams
    where lead_agent_id is not null

),

named_teams as (

    select
        team_id,
        lead_agent_id,
        {{ name_apart('name', 'team_id', 'name') }} as team
    from teams

),

named_leads as (

    select
        lead_agent_id,
        {{ name_apart('lead', 'lead_agent_id', 'lead') }} as lead
    from leads

)

select
    observations.metric_id,
    observations.subject_id,
    cast({{ to_reporting_time('observations.observed_at') }} as date) as observed_on,
    {% for dimension in semantic_dimensions() -%}
    {{ dimension.sql }} as {{ dimension.name }},
    {% endfor -%}
    observations.numerator,
    observations.denominator

from observations
left join accounts on observations.account_id = accounts.account_id
left join named_teams on observations.team_id = named_teams.team_id
left join named_leads on named_teams.lead_agent_id = named_leads.lead_agent_id
