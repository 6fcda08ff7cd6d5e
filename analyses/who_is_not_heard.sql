-- Who is not heard in the surveys? By segment and region: how many of the accounts with tickets were asked, how many
-- answered, and how that compares with their share of all tickets.
with

asked as (

    select
        account_id,
        count(*) as surveys_sent,
        count(case when is_answered_in_window then 1 end) as answers
    from {{ ref('fct_survey_responses') }}
    where account_id is not null and is_survey_window_closed
    group by account_id

),

served as (

    select
        account_id,
        count(*) as tickets
    from {{ ref('fct_tickets') }}
    where account_id is not null
    group by account_id

)

select
    accounts.segment,
    accounts.region,
    count(*) as accounts_with_tickets,
    sum(served.tickets) as tickets,
    count(asked.account_id) as accounts_asked,
    count(case when asked.answers > 0 then 1 end) as accounts_heard,
    100e0 * count(case when asked.answers > 0 then 1 end) / count(*) as heard_percent,
    100e0 * sum(asked.answers) / nullif(sum(asked.surveys_sent), 0) as response_rate
from served
inner join {{ ref('dim_accounts') }} as accounts on served.account_id = accounts.account_id
left join asked on served.account_id = asked.account_id
group by all
order by heard_percent asc, tickets desc
