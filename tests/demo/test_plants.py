"""What was planted for the insights is in the warehouse as the generator counted it."""

from customer_performance.demo import moods
from customer_performance.demo.company import CANARY


def test_losses_by_the_share_of_failed_tickets(warehouse, truth):
    planted = truth["plants"]["loss_by_share_of_failed_tickets"]
    found = warehouse.sql("""
        with account_months as (
            select
                account_id,
                date_trunc('month', last_solved_at) + interval 1 month as closes_at,
                avg((is_reopened_in_window or has_repeat_contact)::int) as failed
            from marts.fct_tickets
            where is_solved and account_id in (select account_id from marts.dim_accounts)
            group by all
        )
        select
            case when failed = 0 then 'none' when failed <= 0.5 then 'up_to_half' else 'more' end as share,
            count(*) as subjects,
            count(*) filter (where ended_at <= closes_at + interval 90 day) as losses
        from account_months
        inner join marts.fct_account_spans using (account_id)
        where
            started_at < closes_at
            and coalesce(ended_at, timestamp '9999-01-01') >= closes_at
            and closes_at + interval 122 day - interval 1 second <= (select as_of from marts.metric_as_of)
        group by share
    """).fetchall()
    assert {share: (subjects, losses) for share, subjects, losses in found} == {
        share: (planted[share]["subjects"], planted[share]["numerator"])
        for share in ("none", "up_to_half", "more")
    }


def test_uses_before_losses(warehouse, truth):
    planted = truth["plants"]["use_falls_before_leaving"]
    found = warehouse.sql("""
        select
            count(*) filter (where occurred_at >= ended_at - interval 60 day),
            count(*) filter (where occurred_at < ended_at - interval 150 day)
        from marts.fct_usage_events as uses
        inner join marts.fct_account_spans as spans
            on
                uses.account_id = spans.account_id
                and occurred_at < ended_at
                and occurred_at >= ended_at - interval 210 day
        where
            not coalesce(is_value_milestone, false)
            and ended_at <= (select as_of from marts.metric_as_of)
            and ended_at >= timestamp '2024-05-10' + interval 210 day
    """).fetchone()
    assert found == (planted["uses_in_the_last_days"], planted["uses_in_as_many_days_before_the_fall"])


def test_the_first_steps_of_new_accounts(warehouse, truth):
    journey = truth["plants"]["journey"]
    steps = {step: count for step, count in journey["accounts"].items() if step != "account_start"}
    found = warehouse.sql(f"""
        select feature, count(distinct account_id)
        from marts.fct_usage_events
        inner join marts.dim_accounts using (account_id)
        where
            created_at > timestamp '{journey["new_accounts_since"]}'
            and feature in {tuple(steps)}
            and (is_value_milestone or feature <> 'first_report')
        group by feature
    """).fetchall()
    assert dict(found) == steps


def test_the_moods_of_messages(warehouse, truth):
    language_of = {
        f"{CANARY}: {text}": (language, mood)
        for number, language in enumerate(moods.LANGUAGES)
        for column, mood in enumerate(moods.MOODS)
        for text in moods.TEXTS[number][column]
    }
    found = warehouse.sql("""
        select body, count(distinct message_id)
        from staging.stg_files__ticket_messages
        where author_type = 'customer'
        group by body
    """).fetchall()
    counts: dict[tuple[str, str], int] = {}
    for body, messages in found:
        counts[language_of[body]] = counts.get(language_of[body], 0) + messages
    assert counts == {
        (language, mood): count
        for language, by_mood in truth["plants"]["moods"]["messages"].items()
        for mood, count in by_mood.items()
    }


def test_what_customers_write_is_read_in_its_language_and_mood(warehouse, truth):
    """The moods that were planted, of all messages that landed, beside what the models made of them."""
    planted = truth["plants"]["moods"]["messages"]
    found = {
        (language, label): (count, sure)
        for language, label, count, sure in warehouse.sql("""
            select sentiment_language, sentiment_label, count(*), count_if(is_sentiment_sure)
            from intermediate.int_message_sentiment
            where message_id in (select message_id from intermediate.int_ticket_messages where is_customer_message)
            group by all
        """).fetchall()
    }
    by_language: dict[str, int] = {}
    for (language, _), (count, _) in found.items():
        by_language[language] = by_language.get(language, 0) + count
    landed = {language: sum(by_mood.values()) for language, by_mood in planted.items()}
    # some of the messages that landed were written by agents on tickets of their own, or the other way round
    assert set(by_language) == {"en", "zh"}
    assert abs(by_language["en"] / landed["en"] - 1) < 0.02
    assert abs(by_language["zh"] / (landed["zh-Hans"] + landed["zh-Hant"]) - 1) < 0.02


def test_wording_is_worse_once_a_ticket_has_come_back(warehouse, truth):
    planted = truth["plants"]["moods"]["share_negative"]
    found = dict(
        warehouse.sql("""
            with reopenings as (
                select ticket_id, min(occurred_at) as reopened_at
                from marts.fct_ticket_events
                where field = 'status' and old_status in ('solved', 'closed') and new_status not in ('solved', 'closed')
                group by all
            )
            select
                if(messages.sent_at >= reopenings.reopened_at, 'come_back', 'at_first') as moment,
                avg((messages.sentiment_label = 'negative')::int)
            from marts.fct_ticket_messages as messages
            left join reopenings using (ticket_id)
            where messages.is_customer_message and messages.is_sentiment_sure
            group by if(messages.sent_at >= reopenings.reopened_at, 'come_back', 'at_first')
        """).fetchall()
    )
    assert planted["come_back"] > planted["at_first"]
    assert found["come_back"] > found["at_first"] + 0.1
