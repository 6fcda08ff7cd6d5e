-- Which words of status are closed, and which does a new case have? By the list of statuses; of a word that it lacks,
-- as where it did not land, by closed cases. Salesforce has one end, so a word that we know as solved or closed is one
-- as well.
with

statuses as (

    {{ current_rows('(' ~ staged('salesforce', 'case_status') ~ ')', ['id'], ['coalesce(_fivetran_active, true)']) }}

),

listed as (

    {% for word in ['api_name', 'master_label'] -%}
    select
        {{ word }} as word,
        coalesce(is_closed, false) as is_closed,
        coalesce(is_default, false) as is_default
    from statuses
    {{ 'union all' if not loop.last }}

    {% endfor -%}

),

words as (

    select * from listed

    union all

    select
        status as word,
        true as is_closed,
        false as is_default
    from {{ ref('base_salesforce__cases') }}
    where
        is_closed
        and lower(status) not in (
            select lower(listed.word) from listed
            where listed.word is not null
        )

    union all

    select
        word,
        true as is_closed,
        false as is_default
    from {{ ref('status_words') }}
    where status in ('solved', 'closed')

)

select
    lower(word) as word,
    case when bool_or(is_closed) then 'solved' when bool_or(is_default) then 'new' end as status

from words
where word is not null
group by lower(word)
