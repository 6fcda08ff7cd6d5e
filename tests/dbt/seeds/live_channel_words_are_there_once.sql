-- Each word of the seed live_channel_words is there once, and is written as it is sought.
{{ config(fail_calc=stop_with('reason')) }}

with

words as (

    select
        *,
        count(*) over (partition by word) as lines
    from {{ ref('live_channel_words') }}

),

problems as (

    select
        word,
        case
            when word <> lower(trim(word)) then 'words are sought in lower case: write ' || lower(trim(word))
            when lines > 1 then 'the word is there twice'
        end as problem
    from words

)

select concat('seeds/live_channel_words.csv, ', word, ': ', problem) as reason

from problems
where problem is not null
