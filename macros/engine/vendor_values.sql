{#- Values as vendors and their loaders write them. -#}

{#- A time written as text, in UTC: ISO 8601, without an offset in UTC already, or seconds, or milliseconds, since 1970. What is
    none of these is null. -#}
{% macro utc(text) -%}
    {{ adapter.dispatch('utc')(text) }}
{%- endmacro %}

{#- An id as one text, whether it was written as a whole number, as the float that some tools make of one, or as text. -#}
{% macro vendor_id(column) -%}
    {{ adapter.dispatch('vendor_id')(column) }}
{%- endmacro %}

{#- An id of Salesforce, which has 15 characters, large letters apart from small ones, or 18: three more for each five say
    which letters are large. Here always 18, so that ids are the same where their first 15 characters are. -#}
{% macro salesforce_id(id) -%}
    case
        when length({{ id }}) = 15 then concat(
            {{ id }}
            {%- for start in [1, 6, 11] %},
            substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1
                {%- for place in range(5) %}
                + case when substr({{ id }}, {{ start + place }}, 1) between 'A' and 'Z' then {{ 2 ** place }} else 0 end
                {%- endfor %}, 1)
            {%- endfor %}
        )
        else {{ id }}
    end
{%- endmacro %}

{#- The text at a key of an object that is written as JSON; null where the text is no JSON, or has nothing there. -#}
{% macro json_text(text, key) -%}
    {{ adapter.dispatch('json_text')(text, key) }}
{%- endmacro %}

{#- One row for each whole number in a text, such as `[17, 18]`, as text. -#}
{% macro numbers_in(text) -%}
    {{ adapter.dispatch('numbers_in')(text) }}
{%- endmacro %}

{#- One row for each text in quotes within a list that is written as JSON. -#}
{% macro strings_in(text) -%}
    {{ adapter.dispatch('strings_in')(text) }}
{%- endmacro %}

{#- Texts from a var for an `in (…)`; without any, none that a column could equal. -#}
{% macro quoted(texts) -%}
    {%- for text in texts -%}
        '{{ text | string | replace("'", "''") }}'{{ ', ' if not loop.last }}
    {%- else -%}
        null
    {%- endfor -%}
{%- endmacro %}

{#- One row for each object in a list that is written as JSON, as the JSON of it. -#}
{% macro objects_in(text) -%}
    {{ adapter.dispatch('objects_in')(text) }}
{%- endmacro %}

{#- Of a list of objects with `id` and `value` that is written as JSON: the value, as text, of the first that has this id. -#}
{% macro listed_value(text, id) -%}
    {{ adapter.dispatch('listed_value')(text, id) }}
{%- endmacro %}

{#- The smallest and the largest of the numbers at a path of JSON. -#}
{% macro json_lowest(text, path) -%}
    {{ adapter.dispatch('json_lowest')(text, path) }}
{%- endmacro %}

{% macro json_highest(text, path) -%}
    {{ adapter.dispatch('json_highest')(text, path) }}
{%- endmacro %}
