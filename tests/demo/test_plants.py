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
