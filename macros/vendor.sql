{#- What adapters of vendors share, so that one is its mapping and little else. docs/how-to/add-a-vendor.md says when which
    is used. -#}

{#- A query of the newest row of each key of a base or raw table, whatever loader wrote it. `key`: its columns; `newest`: what
    else says which row is newer, the first that differs, as SQL to be sorted downwards; then the later load counts, of one
    load the later file, of one file the later `line` (none: the rows do not have it). `kept`: a condition on rows that are versions which still stand, such as
    `coalesce(_fivetran_active, true)`. Beside its columns: `copy_number`, always 1. -#}
{% macro current_rows(rows, key, newest=[], kept=none, line='_source_row') -%}
    select *
    from (
        select
            *,
            row_number() over (
                partition by {{ key | join(', ') }}
                order by
                    {%- for column in newest %}
                    {{ column }} desc nulls last,
                    {%- endfor %}
                    _loaded_at desc nulls last,
                    {{ natural_order('_source_file') }} desc nulls last,
                    {%- if line %}
                    {{ line }} desc nulls last,
                    {%- endif %}
                    {{ row_text('versions') }} asc
            ) as copy_number
        from {{ rows }} as versions
        {%- if kept %}
        where {{ kept }}
        {%- endif %}
    )
    where copy_number = 1
{%- endmacro %}

{#- A query of the versions of records as a history of single fields, to be read by history_events: one row for each version
    and field, with `field` and `value` beside the columns of the version. `fields`: {our word: the column}. -#}
{% macro values_of_versions(rows, fields) -%}
    {%- for field, column in fields.items() %}
    select
        *,
        '{{ field }}' as field,
        {{ column }} as value
    from {{ rows }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- A query of the changes in a history that has a row for each value of a field. `ticket`, `field`, `value`, `at`, `actor`:
    its columns as SQL; `words`: {the vendor's name of a field: ours}, others being left out (none: they are ours); `order`:
    what orders the values of a field, where the time does not; `version`: what tells rows of one time apart, else the
    value. A row that repeats another, or a value that stands already, is no change. Columns: those of the contract's
    ticket_events, and `place`, which is what orders them. -#}
{% macro history_events(rows, ticket, field, value, at, actor, words={}, order=none, version=none) -%}
    select
        *,
        concat_ws(
            '-', ticket_id, cast(version as string), cast(occurred_at as string), field
            {{- ', new_value' if not version }}
        ) as event_id
    from (
        select
            *,
            lag(new_value) over (
                partition by ticket_id, field order by place asc, new_value asc nulls first
            ) as old_value
        from (
            select
                {{ ticket }} as ticket_id,
                {%- if words %}
                case {{ field }}
                    {%- for theirs, ours in words.items() %}
                    when '{{ theirs }}' then '{{ ours }}'
                    {%- endfor %}
                end as field,
                {%- else %}
                {{ field }} as field,
                {%- endif %}
                {{ value }} as new_value,
                {{ at }} as occurred_at,
                {{ actor }} as actor_id,
                {{ order or at }} as place,
                {{ version or 'null' }} as version,
                max(_source_file) as _source_file,
                max(_loaded_at) as _loaded_at
            from {{ rows }}
            {%- if words %}
            where {{ field }} in ({{ "'" ~ words | join("', '") ~ "'" }})
            {%- endif %}
            group by all
        )
    )
    where new_value is distinct from old_value
{%- endmacro %}

{#- A vendor's word as ours, by the seed vendor_words; one that the seed lacks stays as it came. `what`: which words. -#}
{% macro vendor_word(vendor, what, column) -%}
    {#- names that no column of the vendor's has, which would be taken for the seed's -#}
    coalesce(
        (
            select max(vendor_words_found.seed_ours)
            from (
                select word as seed_word, ours as seed_ours from {{ ref('vendor_words') }}
                where vendor = '{{ vendor }}' and what = '{{ what }}'
            ) as vendor_words_found
            where vendor_words_found.seed_word = lower(trim({{ column }}))
        ),
        {{ column }}
    )
{%- endmacro %}
