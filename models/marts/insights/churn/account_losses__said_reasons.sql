-- What do cancel reasons and exit surveys name as the reason? Their text stays here; only the reason goes on.
with

texts as (

    select
        customer_id as account_id,
        'cancellation' as said_in,
        subscription_id as said_in_id,
        ended_at as said_at,
        lower(cancel_reason) as said_text
    from {{ ref('int_subscriptions') }}
    where is_counted and not is_one_off and cancel_reason is not null and ended_at is not null

    union all

    select
        answers.account_id,
        'exit_survey' as said_in,
        answers.response_id as said_in_id,
        answers.responded_at as said_at,
        lower(surveys.comment) as said_text
    from {{ ref('fct_survey_responses') }} as answers
    inner join {{ ref('int_survey_responses') }} as surveys on answers.response_id = surveys.response_id
    where
        answers.kind = 'exit'
        and answers.is_answered
        and answers.account_id is not null
        and surveys.comment is not null

),

named as (

    select
        texts.said_in,
        texts.said_in_id,
        words.reason,
        row_number() over (
            partition by texts.said_in, texts.said_in_id
            order by position(lower(words.word) in texts.said_text) asc, length(words.word) desc, words.word asc
        ) as place
    from texts
    inner join {{ ref('churn_reason_words') }} as words on position(lower(words.word) in texts.said_text) > 0

)

select
    texts.account_id,
    texts.said_in,
    texts.said_in_id,
    texts.said_at,
    named.reason

from texts
left join named on texts.said_in = named.said_in and texts.said_in_id = named.said_in_id and named.place = 1
