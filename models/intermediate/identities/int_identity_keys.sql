-- What accounts, contacts and agents have by which one of another system can be told to be the same; of a record that
-- came several times, what the newest copy has.
with

accounts as (

    with {{ union_sources('accounts', 'account_id', 'updated_at', is_linked=false) }}

    select
        *,
        {{ domain_of('domain') }} as clean_domain
    from latest

),

people as (

    {% for kind, newest in {'contact': 'updated_at', 'agent': '_loaded_at'}.items() -%}
    select * from (
        with {{ union_sources(kind ~ 's', kind ~ '_id', newest, is_linked=false) }}

        select
            '{{ kind }}' as kind,
            source,
            {{ kind }}_id as landed_id,
            {{ email_of('email') }} as email,
            {{ 'account_id' if kind == 'contact' else 'cast(null as string)' }} as owner_id
        from latest
    ) as {{ kind }}s
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    'account' as kind,
    source,
    account_id as landed_id,
    'external_id' as matched_by,
    external_id as matched_on,
    cast(null as string) as unfit,
    cast(null as string) as owner_id
from accounts
where external_id is not null

union all

select
    'account' as kind,
    accounts.source,
    accounts.account_id as landed_id,
    'domain' as matched_by,
    accounts.clean_domain as matched_on,
    case when free_mail.domain is not null then 'the domain has mailboxes for everybody' end as unfit,
    cast(null as string) as owner_id
from accounts
left join {{ ref('free_mail_domains') }} as free_mail on accounts.clean_domain = free_mail.domain
where accounts.clean_domain is not null and accounts.is_person is not true

union all

select
    people.kind,
    people.source,
    people.landed_id,
    'email' as matched_by,
    people.email as matched_on,
    case when roles.mailbox is not null then 'several people may read a mailbox of this name' end as unfit,
    people.owner_id
from people
left join {{ ref('role_mailboxes') }} as roles on {{ mailbox_of('people.email') }} = roles.mailbox
where people.email is not null
