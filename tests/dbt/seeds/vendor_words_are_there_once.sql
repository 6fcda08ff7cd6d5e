-- Each word of a vendor is there once in the seed vendor_words, and is written as it is sought.
{{ config(fail_calc=stop_with('reason')) }}

with

words as (

    select
        *,
        count(*) over (partition by vendor, what, word) as lines
    from {{ ref('vendor_words') }}

),

problems as (

    select
        *,
        case
            when word <> lower(trim(word)) then 'words are sought in lower case: write ' || lower(trim(word))
            when lines > 1 then 'the word is there twice'
        end as problem
    from words

)

select concat('seeds/vendor_words.csv, ', vendor, ',', what, ',', word, ': ', problem) as reason

from problems
where problem is not null
