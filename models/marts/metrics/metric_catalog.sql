-- What each metric asks, how it is computed and how to read it: everything about it that is not a number.
-- Built again with whatever metric is built, so that a new one is rolled up at once:
-- depends_on: {{ ref('metric_observations') }}
{% set grains = metric_grains() -%}

{% for metric in metric_definitions() -%}
{% set binary = metric.get('is_binary') or false -%}
{% set range = metric.get('range') or [0 if binary else none, metric.scale if binary else none] -%}
{% set benchmark = metric.get('benchmark') or {} -%}
select
    '{{ metric.metric_id }}' as metric_id,
    '{{ metric.model }}' as model,
    {{ meta_text(metric.family) }} as family,
    {{ meta_text(metric.tier) }} as tier,
    {% for text in ['label', 'question', 'formula', 'explanation'] -%}
    {% for language, suffix in text_languages().items() -%}
    {{ meta_text(text_in(metric[text], language)) }} as {{ text }}_{{ suffix }},
    {% endfor -%}
    {% endfor -%}
    {{ meta_text(languages_of(metric)) }} as text_languages,
    {{ meta_text(metric.unit) }} as unit,
    {{ meta_number(metric.scale) }} as scale,
    {{ meta_text(metric.aggregation) }} as aggregation,
    {{ meta_text(metric.get('also')) }} as also,
    {{ binary | lower }} as is_binary,
    {{ (metric.get('is_snapshot') or false) | lower }} as is_snapshot,
    {{ meta_number(range[0]) }} as range_low,
    {{ meta_number(range[1]) }} as range_high,
    {{ meta_number(metric.get('look_ahead_days') or 0, 'integer') }} as look_ahead_days,
    {{ meta_text(metric.get('grains') or grains) }} as grains,
    {{ meta_text(metric.dimensions) }} as dimensions,
    {{ meta_text(metric.direction) }} as direction,
    {{ meta_text(metric.get('influences')) }} as influences,
    {{ meta_text(ways_to_feed(metric) | map('join', ', ') | join(' or ')) }} as requires,
    {{ meta_text(metric.get('improves_with')) }} as improves_with,
    {{ meta_text(benchmark.get('text')) }} as benchmark,
    {{ meta_text(benchmark.get('source')) }} as benchmark_source,
    {{ meta_text(metric.get('owner')) }} as owner,
    {{ meta_text(metric.get('outcome')) }} as outcome,
    {{ meta_text(metric.get('increment')) }} as increment,
    {{ meta_text(metric.get('need')) }} as need,
    {{ ('metric.' ~ project_name ~ '.' ~ metric.metric_id in graph.metrics) | lower }} as is_in_semantic_layer
{% if not loop.last %}
union all

{% endif -%}
{% endfor %}
