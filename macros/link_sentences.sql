{#- The figures of a row of cpi_kpi_links__verdicts as columns of text, for macro `link_sentence`. -#}
{% macro link_figures() -%}
{%- set figures = {
    'size': 'abs(effect)',
    'low': 'least(abs(effect_low), abs(effect_high))',
    'high': 'greatest(abs(effect_low), abs(effect_high))',
    'beyond': 'effect_excluded_beyond',
} -%}
{% for name, figure in figures.items() -%}
coalesce(cast(cast({{ figure }} as decimal(9, 1)) as string), '') as said_{{ name }}{{ ',' if not loop.last }}
{% endfor %}
{%- endmacro %}

{#- The sentence of a row, as SQL. Its words are in the macro of the language; figures and names take the places in
    braces. -#}
{% macro link_sentence(suffix) -%}
{#- by their names, so that dbt knows who reads them -#}
{%- set texts = {
    'en': link_texts_en(), 'zh_hans': link_texts_zh_hans(), 'zh_hant': link_texts_zh_hant()
}[suffix] -%}
{%- set places = {
    'label': "concat('" ~ texts.quoted[0] ~ "', label_" ~ suffix ~ ", '" ~ texts.quoted[1] ~ "')",
    'outcome': link_words(texts.outcomes, 0),
    'moved': 'case when effect > 0 then ' ~ link_words(texts.outcomes, 1) ~ ' else ' ~ link_words(texts.outcomes, 2) ~ ' end',
    'days': "'" ~ var('outcome_days') ~ "'",
    'size': 'said_size',
    'low': 'said_low',
    'high': 'said_high',
    'beyond': 'said_beyond',
} -%}
{{ 'replace(' * places | length }}
        case verdict
            {% for verdict in ['no_clear_link', 'too_few_to_say', 'unclear_runs_both_ways'] -%}
            when '{{ verdict }}' then '{{ texts[verdict] }}'
            {% endfor -%}
            else '{{ texts.goes_with }}'
        end{% for place, words in places.items() %},
        '{{ '{' ~ place ~ '}' }}', {{ words }}){% endfor %}
{%- endmacro %}

{#- Of the words for each outcome, those at a place. -#}
{% macro link_words(outcomes, place) -%}
case outcome{% for outcome, words in outcomes.items() %} when '{{ outcome }}' then '{{ words[place] }}'{% endfor %} else '' end
{%- endmacro %}
