select * from marts.sentiment_readiness order by text_kind desc, sentiment_language
