{#- Before anything is built: var `id_spaces` names what there is. Landing has said so already, where it had the same vars;
    core/id_spaces.py has the same sentences. -#}
{% macro check_id_spaces() %}
    {% if execute %}
        {% set said = var('id_spaces') or {} %}
        {% set of_files = said.get('files') if said is mapping else none %}
        {% if said and (said is not mapping or said.keys() | list != ['files'] or of_files is not mapping) %}
            {% do exceptions.raise_compiler_error(
                'var id_spaces must be a mapping of files alone, such as {files: {ticket_id: zendesk}}, and not ' ~ said) %}
        {% endif %}
        {% set columns = columns_of_ids() %}
        {% set problems = [] %}
        {% for column, source in (of_files or {}).items() %}
            {% if column not in columns %}
                {% do problems.append('var id_spaces: the contract has no column of ids ' ~ column ~ '.'
                    ~ ' One is named as ticket_id, or as calls.ticket_id in one table.') %}
            {% elif source not in sources_of_tables() %}
                {% do problems.append('var id_spaces: column ' ~ column ~ ' cannot hold ids of ' ~ source ~ ', which is no source.'
                    ~ ' There are ' ~ sources_of_tables() | join(', ') ~ '.') %}
            {% endif %}
        {% endfor %}
        {% do stop_for(problems) %}
    {% endif %}
{% endmacro %}

{#- Before anything is built: the vars that match ids name what there is. -#}
{% macro check_matches() %}
    {% if execute %}
        {% set said = var('match_accounts_by') or [] %}
        {% set problems = [] %}
        {% if said is string or said is mapping or said is not sequence
            or said | reject('in', ['external_id', 'domain']) | list %}
            {% do problems.append('var match_accounts_by must be a list of external_id and domain, such as [domain], and not ' ~ said) %}
        {% endif %}
        {% for name in ['match_contacts_by', 'match_agents_by'] if var(name) not in [none, 'none', 'email'] %}
            {% do problems.append('var ' ~ name ~ ' must be none or email, and not ' ~ var(name)) %}
        {% endfor %}
        {% do stop_for(problems) %}
    {% endif %}
{% endmacro %}

{#- The columns that hold ids, each by itself and with its table before it. -#}
{% macro columns_of_ids() %}
    {% set found = [] %}
    {% for table in contract_tables() %}
        {% for column in id_columns(table.name) %}
            {% do found.extend([column, table.name ~ '.' ~ column]) %}
        {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
