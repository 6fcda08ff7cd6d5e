-- How each text of a customer is worded. A text without a score has no row, such as all where nothing is scored.
{{ config(pre_hook="""
    create table if not exists {{ ref('int_message_sentiment__scores') }}
    (text_hash string, sentiment_language string, sentiment double, model_version string)
""") }}
select
    texts.message_id,
    texts.response_id,
    texts.text_hash,
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

from {{ ref('int_message_sentiment__texts') }} as texts
inner join {{ ref('int_message_sentiment__scores') }} as scores on texts.text_hash = scores.text_hash
