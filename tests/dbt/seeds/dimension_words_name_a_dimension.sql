-- Each line of the seed dimension_words says what a value of a dimension is called in a language, once.
{{ config(fail_calc=stop_with('reason')) }}

{% set dimensions = (var('dimensions') | list) + ['topic'] -%}

with

words as (

    select
        *,
        concat(dimension, ',', dimension_value, ',', language) as line,
        count(*) over (
            partition by dimension, dimension_value, language
        ) as lines
    from {{ ref('dimension_words') }}

),

problems as (

    select
        line,
        case
            when dimension not in ('{{ dimensions | join("', '") }}')
                then 'there is no such dimension'
            when coalesce(dimension_value, '') = '' then 'it does not say which value'
            when coalesce(language, '') = '' then 'it does not say in which language'
            when coalesce(word, '') = '' then 'the word is empty'
            when lines > 1 then 'the value is there twice in this language'
        end as problem
    from words

)

select concat('seeds/dimension_words.csv, ', line, ': ', problem) as reason

from problems
where problem is not null
