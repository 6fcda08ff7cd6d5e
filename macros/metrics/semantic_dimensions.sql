{#- The dimensions of the semantic layer as {name, sql}; `sql` reads what semantic_observations joins. MetricFlow has no
    vars, so those that only a var publishes are none of them; one that has just been declared is none either, until
    `customer-performance semantic-layer` has written it into the YAML. -#}
{% macro semantic_dimensions() %}
    {% set declared = columns_of_model('semantic_observations') if graph.nodes else var('dimensions') %}
    {% set of_teams = {
        'team': 'coalesce(named_teams.team, observations.team_id)',
        'lead': 'named_leads.lead',
    } %}
    {% set tables = {'account': 'accounts', 'observation': 'observations'} %}
    {% set found = [] %}
    {% for dimension in declared_dimensions() if not dimension.published_by and dimension.name in declared %}
        {% do found.append({
            'name': dimension.name,
            'sql': of_teams.get(dimension.name, tables.get(dimension.of, '') ~ '.' ~ dimension.column),
        }) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
