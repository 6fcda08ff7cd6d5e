{#- Rows with one id. They are *versions* of one thing where they have the same birth, and of these the newest counts;
    where births differ, they are a *collision*: two things with one id. What the contract says of a table decides; in
    unit tests, which cannot read it, `overrides` say what birth_of and newest_time_of return. -#}

{#- When a row's thing came to be: the table's first required time, else when it was created, sent or started. None: the
    table does not tell. -#}
{% macro birth_of(table_name) %}
    {% set times = contract_columns(table_name) | selectattr('data_type', 'equalto', 'timestamp') | list %}
    {% for column in times if column.config.meta.get('required') %}
        {{ return(column.name) }}
    {% endfor %}
    {% set names = times | map(attribute='name') | list %}
    {% set known = ['created_at', 'sent_at', 'started_at'] | select('in', names) | list %}
    {{ return('coalesce(' ~ known | join(', ') ~ ', null)' if known else 'cast(null as timestamp)') }}
{% endmacro %}

{#- Whose a row is, for rows that do not say when they came to be; but a contact may move to another account. -#}
{% macro owners_of(table_name) %}
    {% set table = contract_table(table_name) %}
    {% set owned = table and table.config.meta.get('rows_of') != 'contact' %}
    {% set key = table_keys().get(table_name) %}
    {% set names = contract_columns(table_name) | map(attribute='name') | reject('equalto', key) | list %}
    {{ return(['account_id', 'contact_id'] | select('in', names) | list if owned else []) }}
{% endmacro %}

{#- The newest time of a row that has happened: no plan, such as the end of a term, and none after the load. -#}
{% macro newest_time_of(table_name) %}
    {% set times = [] %}
    {% for column in contract_columns(table_name) if column.data_type == 'timestamp' %}
        {% if not column.config.meta.get('planned') and column.name != '_loaded_at' %}
            {% do times.append('case when ' ~ column.name ~ ' <= _loaded_at then ' ~ column.name ~ ' end') %}
        {% endif %}
    {% endfor %}
    {{ return('greatest(' ~ (times + ['null']) | join(', ') ~ ')' if times else 'cast(null as timestamp)') }}
{% endmacro %}

{#- What decides which of several copies is the newest, the first that differs: {the rule: the column}. -#}
{% macro copy_rules(newest) %}
    {{ return({
        'updated_at': newest if newest != '_loaded_at' else none,
        'load': '_loaded_at',
        'source': 'source_position',
        'file': 'file_order',
        'time': 'newest_time',
        'line': '_source_row',
    }) }}
{% endmacro %}

{#- An order in which the newest copy comes first. `last`: what tells rows apart that no rule does, so that the choice is
    the same on every run. -#}
{% macro newest_first(newest, last) -%}
    {%- for rule, column in copy_rules(newest).items() if column -%}
        {{ column }} {{ 'asc' if rule == 'source' else 'desc' }} nulls last,
    {% endfor -%}
    {{ last }} asc nulls last
{%- endmacro %}

{#- The columns by which copies are compared, beside those that they have. -#}
{% macro compared_columns(table_name, alias) -%}
    {{ natural_order(alias ~ '._source_file') }} as file_order,
    {{ newest_time_of(table_name) }} as newest_time,
    {{ birth_of(table_name) }} as birth
{%- endmacro %}

{#- Whether the rows of a window belong to different things. -#}
{% macro is_collision(table_name, window) -%}
    coalesce(
            min(birth) over {{ window }} < max(birth) over {{ window }}
    {%- for owner in owners_of(table_name) %}
        or (
            max(birth) over {{ window }} is null
            and min({{ owner }}) over {{ window }} < max({{ owner }}) over {{ window }}
        )
    {%- endfor %},
            false
        )
{%- endmacro %}

{#- A rule in words, as the end of a sentence. -#}
{% macro what_decided(copy_rule) -%}
    case {{ copy_rule }}
        when 'updated_at' then ', by updated_at'
        when 'load' then ', by the load'
        when 'source' then ', by the order of the sources'
        when 'file' then ', by the names of the files'
        when 'time' then ', by the newest time in each row'
        when 'line' then ', by the order in the file'
        else ''
    end
{%- endmacro %}
