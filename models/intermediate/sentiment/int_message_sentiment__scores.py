# How each different text is worded. Texts that were scored in an earlier build keep their score.
def model(dbt, session):
    dbt.config(materialized="table")
    # Imported here, since dbt reads of a Python model what it defines.
    from customer_performance.models.sentiment.table import earlier_scores, text_scores

    return text_scores(
        dbt.ref("int_message_sentiment__texts"),
        dbt.ref("sentiment_words"),
        earlier_scores(session, dbt.this.schema, dbt.this.identifier),
    )
