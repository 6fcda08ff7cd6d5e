{#- The build log: what stands in the build file, and what each model and seed of it was built from. Publishing reads
    it, so that nothing is published beside a project that has changed since. Hooks of dbt_project.yml write it, so that
    it is there however dbt was called. Only from DuckDB is anything published. -#}

{#- Before anything is built: what is about to be built again is not known to be whole until it is. -#}
{% macro begin_build_log() %}
    {%- if execute and is_logged() -%}
        create schema if not exists build_log;
        create table if not exists build_log.runs (
            invocation_id varchar, started_at timestamp, target_path varchar, vars varchar, is_building boolean
        );
        create table if not exists build_log.models (unique_id varchar, invocation_id varchar, built_from varchar);
        create table if not exists build_log.failed_tests (unique_id varchar);
        create table if not exists build_log.test_results (unique_id varchar, status varchar, ran_at timestamp);
        {%- set building = [] -%}
        {%- for identity in selected_resources if identity.split('.')[0] in ['model', 'seed'] -%}
            {%- do building.append("('" ~ identity ~ "', '" ~ invocation_id ~ "')") -%}
        {%- endfor %}
        insert into build_log.runs values (
            '{{ invocation_id }}',
            now()::timestamp,
            '{{ dbt.escape_single_quotes(flags.TARGET_PATH or "target") }}',
            '{{ dbt.escape_single_quotes(toyaml(invocation_args_dict.get("vars") or {}, sort_keys=true)) }}',
            {{ building | length > 0 }}
        );
        {%- if building %}
        create or replace temp table building as
        from (values {{ building | join(', ') }}) as found (unique_id, invocation_id);
        delete from build_log.models where unique_id in (select unique_id from building);
        insert into build_log.models (unique_id, invocation_id) from building;
        {%- endif %}
    {%- endif -%}
{% endmacro %}

{#- After all has been built: what came to its end, and how each test ended when it last ran. -#}
{% macro end_build_log(results) %}
    {%- if execute and is_logged() -%}
        {%- set built, tested, failed, ended = [], [], [], [] -%}
        {%- for result in results -%}
            {%- set node = result.node -%}
            {%- if node.resource_type in ['test', 'unit_test'] and result.status != 'skipped' -%}
                {%- do tested.append("'" ~ node.unique_id ~ "'") -%}
                {%- do ended.append("('" ~ node.unique_id ~ "', '" ~ result.status ~ "', now()::timestamp)") -%}
                {%- if result.status in ['fail', 'error'] -%}
                    {%- do failed.append("('" ~ node.unique_id ~ "')") -%}
                {%- endif -%}
            {%- elif node.resource_type in ['model', 'seed'] and result.status == 'success' and not flags.EMPTY -%}
                {%- do built.append("('" ~ node.unique_id ~ "', '" ~ built_from(node) ~ "')") -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if built %}
        update build_log.models set built_from = found.built_from
        from (values {{ built | join(', ') }}) as found (unique_id, built_from)
        where models.unique_id = found.unique_id;
        {%- endif %}
        {%- if tested %}
        delete from build_log.failed_tests where unique_id in ({{ tested | join(', ') }});
        delete from build_log.test_results where unique_id in ({{ tested | join(', ') }});
        insert into build_log.test_results values {{ ended | join(', ') }};
        {%- endif %}
        {%- if failed %}
        insert into build_log.failed_tests values {{ failed | join(', ') }};
        {%- endif %}
        delete from build_log.models where unique_id not in ('{{ graph.nodes | join("', '") }}');
    {%- endif -%}
{% endmacro %}

{#- What a model or seed is built from, as a hash; without its meta where that has a value that JSON cannot say, such as
    a date. `core/build_log.py` computes the same from dbt's manifest. -#}
{% macro built_from(node) %}
    {%- set parts = [node.checksum.checksum, node.contract.checksum if node.contract else none, node.config.materialized] -%}
    {{ return(local_md5(tojson(parts + [node.config.meta], default=tojson(parts), sort_keys=true))) }}
{% endmacro %}

{#- Target `published` is read-only, and nothing is built in it. -#}
{% macro is_logged() %}
    {{ return(target.type == 'duckdb' and target.name != 'published') }}
{% endmacro %}
