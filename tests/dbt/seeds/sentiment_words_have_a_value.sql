-- Each word of the seed sentiment_words is there once, with a value from -2 to 2.
{{ config(fail_calc=stop_with('reason')) }}

with

words as (

    select
        *,
        count(*) over (partition by lower(trim(word))) as lines
    from {{ ref('sentiment_words') }}

)

select
    concat(
        'seeds/sentiment_words.csv, ', word, ',', words.value,
        case when lines > 1 then ': the word is there twice' else ': the value is not from -2 to 2' end
    ) as reason

from words
where lines > 1 or not words.value between -2 and 2
