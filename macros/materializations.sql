{# Tables and views on DuckDB, each by one statement in one transaction: if it fails, what was there stands. dbt-duckdb makes them
   under another name, moves the old one away, renames the new one and drops the old one, which are ten statements. #}

{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {% set relation = this.incorporate(type='table') %}
    {# A Python model may read the table that it replaces. #}
    {% set made = make_intermediate_relation(relation) if model.language == 'python' else relation %}
    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}
    {% if made != relation %}
        {{ drop_relation_if_exists(load_cached_relation(made)) }}
    {% endif %}
    {% call statement('main', language=model.language) %}
        {% if made == relation %}{{ drop_what_is_there(relation) }}{% endif %}
        {{- create_table_as(false, made, compiled_code, model.language) }}
    {% endcall %}
    {% if made != relation %}
        {% call statement('rename') %}
            {{ drop_what_is_there(relation) }}
            alter table {{ made }} rename to {{ relation.identifier }};
        {% endcall %}
    {% endif %}
    {{ return(finished(relation)) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {% set relation = this.incorporate(type='view') %}
    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}
    {% call statement('main') %}
        {{ drop_what_is_there(relation) }}
        {{ get_create_view_as_sql(relation, sql) }}
    {% endcall %}
    {{ return(finished(relation)) }}
{% endmaterialization %}

{% macro drop_what_is_there(relation) %}
    {%- set there = load_cached_relation(relation) -%}
    {%- if there %}drop {{ there.type }} if exists {{ there }};{% endif -%}
{% endmacro %}

{% macro finished(relation) %}
    {% do persist_docs(relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=true) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=false) }}
    {{ return({'relations': [relation]}) }}
{% endmacro %}
