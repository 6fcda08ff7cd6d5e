{#- A query of the rows of the last version of things that have several rows each, and that land as a whole whenever they
    change: those of the last load. Files of one load are versions as well where two have in common what is once in each,
    and then the last of them counts; else they are parts of one. `key`: of the things; `rows_meet`: when rows `earlier` and
    `later` of two files have that in common. -#}
{% macro last_version(rows, key, rows_meet) -%}
    select ranked.*
    from (
        {{ ranked_files(rows, key) }}
    ) as ranked
    left join (
        select distinct earlier.{{ key }} as versioned_key
        from ({{ ranked_files(rows, key) }}) as earlier
        inner join ({{ ranked_files(rows, key) }}) as later
            on
                earlier.{{ key }} = later.{{ key }}
                and earlier.file_rank > later.file_rank
                and {{ rows_meet }}
        where earlier.load_rank = 1 and later.load_rank = 1
    ) as versioned on ranked.{{ key }} = versioned.versioned_key
    where ranked.load_rank = 1 and (versioned.versioned_key is null or ranked.file_rank = 1)
{%- endmacro %}

{% macro ranked_files(rows, key) -%}
    select
        *,
        rank() over (partition by {{ key }} order by _loaded_at desc nulls last) as load_rank,
        rank() over (
            partition by {{ key }}, _loaded_at order by {{ natural_order('_source_file') }} desc nulls last
        ) as file_rank
    from {{ rows }}
{%- endmacro %}
