# How often will each customer buy again, and for how much, as each origin could know it?
def model(dbt, session):
    # Imported here, since dbt reads of a Python model what it defines.
    from customer_performance.models.lifetime_table import purchases_expected

    return purchases_expected(dbt.ref("customer_lifetime_forecast__histories").df())
