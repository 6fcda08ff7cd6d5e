{#- The lines of a seed that say something about one company alone, such as its targets. Those of the demo company stand
    in a seed of their own, and hold where its landing folder, made by the step `demo`, is what landed. -#}
{% macro seed_lines(seed) -%}
    select * from {{ ref(seed) }}

    union all

    select * from {{ ref('demo_' ~ seed) }}
    where exists (
        select files.landing_folder from {{ source('landing', 'landed_files') }} as files
        where files.landing_folder = '../demo/landing'
    )
{%- endmacro %}
