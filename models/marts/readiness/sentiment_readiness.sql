-- Of how many texts of customers is the wording known, by what they are and by language?
with

texts as (

    select
        case when message_id is not null then 'message' else 'comment' end as text_kind,
        sentiment_language,
        sentiment,
        sentiment_label,
        is_sentiment_sure
    from {{ ref('int_message_sentiment') }}

)

select
    text_kind,
    sentiment_language,
    count(*) as texts,
    count(sentiment) as scored_texts,
    count(*) filter (where is_sentiment_sure) as clear_texts,
    count(*) filter (where is_sentiment_sure and sentiment_label = 'negative') as clearly_negative_texts,
    cast(count(*) filter (where is_sentiment_sure) as double) / count(*) as clear_share

from texts
group by text_kind, sentiment_language
