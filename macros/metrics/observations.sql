{#- The columns of an observation. A metric says what it measures, when and how much; the rest is read off its fact, so
    that a column of a fact is a dimension of its metrics without another word. -#}

{#- A row for each subject of a fact: the column or expression that names it, when it was observed, and what it
    contributes. `alias`: what the fact is called where it is joined to something. `unknown`: why the data do not tell
    enough of the subject, null where they do. Further names are columns that the metric takes from elsewhere than its
    fact, such as channel="'phone'". -#}
{% macro observation(fact, subject, at, numerator, denominator=1, alias=none, unknown=none) -%}
    {{ subject }} as subject_id,
    {{ at ~ ' as ' if at != 'observed_at' }}observed_at,
    {{ dimensions_of(fact, alias, **kwargs) }},
    {%- if unknown %}
    cast(case when {{ unknown }} is null then {{ numerator }} end as double) as numerator,
    cast({{ denominator }} as double) as denominator,
    {{ unknown }} as unknown_because
    {%- else %}
    cast({{ numerator }} as double) as numerator,
    cast({{ denominator }} as double) as denominator
    {%- endif %}
{%- endmacro %}

{#- The columns that a metric does not say itself, in their order. -#}
{% macro columns_of_the_fact() %}
    {% set ids = [] %}
    {% set words = [] %}
    {% for dimension in declared_dimensions('observation') %}
        {% do (words if dimension.column == dimension.name else ids).append(dimension.column) %}
    {% endfor %}
    {{ return(['account_id', 'cluster_id'] + ids + ['team_id'] + words) }}
{% endmacro %}

{#- {name: data type} of a model's columns, as its YAML declares them. Unit tests see no graph: there the database is
    asked, as dbt itself asks it for the columns of every input. -#}
{% macro columns_of_model(name) %}
    {% set types = {} %}
    {% if not execute %}
        {{ return(types) }}
    {% endif %}
    {% if graph.nodes %}
        {% for column in graph.nodes['model.' ~ project_name ~ '.' ~ name].columns.values() %}
            {% do types.update({column.name: column.data_type}) %}
        {% endfor %}
    {% else %}
        {% set relation = adapter.get_relation(model.database, model.schema, name) %}
        {% for column in adapter.get_columns_in_relation(relation) %}
            {% do types.update({column.name: column.data_type}) %}
        {% endfor %}
    {% endif %}
    {{ return(types) }}
{% endmacro %}

{#- The dimensions in which a metric means something, unless its meta says others: those whose columns its facts have. -#}
{% macro dimensions_of_metric(node) %}
    {% set columns = [] %}
    {% for fact in node.depends_on.nodes %}
        {% do columns.extend(graph.nodes[fact].columns) %}
    {% endfor %}
    {% set found = ['all'] %}
    {% for dimension in declared_dimensions() %}
        {% if dimension.fact_column in columns %}
            {% do found.append(dimension.name) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- What stands between an observation's time and its numerator. What the fact does not have is null, but the account
    stands for a cluster that it does not name. -#}
{% macro dimensions_of(fact, alias=none) -%}
    {%- set found = columns_of_model(fact) -%}
    {%- set prefix = alias ~ '.' if alias else '' -%}
    {%- set lines = [] -%}
    {%- for column in columns_of_the_fact() -%}
        {%- if column in kwargs -%}
            {%- do lines.append(kwargs[column] ~ ' as ' ~ column) -%}
        {%- elif column in found -%}
            {%- do lines.append(prefix ~ column) -%}
        {%- elif column == 'cluster_id' and 'account_id' in found -%}
            {%- do lines.append(prefix ~ 'account_id as cluster_id') -%}
        {%- else -%}
            {%- do lines.append('cast(null as string) as ' ~ column) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ lines | join(',\n    ') }}
{%- endmacro %}

{#- The columns of metric_observations, taken by name from a metric and cast to the types of the contract. -#}
{% macro observations_of(metric) -%}
    {%- set lines = [] -%}
    {%- for column, data_type in columns_of_model('metric_observations').items() -%}
        {%- set value = "'" ~ metric ~ "'" if column == 'metric_id' else column -%}
        {%- do lines.append('cast(' ~ value ~ ' as ' ~ data_type ~ ') as ' ~ column) -%}
    {%- endfor -%}
    {{ lines | join(',\n        ') }}
{%- endmacro %}

{#- The metrics that know of subjects of which the data do not tell enough: their YAML describes a column
    `unknown_because`, which stands last and says why the numerator is null. -#}
{% macro metrics_with_unknown_subjects() %}
    {% set found = [] %}
    {% for metric in metric_nodes() if 'unknown_because' in metric.columns %}
        {% do found.append(metric) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
