-- The working hours on which clocks run, each with the years of which holidays are told.
select
    schedules.schedule_id,
    coalesce(list(distinct year(holidays.holiday_on)) filter (where holidays.holiday_on is not null), []) as years
from (select distinct schedule_id from intermediate.int_schedules where is_sound) as schedules
left join intermediate.int_holidays as holidays on schedules.schedule_id = holidays.schedule_id
group by schedules.schedule_id
order by schedules.schedule_id
