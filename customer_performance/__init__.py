"""The Python around dbt: land, guard, publish, site, demo."""
