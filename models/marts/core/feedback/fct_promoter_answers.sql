-- Every answer of a promoter, and whether that person or account referred someone within 90 days.
with

promoters as (

    select * from {{ ref('fct_survey_responses') }}
    where kind = 'nps' and is_answered and nps_group = 1

),

referrals as (

    select * from {{ ref('fct_referrals') }}

),

followed as (

    select
        promoters.response_id,
        count(*) as referral_count
    from promoters
    inner join referrals
        on
            promoters.responded_at <= referrals.referred_at
            and promoters.responded_at + interval '90' day >= referrals.referred_at
            and (promoters.account_id = referrals.account_id or promoters.contact_id = referrals.contact_id)
    group by promoters.response_id

),

-- whichever source it is that tells of them: the survey's is another
told as (

    select min(known_from) as known_from
    from {{ ref('int_evidence') }}
    where kind = 'referral'

)

select
    promoters.response_id,
    promoters.account_id,
    promoters.contact_id,
    promoters.cluster_id,
    promoters.touchpoint,
    promoters.responded_at,
    promoters.responded_at + interval '90' day <= as_of.as_of as is_referral_window_closed,
    -- before referrals were told of it is unknown whether promoters refer, rather than known that they do not
    case when promoters.responded_at >= told.known_from then coalesce(followed.referral_count, 0) end
        as referral_count,
    case when not coalesce(promoters.responded_at >= told.known_from, false) then 'not_told' end
        as referral_unknown_because

from promoters
cross join told
cross join {{ ref('int_as_of') }} as as_of
left join followed on promoters.response_id = followed.response_id
