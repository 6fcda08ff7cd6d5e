"""The gates before dbt and before publishing, at which Great Expectations checks the raw tables and the marts."""
