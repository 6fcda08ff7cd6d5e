{#- What a link says to a reader, in English: see link_sentence. Of each outcome its name, and what became of accounts
    that fared better, where that is more and where it is less. -#}
{% macro link_texts_en() %}
    {{ return({
        'quoted': ['"', '"'],
        'outcomes': {
            'is_lost': ['left', 'left more often', 'left less often'],
            'mrr_change': ['paid more or less', 'grew more or shrank less', 'grew less or shrank more'],
            'is_expanded': ['expanded', 'expanded more often', 'expanded less often'],
            'is_referring': ['referred others', 'referred others more often', 'referred others less often'],
            'is_ordering': ['ordered again', 'ordered again more often', 'ordered again less often'],
        },
        'goes_with': 'Accounts that fared better by {label} {moved} in the {days} days after: by {size} points per standard deviation (95 % interval {low} to {high}). It goes with it; it does not prove it.',
        'unclear_runs_both_ways': 'Accounts that fared better by {label} {moved} in the {days} days after, but they already differed before: which comes first is unclear.',
        'no_clear_link': 'No clear link between {label} and whether accounts {outcome} in the {days} days after: more than {beyond} points per standard deviation, either way, would have shown.',
        'too_few_to_say': 'Too few accounts, or too few who {outcome}, to say whether {label} goes with it.',
    }) }}
{% endmacro %}
