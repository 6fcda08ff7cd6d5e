-- Which contacts of several systems are alike by their e-mail address?
with

accounts as (

    select
        landed_id as owner_id,
        identity_id as settled_id
    from {{ ref('int_identity_lines') }}
    where kind = 'account' and identity_id is not null

    union

    select
        landed_id as owner_id,
        identity_id as settled_id
    from {{ ref('int_account_matches') }}
    where identity_id is not null

),

{{ matches('contact', rules_of('match_contacts_by'), owners='accounts') }}
