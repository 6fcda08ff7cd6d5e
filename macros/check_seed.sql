{#- Before a seed is loaded: its file has the columns it should, none is empty but those of meta.may_be_empty, and dates,
    numbers and flags are such. What is wrong stops the run, by file, line and column. What a line means is the business of
    tests/dbt/seeds. -#}
{% macro check_seed() %}
    {% if execute %}
        {% set table = load_agate_table() %}
        {% set types = model.config.column_types %}
        {% set found, expected = table.column_names | join(','), types | join(',') %}
        {% if found != expected %}
            {% do exceptions.raise_compiler_error(
                model.original_file_path ~ ' begins with ' ~ found ~ ', where ' ~ expected ~ ' is expected') %}
        {% endif %}
        {% set may_be_empty = model.config.meta.get('may_be_empty', []) %}
        {% set problems = [] %}
        {% for row in table.rows %}
            {% set line = model.original_file_path ~ ', line ' ~ (loop.index + 1) ~ ': ' %}
            {% for column, type in types.items() %}
                {% set text = (row[column] or '') | string | trim %}
                {% if not text %}
                    {% if column not in may_be_empty %}
                        {% do problems.append(line ~ column ~ ' is empty') %}
                    {% endif %}
                {% elif type == 'double' and not modules.re.fullmatch('[-+]?[0-9]+([.][0-9]+)?', text) %}
                    {% do problems.append(line ~ column ~ " is '" ~ text ~ "', which is no number such as 0.92") %}
                {% elif type == 'integer' and not modules.re.fullmatch('[0-9]{1,9}', text) %}
                    {% do problems.append(line ~ column ~ " is '" ~ text ~ "', which is no whole number such as 30") %}
                {% elif type == 'boolean' and text not in ['true', 'false'] %}
                    {% do problems.append(line ~ column ~ " is '" ~ text ~ "', which is neither true nor false") %}
                {% elif type == 'date' and not is_date(text) %}
                    {% do problems.append(line ~ column ~ " is '" ~ text ~ "', which is no date such as 2024-01-31") %}
                {% endif %}
            {% endfor %}
        {% endfor %}
        {% do stop_for(problems) %}
    {% endif %}
{% endmacro %}

{#- Stop the run, if there are problems, with all of them. -#}
{% macro stop_for(problems) %}
    {% if problems %}
        {% do exceptions.raise_compiler_error(problems | join('\n  ')) %}
    {% endif %}
{% endmacro %}

{% macro is_date(text) %}
    {% if not modules.re.fullmatch('[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', text) %}
        {{ return(false) }}
    {% endif %}
    {% set year, month, day = text.split('-') %}
    {% set first = modules.datetime.date(year | int, month | int, 1) %}
    {{ return((first + modules.datetime.timedelta(days=(day | int) - 1)).month == first.month) }}
{% endmacro %}
