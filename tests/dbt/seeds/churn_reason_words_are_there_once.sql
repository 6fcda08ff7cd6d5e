-- Each word of the seed churn_reason_words stands for one reason, however it is written.
{{ config(fail_calc=stop_with('reason')) }}

with

words as (

    select
        *,
        count(*) over (partition by lower(word)) as lines
    from {{ ref('churn_reason_words') }}

)

select concat('seeds/churn_reason_words.csv, ', word, ',', words.reason, ': the word is there twice') as reason

from words
where lines > 1
