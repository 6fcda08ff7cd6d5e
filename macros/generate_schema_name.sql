{#- Schemas carry the names that dbt_project.yml gives them, with no prefix. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | default(target.schema, true) | trim }}
{%- endmacro %}
