-- Which rows are odd, and why? They stay in the warehouse but leave the metrics that need what they lack.
select * from {{ ref('int_exceptions_of_billing') }}

union all

select * from {{ ref('int_exceptions_of_identity') }}

union all

select * from {{ ref('int_exceptions_of_money') }}

union all

select * from {{ ref('int_exceptions_of_order') }}

union all

select * from {{ ref('int_exceptions_of_value') }}

union all

select * from {{ ref('int_exceptions_of_contact_centre') }}
