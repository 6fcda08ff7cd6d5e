{#- What sources tell of (var `evidence`), and how a fact asks for it. -#}

{#- The kinds of which rows are the evidence, by name. -#}
{% macro evidence_of_rows() %}
    {% set found = {} %}
    {% for kind, declared in var('evidence').items() if declared.rows %}
        {% do found.update({kind: declared}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The kinds that are told of from their first row on, as a list of texts in SQL. -#}
{% macro open_kinds() %}
    {% set found = [] %}
    {% for kind, declared in var('evidence').items() if declared.is_open %}
        {% do found.append("'" ~ kind ~ "'") %}
    {% endfor %}
    {{ return(found | join(', ')) }}
{% endmacro %}

{#- The kinds that each channel is judged for by itself, as a list of texts in SQL. -#}
{% macro kinds_of_channels() %}
    {% set found = [] %}
    {% for kind, declared in var('evidence').items() if declared.of == 'channel' %}
        {% do found.append("'" ~ kind ~ "'") %}
    {% endfor %}
    {{ return(found | join(', ')) }}
{% endmacro %}

{#- The rows that show that a source tells of a kind: source, channel (null where channels are not judged by
    themselves), ticket_id (null where the rows are not of tickets), told_at. A row dated after its own load shows nothing. -#}
{% macro rows_of_evidence(declared) -%}
    select
        {{ 'tickets' if declared.of == 'channel' else 'evidence' }}.source,
        {{ channel_of('tickets.channel') if declared.of == 'channel' else 'cast(null as string)' }} as channel,
        {{ 'evidence.ticket_id' if declared.of else 'cast(null as string)' }} as ticket_id,
        evidence.{{ declared.at }} as told_at
    from {{ ref(declared.rows) }} as evidence
    {%- if declared.of == 'channel' %}
    inner join {{ ref('int_tickets') }} as tickets on evidence.ticket_id = tickets.ticket_id
    {%- endif %}
    where
        coalesce(evidence.{{ declared.at }} <= evidence._loaded_at, evidence.{{ declared.at }} is not null)
        {%- if declared.where %}
        and ({{ declared.where }})
        {%- endif %}
{%- endmacro %}

{#- A query of the tickets that have a row that shows that a kind is told of: kind, ticket_id. -#}
{% macro tickets_with_evidence() -%}
{%- set queries = [] -%}
{%- for kind, declared in evidence_of_rows().items() if declared.of -%}
{%- set query -%}
select distinct '{{ kind }}' as kind, ticket_id
from ({{ rows_of_evidence(declared) }}) as {{ kind }}_rows
{%- endset -%}
{%- do queries.append(query) -%}
{%- endfor -%}
{{ queries | join('\nunion all\n') }}
{%- endmacro %}

{#- A ticket's channel as int_evidence has it: a text in any case, so that joins are by equality. -#}
{% macro channel_of(channel) -%}
    coalesce(lower({{ channel }}), '')
{%- endmacro %}

{#- The month of an instant, in the reporting time zone. -#}
{% macro reporting_month(instant) -%}
    cast(date_trunc('month', {{ to_reporting_time(instant) }}) as date)
{%- endmacro %}

{#- The first month that is told of whole, where the first row stands at an instant: its own month, if it stands in the
    month's first day, else the next, as nobody knows what happened in the month before it. -#}
{% macro first_whole_month(first_told_at) -%}
    cast(date_trunc('month', {{ to_reporting_time(first_told_at) }} + interval '1' month - interval '1' day) as date)
{%- endmacro %}

{#- Joins the span of int_evidence in which the source tells of the kind from one instant to another without a gap; at
    most one. A kind of channels needs the channel, by macro channel_of. -#}
{% macro join_evidence(alias, kind, source, since, until=none, channel=none) -%}
    left join {{ ref('int_evidence') }} as {{ alias }}
        on
            {{ alias }}.kind = '{{ kind }}'
            and {{ source }} = {{ alias }}.source
            {%- if channel %}
            and {{ channel }} = {{ alias }}.channel
            {%- endif %}
            and {{ since }} >= {{ alias }}.known_from
            and {{ since }} < {{ alias }}.known_to
            {%- if until %}
            and {{ until }} <= {{ alias }}.known_to
            {%- endif %}
{%- endmacro %}

{#- The last columns of a span of int_evidence that holds for ever. -#}
{% macro known_for_ever() -%}
    cast('0001-01-01' as timestamp) as known_from,
    cast('9999-12-31' as timestamp) as known_to
{%- endmacro %}

{#- Whether there is such a span. -#}
{% macro is_told(alias) -%}
    ({{ alias }}.kind is not null)
{%- endmacro %}

{#- A value where nothing makes it unknown. -#}
{% macro where_known(value, unknown_because) -%}
    case when {{ unknown_because }} is null then {{ value }} end
{%- endmacro %}
