-- The last twelve complete months of each team.
select *
from marts.delivery_gap
where
    dimension = 'team'
    and is_complete
    and month_start_on > (
        select max(month_start_on) - interval '12' month
        from marts.delivery_gap
        where dimension = 'team' and is_complete
    )
order by dimension_value, month_start_on
