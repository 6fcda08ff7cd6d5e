-- Which of the ids that the seeds of links name are anywhere in what landed?
{{ refer_to_staging() }}
with

asked as (

    {% for kind in identity_tables() -%}
    select
        '{{ kind }}' as kind,
        {{ id_of_source('source', kind ~ '_id') }} as id
    from {{ ref(kind ~ '_links') }}
    union
    select
        '{{ kind }}' as kind,
        trim({{ kind }}) as id
    from {{ ref(kind ~ '_links') }}
    {{ 'union' if not loop.last }}
    {% endfor %}

),

landed as (

    {{ landed_identities('asked') }}

)

select distinct
    kind,
    id
from landed
