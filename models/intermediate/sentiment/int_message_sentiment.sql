-- How each text of a customer is worded. Without the scores, which --exclude tag:advanced leaves out, there is no row.
{%- set scores = ref('int_message_sentiment__scores') %}
{#- Unit tests see no graph, and have scores of their own. -#}
{%- set has_scores = not execute or not graph.nodes or load_relation(scores) is not none %}
select
    texts.message_id,
    texts.response_id,
    texts.text_hash,
    {%- if has_scores %}
    scores.sentiment_language,
    scores.sentiment,
    case
        when scores.sentiment <= -0.4 then 'negative'
        when scores.sentiment >= 0.4 then 'positive'
        when scores.sentiment is not null then 'neutral'
    end as sentiment_label,
    -- log odds of 1 or more: tanh(1/2)
    abs(scores.sentiment) >= 0.4621 as is_sentiment_sure,
    case when scores.sentiment is null then 'other_language' end as sentiment_unknown_because,
    scores.model_version
    {%- else %}
    cast(null as varchar) as sentiment_language,
    cast(null as double) as sentiment,
    cast(null as varchar) as sentiment_label,
    cast(null as boolean) as is_sentiment_sure,
    cast(null as varchar) as sentiment_unknown_because,
    cast(null as varchar) as model_version
    {%- endif %}

from {{ ref('int_message_sentiment__texts') }} as texts
{% if has_scores -%}
inner join {{ scores }} as scores on texts.text_hash = scores.text_hash
{%- else -%}
where 1 = 0
{%- endif %}
