{#- What a journey may be made of: the sources that seed `journey_stages` may name, and what their rows are. -#}

{#- {source: {relation, where, id, account, ticket, at, sequence, columns: {rule column: expression}}}, in the order in
    which events of one instant happen. `ticket`: only where an event may belong to one. `sequence`: what orders the
    events of one source at one instant, and tells those of one id apart. `told`: the kind of var `evidence` that says
    until when the source is told of. `is_whole`: it is known from the beginning of an account; else only from the first
    row on. -#}
{% macro journey_sources() %}
    {{ return({
        'account_start': {
            'relation': ref('fct_account_spans'), 'id': 'account_id', 'account': 'account_id',
            'at': 'started_at',
            'sequence': 'span_number',
            'columns': {'start': "case when span_number = 1 then 'first' else 'return' end"},
            'is_whole': true,
        },
        'quote': {
            'relation': ref('customer_journey_visits__quote_steps'), 'id': 'quote_id',
            'account': 'account_id', 'at': 'happened_at',
            'sequence': 'step_number', 'columns': {'step': 'step'},
        },
        'order': {
            'relation': ref('fct_orders'), 'id': 'order_id', 'where': 'is_purchase',
            'account': 'customer_id', 'at': 'ordered_at',
            'columns': {
                'purchase': "case when order_number = 1 then 'first' else 'repeat' end", 'market': 'market',
                'payment_method': 'payment_method',
            },
        },
        'usage': {
            'relation': ref('fct_usage_events'), 'id': 'usage_event_key', 'account': 'cluster_id',
            'at': 'occurred_at',
            'columns': {'feature': 'feature'}, 'told': 'usage_event',
        },
        'value_milestone': {
            'relation': ref('fct_usage_events'), 'id': 'usage_event_key', 'where': 'is_value_milestone',
            'account': 'cluster_id',
            'at': 'occurred_at', 'columns': {'feature': 'feature'}, 'told': 'usage_event',
        },
        'portal': {
            'relation': ref('fct_portal_sessions'), 'id': 'session_id', 'account': 'account_id',
            'at': 'started_at', 'columns': {},
            'told': 'portal_session',
        },
        'call': {
            'relation': ref('fct_calls'), 'id': 'call_id', 'account': 'account_id', 'ticket': 'ticket_id',
            'at': 'queued_at',
            'columns': {'direction': 'direction', 'outcome': 'outcome'}, 'told': 'call',
        },
        'ticket': {
            'relation': ref('fct_tickets'), 'id': 'ticket_id', 'account': 'account_id',
            'ticket': 'ticket_id', 'at': 'created_at',
            'columns': {
                'ticket_type': 'ticket_type', 'channel': 'channel', 'priority': 'priority', 'complexity': 'complexity',
                'product_area': 'product_area',
            },
        },
        'ticket_event': {
            'relation': ref('customer_journey_visits__ticket_steps'), 'id': 'ticket_id',
            'account': 'account_id', 'ticket': 'ticket_id',
            'at': 'started_at', 'sequence': 'step', 'columns': {'status': 'status', 'move': 'move'},
        },
        'survey': {
            'relation': ref('fct_survey_responses'), 'id': 'response_id', 'where': 'is_answered',
            'account': 'account_id', 'ticket': 'ticket_id', 'at': 'responded_at',
            'columns': {'kind': 'kind', 'touchpoint': 'touchpoint'},
        },
        'cancel_request': {
            'relation': ref('fct_subscriptions'), 'id': 'subscription_id', 'where': 'not is_one_off',
            'account': 'account_id',
            'at': 'cancel_requested_at', 'columns': {'plan': 'plan'}, 'is_whole': true,
        },
        'loss': {
            'relation': ref('account_losses'), 'id': 'account_id', 'account': 'account_id', 'at': 'lost_at',
            'sequence': 'span_number',
            'columns': {'reason': 'reason'}, 'is_whole': true,
        },
    }) }}
{% endmacro %}

{#- How a stage that is left is called where no other stage follows, and where several rare ones are put together. -#}
{% macro words_of_exits() %}
    {{ return(['still_there', 'finished', 'other_ways']) }}
{% endmacro %}

{#- A query of what the seed says, once for each word of a rule, in the words that are sought. -#}
{% macro journey_rules(seed) -%}
select
    journey,
    subject,
    stage,
    cast(position as integer) as position,
    source,
    nullif(trim(rule_column), '') as rule_column,
    nullif(lower(trim(written_word)), '') as word,
    is_end
from (
    select
        *,
        {{ split_words('rule_values') }} as written_word
    from {{ seed }}
) as words_apart
{%- endmacro %}

{#- A row about fewer accounts than this would tell of each of them. -#}
{% macro fewest_accounts() -%} 5 {%- endmacro %}
