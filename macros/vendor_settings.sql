{#- What the var of a vendor, named as its folder, says of a key, or what holds where it says nothing. -#}
{% macro vendor_setting(vendor, key) %}
    {% set said = (var(vendor) or {}).get(key) %}
    {{ return(default_settings()[vendor][key] if said is none else said) }}
{% endmacro %}

{#- {vendor: {key: what holds where its var does not name the key}}: every key that there is. -#}
{% macro default_settings() %}
    {{ return({
        'salesforce': {
            'automated_users': [],
            'contracts_run_on': false,
            'holidays': {},
            'milestones': {},
            'milestones_stop_in': [],
        },
        'stripe': {
            'free_pauses': ['keep_as_draft', 'void'],
            'metered_invoices': 0,
            'refunds': true,
        },
        'zendesk': {
            'bots': [],
            'custom_fields': {},
            'internal_users': [],
            'ticket_type': {
                'complaint': 'complaint', 'bug': 'bug', 'feature_request': 'feature_request', 'limitation': 'limitation'
            },
            'spam_tags': ['spam'],
        },
    }) }}
{% endmacro %}

{#- Before anything is built: what the vars of vendors say is known. -#}
{% macro check_vendor_settings() %}
    {% if execute %}
        {% set problems = [] %}
        {% for vendor, known in default_settings().items() if var(vendor) %}
            {% if var(vendor) is not mapping %}
                {% do problems.append('var ' ~ vendor ~ ' must say something of ' ~ known | join(', ') ~ ', and not ' ~ var(vendor)) %}
            {% else %}
                {% for key in var(vendor) if key not in known %}
                    {% do problems.append('var ' ~ vendor ~ ' has nothing to say of ' ~ key ~ '. It may say something of '
                        ~ known | join(', ') ~ '.') %}
                {% endfor %}
            {% endif %}
        {% endfor %}
        {% set fields = vendor_setting('zendesk', 'custom_fields') %}
        {% for column in fields if column not in custom_fields() or not modules.re.fullmatch('[0-9]+', fields[column] | string) %}
            {% do problems.append('var zendesk, custom_fields: ' ~ column ~ ': ' ~ fields[column] ~ ' must be one of '
                ~ custom_fields() | join(', ') ~ ' and the number of its field') %}
        {% endfor %}
        {% do stop_for(problems) %}
    {% endif %}
{% endmacro %}

{#- Our word for one of theirs, by a setting {theirs: ours}, in any case; null where it says nothing. -#}
{% macro word_by_setting(column, words) -%}
    case lower(trim({{ column }}))
    {%- for theirs, ours in (words or {}).items() %} when '{{ theirs | lower | replace("'", "''") }}' then '{{ ours }}'
    {%- else %} when null then null
    {%- endfor %} end
{%- endmacro %}
