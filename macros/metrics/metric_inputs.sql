{#- The raw tables and columns that metrics name in `requires` and `improves_with`. An item is `table`, `table.column`
    or `table.column[word]`, of the rows in which the table's `split_by` says that word; or `evidence.kind`, of a kind of
    thing that a source may tell of (var `evidence`). -#}

{#- The sets of items any one of which is enough for a metric; `requires` is one such set, or a list of them. -#}
{% macro ways_to_feed(meta) %}
    {% set requires = meta.get('requires') or [] %}
    {{ return([requires] if requires and requires[0] is string else requires) }}
{% endmacro %}

{#- {table, column, word} of an item; column and word are none where it names none. -#}
{% macro parts_of_input(item) %}
    {% set name, _, rest = item.partition('[') %}
    {% set table, _, column = name.partition('.') %}
    {{ return({'table': table, 'column': column or none, 'word': rest.rstrip(']') or none}) }}
{% endmacro %}

{#- Every item of every metric model as {model, way, item, table, column, word}; way 0 is what only refines. -#}
{% macro metric_input_rows() %}
    {% set rows = [] %}
    {% for node in metric_nodes() %}
        {% set meta = node.config.meta %}
        {% for items in [meta.get('improves_with') or []] + ways_to_feed(meta) %}
            {% set way = loop.index0 %}
            {% for item in items %}
                {% do rows.append(dict(parts_of_input(item), model=node.name, way=way, item=item)) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(rows) }}
{% endmacro %}

{#- What is found in the metrics and estimated from them, and is published. A new one is named here, and says `requires`
    in its YAML: a test holds the list to the folders insights and predictions. -#}
{% macro insights() %}
    {{ return([
        'account_losses',
        'churn_reasons',
        'churn_risk',
        'churn_risk_backtest',
        'churn_risk_calibration',
        'churn_risk_record',
        'contact_volume_backtest',
        'contact_volume_forecast',
        'contact_volume_record',
        'cpi_kpi_link_doses',
        'cpi_kpi_links',
        'customer_health',
        'customer_health_validity',
        'customer_journey_experience',
        'customer_journey_paths',
        'customer_journey_stages',
        'customer_journey_transitions',
        'customer_journey_visits',
        'customer_lifetime_backtest',
        'customer_lifetime_forecast',
        'customer_lifetime_forecast_totals',
        'customer_lifetime_record',
        'customer_survival_curve',
        'delivery_gap',
        'product_feedback',
        'self_service_gaps',
        'staffing_need',
        'time_to_value_curve',
    ]) }}
{% endmacro %}

{#- Which rows of an insight say something, where not each of them does: the others only say that too little is known. -#}
{% macro telling_rows() %}
    {{ return({
        'churn_risk_record': "verdict <> 'too_few_losses'",
        'cpi_kpi_links': "verdict <> 'too_few_to_say'",
        'customer_health': 'score is not null',
        'customer_health_validity': "verdict <> 'too_few_losses'",
        'delivery_gap': "quadrant <> 'too_few_to_say'",
    }) }}
{% endmacro %}

{#- The items that the models of these names require, in the same shape. -#}
{% macro insight_input_rows(names) %}
    {% set rows = [] %}
    {% if execute %}
        {% for node in graph.nodes.values() | sort(attribute='name') if node.resource_type == 'model' and node.name in names %}
            {% for items in ways_to_feed(node.config.meta) %}
                {% set way = loop.index %}
                {% for item in items %}
                    {% do rows.append(dict(parts_of_input(item), model=node.name, way=way, item=item)) %}
                {% endfor %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {{ return(rows) }}
{% endmacro %}

{#- Whether the contract has the column, or a metric declares it as a custom one. -#}
{% macro knows_column(table, column) %}
    {% set custom = custom_columns() | selectattr('table', 'equalto', table) | map(attribute='column') | list %}
    {{ return(column in custom or column in contract_columns(table) | map(attribute='name')) }}
{% endmacro %}

{#- Items that name what the contract does not have, as a list of texts. -#}
{% macro unknown_inputs(meta) %}
    {% set unknown = [] %}
    {% for items in [meta.get('improves_with') or []] + ways_to_feed(meta) %}
        {% for item in items %}
            {% set parts = parts_of_input(item) %}
            {% set table = contract_table(parts.table) %}
            {% if parts.table == 'evidence' %}
                {% if parts.column not in var('evidence') %}
                    {% do unknown.append('var evidence has no kind ' ~ parts.column ~ ', which ' ~ item ~ ' names') %}
                {% endif %}
            {% elif not table %}
                {% do unknown.append('the contract has no table ' ~ parts.table ~ ', which ' ~ item ~ ' names') %}
            {% elif parts.column and not knows_column(parts.table, parts.column) %}
                {% do unknown.append('the contract has no column ' ~ parts.column ~ ', which ' ~ item ~ ' names') %}
            {% elif parts.word and not table.config.meta.split_by %}
                {% do unknown.append(item ~ ' names a word, but nothing splits ' ~ parts.table) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(unknown) }}
{% endmacro %}
