# How likely is each account to be lost as of the newest month's end, and why? Nobody, where that is not published.
def model(dbt, session):
    # Imported here, since dbt reads of a Python model what it defines.
    from customer_performance.models.churn_table import newest_risks

    return newest_risks(
        dbt.ref("churn_risk__features").df(),
        dbt.ref("churn_risk__folds").df(),
        dbt.ref("churn_risk_record").df(),
    )
