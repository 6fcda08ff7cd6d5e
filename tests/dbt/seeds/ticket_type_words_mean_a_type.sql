-- Each word of the seed ticket_type_words means one of the types, once, and is written as it is sought.
{{ config(fail_calc=stop_with('reason')) }}

with

words as (

    select
        *,
        count(*) over (partition by word) as lines
    from {{ ref('ticket_type_words') }}

),

problems as (

    select
        word,
        type,
        case
            when type not in (
                'question', 'incident', 'problem', 'task', 'complaint', 'bug', 'limitation', 'feature_request', 'praise'
            )
                then 'the type is none that is known, such as complaint or question'
            when word <> lower(trim(word)) then 'words are sought in lower case: write ' || lower(trim(word))
            when lines > 1 then 'the word is there twice'
        end as problem
    from words

)

select concat('seeds/ticket_type_words.csv, ', word, ',', type, ': ', problem) as reason

from problems
where problem is not null
