-- Which ids of several systems are one account, contact or agent? A row for each id that goes by another, and for each
-- line of the seeds of links, which come first, and matches where a var asks for them.
with

lines as (

    select
        kind,
        landed_id,
        linked_to_id,
        'seed' as linked_by,
        identity_id,
        problem
    from {{ ref('int_identity_lines') }}

),

matches as (

    {% for kind in identity_tables() -%}
    select
        kind,
        landed_id,
        identity_id,
        problem,
        matched_by
    from {{ ref('int_' ~ kind ~ '_matches') }}
    where is_used and (identity_id <> landed_id or is_contradiction)
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- several matches of one id lead to one end
matched as (

    select
        matches.kind,
        matches.landed_id,
        min(matches.identity_id) as linked_to_id,
        min(matches.matched_by) as linked_by,
        min(matches.identity_id) as identity_id,
        min(matches.problem) as problem
    from matches
    left join lines on matches.kind = lines.kind and matches.landed_id = lines.landed_id
    where lines.landed_id is null
    group by matches.kind, matches.landed_id

),

links as (

    select * from lines

    union all

    select * from matched

)

select
    *,
    case
        when kind = 'account' then {{ account_pseudonym('landed_id') }} else {{ pseudonym('landed_id') }}
    end as landed_pseudonym
from links
