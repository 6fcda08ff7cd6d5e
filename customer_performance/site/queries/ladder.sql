select * from marts.readiness_ladder order by step
