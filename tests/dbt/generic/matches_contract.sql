{#- Holds a model stg_<source>__<entity> to the columns and types that the plain contract gives the entity.
    Returns one row for each column that is missing, unknown, or of another type. -#}
{% test matches_contract(model) %}
    {%- if execute %}
        {%- set entity = model.identifier.split('__') | last %}
        {%- set contract = graph.sources.values()
            | selectattr('source_name', 'equalto', 'files') | selectattr('name', 'equalto', entity) | first %}
        {%- if not contract %}
            {{ exceptions.raise_compiler_error(model.identifier ~ ': the contract has no table ' ~ entity) }}
        {%- endif %}
        {%- set actual = {} %}
        {%- for column in adapter.get_columns_in_relation(model) %}
            {%- do actual.update({column.name: 'string' if column.is_string() else column.data_type | lower}) %}
        {%- endfor %}
        {%- set problems = [] %}
        {%- for name, column in contract.columns.items() if actual.get(name) != column.data_type | lower %}
            {%- do problems.append((name, column.data_type, actual.get(name, 'missing'))) %}
        {%- endfor %}
        {%- for name, data_type in actual.items() if name not in contract.columns %}
            {%- do problems.append((name, 'not in the contract', data_type)) %}
        {%- endfor %}
        {%- for name, expected, found in problems %}
            select '{{ name }}' as column_name, '{{ expected }}' as expected, '{{ found }}' as found
            {%- if not loop.last %} union all {% endif %}
        {%- else %}
            select null as column_name where false
        {%- endfor %}
    {%- endif %}
{% endtest %}
