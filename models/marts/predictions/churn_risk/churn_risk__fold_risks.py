# How likely was each account to be lost, as each past month's end could know it?
def model(dbt, session):
    # Imported here, since dbt reads of a Python model what it defines.
    from customer_performance.models.churn_table import fold_risks

    return fold_risks(dbt.ref("churn_risk__features").df(), dbt.ref("churn_risk__folds").df())
