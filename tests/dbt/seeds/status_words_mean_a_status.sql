-- Each word of the seed status_words means one of the six statuses, once, and is written as it is sought.
{{ config(fail_calc=stop_with('reason')) }}

with

words as (

    select
        *,
        count(*) over (partition by word) as lines
    from {{ ref('status_words') }}

),

problems as (

    select
        word,
        status,
        case
            when status not in ('new', 'open', 'pending', 'hold', 'solved', 'closed')
                then 'the status is none of new, open, pending, hold, solved and closed'
            when word <> lower(trim(word)) then 'words are sought in lower case: write ' || lower(trim(word))
            when lines > 1 then 'the word is there twice'
        end as problem
    from words

)

select concat('seeds/status_words.csv, ', word, ',', status, ': ', problem) as reason

from problems
where problem is not null
