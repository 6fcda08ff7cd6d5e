-- What simple rules would have said at each past month's end: the share lost, as known then, of all accounts, or of
-- those alike by a rule.
{% set rules = {
    'base_rate': "'all'",
    'rule_recency': "case when days_since_use >= 30 then 'quiet' when days_since_use < 30 then 'used' else 'unknown' end",
    'rule_notice': "case
            when has_asked_to_cancel = 1 or days_to_term_end <= " ~ var('outcome_days') ~ " then 'due'
            when has_asked_to_cancel = 0 or days_to_term_end is not null then 'not_due'
            else 'unknown'
        end",
} -%}

with

folds as (

    select * from {{ ref('churn_risk__folds') }}
    where not is_newest

),

sorted as (

    {% for rule, word in rules.items() -%}
    select
        account_id,
        checkpoint_at,
        outcome_known_at,
        is_lost,
        '{{ rule }}' as method,
        {{ word }} as kind
    from {{ ref('churn_risk__features') }}
    {% if not loop.last -%}
    union all

    {% endif -%}
    {% endfor %}

),

shares as (

    select
        folds.checkpoint_at,
        sorted.method,
        sorted.kind,
        avg(sorted.is_lost) as share_lost
    from folds
    inner join sorted on folds.checkpoint_at >= sorted.outcome_known_at
    where sorted.is_lost is not null
    group by folds.checkpoint_at, sorted.method, sorted.kind

)

select
    sorted.checkpoint_at,
    sorted.account_id,
    sorted.method,
    -- of a kind that nobody was of before, what is known of all
    coalesce(shares.share_lost, folds.base_rate) as risk

from sorted
inner join folds on sorted.checkpoint_at = folds.checkpoint_at
left join shares
    on
        sorted.checkpoint_at = shares.checkpoint_at
        and sorted.method = shares.method
        and sorted.kind = shares.kind
