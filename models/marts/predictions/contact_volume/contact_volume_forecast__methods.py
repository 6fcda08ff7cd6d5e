# What each method expects of the next days and hours, beside what it got right from past origins.
def model(dbt, session):
    # Imported here, since dbt reads of a Python model what it defines.
    from customer_performance.models.volume_table import forecasts

    return forecasts(
        dbt.ref("contact_volume_forecast__days").df(),
        dbt.ref("contact_volume_forecast__hours").df(),
    )
