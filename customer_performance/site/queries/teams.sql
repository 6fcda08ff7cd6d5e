select * from marts.dim_teams order by team_id
