{#- What a link says to a reader, in each language. Figures and names take the places in braces. -#}

{% macro link_texts() %}
    {{ return({
        'en': {
            'quoted': ['"', '"'],
            'outcomes': {
                'is_lost': ['left', 'left more often', 'left less often'],
                'mrr_change': ['paid more or less', 'paid more than before', 'paid less than before'],
                'is_expanded': ['expanded', 'expanded more often', 'expanded less often'],
                'is_referring': ['referred others', 'referred others more often', 'referred others less often'],
                'is_ordering': ['ordered again', 'ordered again more often', 'ordered again less often'],
            },
            'goes_with': 'Accounts that fared better by {label} {moved} in the {days} days after: by {size} points per standard deviation (95 % interval {low} to {high}). It goes with it; it does not prove it.',
            'unclear_runs_both_ways': 'Accounts that fared better by {label} {moved} in the {days} days after, but they already differed before: which comes first is unclear.',
            'no_clear_link': 'No clear link between {label} and whether accounts {outcome} in the {days} days after: more than {beyond} points per standard deviation, either way, would have shown.',
            'too_few_to_say': 'Too few accounts, or too few who {outcome}, to say whether {label} goes with it.',
        },
        'zh-Hans': {
            'quoted': ['“', '”'],
            'outcomes': {
                'is_lost': ['流失率', '流失率较高', '流失率较低'],
                'mrr_change': ['经常性收入变化', '经常性收入增长较多', '经常性收入增长较少'],
                'is_expanded': ['增购比例', '增购比例较高', '增购比例较低'],
                'is_referring': ['转介绍比例', '转介绍比例较高', '转介绍比例较低'],
                'is_ordering': ['再次下单比例', '再次下单比例较高', '再次下单比例较低'],
            },
            'goes_with': '{label}较好的客户，其后 {days} 天的{moved}：每好一个标准差，相差 {size} 个百分点（95% 置信区间 {low} 至 {high}）。两者相伴出现，不代表因果。',
            'unclear_runs_both_ways': '{label}较好的客户，其后 {days} 天的{moved}，但此前已有差异，先后关系不明。',
            'no_clear_link': '{label}与其后 {days} 天的{outcome}无显著关联：每个标准差的差异若超过 ±{beyond} 个百分点，应已显现。',
            'too_few_to_say': '客户或结果的样本量太小，暂无法判定{label}与{outcome}是否相关。',
        },
        'zh-Hant': {
            'quoted': ['「', '」'],
            'outcomes': {
                'is_lost': ['流失率', '流失率較高', '流失率較低'],
                'mrr_change': ['經常性營收變化', '經常性營收成長較多', '經常性營收成長較少'],
                'is_expanded': ['增購比例', '增購比例較高', '增購比例較低'],
                'is_referring': ['轉介紹比例', '轉介紹比例較高', '轉介紹比例較低'],
                'is_ordering': ['再次下單比例', '再次下單比例較高', '再次下單比例較低'],
            },
            'goes_with': '{label}較佳的客戶，其後 {days} 天的{moved}：每改善一個標準差，相差 {size} 個百分點（95% 信賴區間 {low} 至 {high}）。兩者相伴出現，不代表因果。',
            'unclear_runs_both_ways': '{label}較佳的客戶，其後 {days} 天的{moved}，但先前已有差異，先後關係不明。',
            'no_clear_link': '{label}與其後 {days} 天的{outcome}無顯著關聯：每個標準差的差異若超過 ±{beyond} 個百分點，應已顯現。',
            'too_few_to_say': '客戶或結果的樣本數太少，尚無法判定{label}與{outcome}是否相關。',
        },
    }) }}
{% endmacro %}

{#- The sentence of a row of cpi_kpi_links__verdicts, as SQL; `label`: the column with the name of the CPI. -#}
{% macro link_sentence(language, label) -%}
{%- set texts = link_texts()[language] -%}
{%- set points = "cast(cast({} as decimal(9, 1)) as varchar)" -%}
replace(replace(replace(replace(replace(replace(replace(replace(
        case verdict
            when 'no_clear_link' then '{{ texts.no_clear_link }}'
            when 'too_few_to_say' then '{{ texts.too_few_to_say }}'
            when 'unclear_runs_both_ways' then '{{ texts.unclear_runs_both_ways }}'
            else '{{ texts.goes_with }}'
        end,
        '{label}', concat('{{ texts.quoted[0] }}', {{ label }}, '{{ texts.quoted[1] }}')),
        '{outcome}', case outcome {% for outcome, words in texts.outcomes.items() -%}
            when '{{ outcome }}' then '{{ words[0] }}' {% endfor -%} end),
        '{moved}', case outcome {% for outcome, words in texts.outcomes.items() -%}
            when '{{ outcome }}' then case when effect > 0 then '{{ words[1] }}' else '{{ words[2] }}' end
            {% endfor -%} else '' end),
        '{days}', '{{ var("outcome_days") }}'),
        '{size}', coalesce({{ points.format('abs(effect)') }}, '')),
        '{low}', coalesce({{ points.format('least(abs(effect_low), abs(effect_high))') }}, '')),
        '{high}', coalesce({{ points.format('greatest(abs(effect_low), abs(effect_high))') }}, '')),
        '{beyond}', coalesce({{ points.format('effect_excluded_beyond') }}, ''))
{%- endmacro %}
