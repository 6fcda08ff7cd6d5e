{#- Records of several systems that are alike: what models of matches do with them. -#}

{#- An e-mail address by which people are compared; null where it is none. -#}
{% macro email_of(text) -%}
    nullif(regexp_extract(lower(trim({{ text }})), '^[^@ ]+@[^@ ]+$', 0), '')
{%- endmacro %}

{#- The mailbox of an address, without what some write behind a plus. -#}
{% macro mailbox_of(email) -%}
    regexp_replace({{ email }}, '[+@].*$', '')
{%- endmacro %}

{#- The domain in what a system has for one, an address of the web included; null where it is none, or several. -#}
{% macro domain_of(text) -%}
    nullif(regexp_extract(
            regexp_replace(
                regexp_replace(lower(trim({{ text }})), '^([a-z]+://)?@?(www[.])?', ''), '[.]?([/:?#].*)?$', ''
            ),
            '^[^@,; ]+[.][^@,;. ]+$', 0
        ), '')
{%- endmacro %}

{#- The rules of a var that is `none` or the name of one. -#}
{% macro rules_of(name) %}
    {{ return([var(name)] if var(name) not in [none, 'none'] else []) }}
{% endmacro %}

{#- A model of matches, of what int_identity_keys has of a kind. `rules`: the names of those that link. `owners`: a CTE
    that says by `owner_id` whose a record is, and `settled_id` who that is.
    Ids that the seeds link are one before, and no match makes two ids of one source one. -#}
{% macro matches(kind, rules, owners=none) -%}
records as (

    select
        keys.source,
        keys.landed_id,
        keys.matched_by,
        keys.matched_on,
        keys.unfit,
        {{ 'coalesce(owners.settled_id, keys.owner_id)' if owners else 'keys.owner_id' }} as owner_id
    from {{ ref('int_identity_keys') }} as keys
    {%- if owners %}
    left join {{ owners }} as owners on keys.owner_id = owners.owner_id
    {%- endif %}
    where keys.kind = '{{ kind }}'

),

lines as (

    select
        landed_id,
        max(identity_id) as identity_id,
        -- what contradicts itself, or is linked to itself, stays by itself
        max(identity_id is null or identity_id = landed_id) as is_alone
    from {{ ref('int_identity_lines') }}
    where kind = '{{ kind }}'
    group by landed_id

),

named as (

    select distinct identity_id as known_id
    from lines
    where not is_alone

),

known as (

    select
        records.*,
        coalesce(lines.identity_id, records.landed_id) as known_id
    from records
    left join lines on records.landed_id = lines.landed_id
    where lines.is_alone is not true

),

counted as (

    select
        matched_by,
        matched_on,
        source,
        count(distinct known_id) as ids,
        min(known_id) as lowest,
        max(known_id) as highest,
        max(unfit) as unfit,
        min(owner_id) as lowest_owner,
        max(owner_id) as highest_owner
    from known
    where matched_on is not null
    group by matched_by, matched_on, source

),

alike as (

    select
        matched_by,
        matched_on,
        matched_by in ('{{ (rules or ['']) | join("', '") }}') as is_used,
        case
            when max(unfit) is not null then max(unfit)
            when max(ids) > 1 then 'several of one source have it'
            when min(lowest_owner) < max(highest_owner) then 'they belong to different accounts'
        end as problem
    from counted
    group by matched_by, matched_on
    having count(*) > 1 and min(lowest) < max(highest)

),

members as (

    select distinct
        known.known_id,
        alike.matched_by,
        alike.matched_on
    from known
    inner join alike on known.matched_by = alike.matched_by and known.matched_on = alike.matched_on
    where alike.is_used and alike.problem is null

),

{{ settled_matches(kind) }}
{%- endmacro %}

{#- The second half of such a model: where the matches lead, and the rows of the model. -#}
{% macro settled_matches(kind) -%}
reached_0 as (

    select distinct
        known_id,
        known_id as other_id
    from members

),

-- as many steps as there are sources: whoever has further to go has passed two ids of one source
{% set steps = sources_of_tables() | length -%}
{% for step in range(1, steps + 1) -%}
{{ 'reached' if step == steps else 'reached_' ~ step }} as (

    select distinct
        reached.known_id,
        others.known_id as other_id
    from reached_{{ step - 1 }} as reached
    inner join members on reached.other_id = members.known_id
    inner join members as others
        on members.matched_by = others.matched_by and members.matched_on = others.matched_on

),

{% endfor -%}

-- of which sources an id stands for one
sources as (

    select
        known_id,
        source
    from known
    union
    select
        identity_id as known_id,
        {{ space_of('landed_id') }} as source
    from lines
    where not is_alone

),

torn as (

    select distinct known_id
    from (
        select reached.known_id
        from reached
        inner join sources on reached.other_id = sources.known_id
        group by reached.known_id, sources.source
        having count(distinct reached.other_id) > 1
    ) as of_one_source

    union

    -- the seeds keep apart what they give two names
    select reached.known_id
    from reached
    inner join named on reached.other_id = named.known_id
    group by reached.known_id
    having count(distinct reached.other_id) > 1

),

identities as (

    select
        reached.known_id,
        coalesce(min(named.known_id), min(reached.other_id)) as identity_id
    from reached
    left join named on reached.other_id = named.known_id
    group by reached.known_id

)

select
    '{{ kind }}' as kind,
    known.matched_by,
    known.matched_on,
    known.source,
    known.landed_id,
    alike.is_used,
    torn.known_id is not null as is_contradiction,
    case when torn.known_id is null then identities.identity_id end as identity_id,
    case
        when torn.known_id is not null then 'its matches lead to several'
        else alike.problem
    end as problem

from alike
inner join known on alike.matched_by = known.matched_by and alike.matched_on = known.matched_on
left join identities
    on case when alike.is_used and alike.problem is null then known.known_id end = identities.known_id
left join torn on identities.known_id = torn.known_id
{%- endmacro %}
