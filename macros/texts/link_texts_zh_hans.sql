{#- What a link says to a reader, in simplified Chinese: see link_sentence. Of each outcome its name, and what became of accounts
    that fared better, where that is more and where it is less. -#}
{% macro link_texts_zh_hans() %}
    {{ return({
        'quoted': ['“', '”'],
        'outcomes': {
            'is_lost': ['流失率', '流失率较高', '流失率较低'],
            'mrr_change': ['经常性收入变化', '经常性收入变化较好', '经常性收入变化较差'],
            'is_expanded': ['增购比例', '增购比例较高', '增购比例较低'],
            'is_referring': ['转介绍比例', '转介绍比例较高', '转介绍比例较低'],
            'is_ordering': ['再次下单比例', '再次下单比例较高', '再次下单比例较低'],
        },
        'goes_with': '{label}较好的客户，其后 {days} 天的{moved}：每好一个标准差，相差 {size} 个百分点（95% 置信区间 {low} 至 {high}）。两者相伴出现，不代表因果。',
        'unclear_runs_both_ways': '{label}较好的客户，其后 {days} 天的{moved}，但此前已有差异，先后关系不明。',
        'no_clear_link': '{label}与其后 {days} 天的{outcome}无显著关联：每个标准差的差异若超过 ±{beyond} 个百分点，应已显现。',
        'too_few_to_say': '客户或结果的样本量太小，暂无法判定{label}与{outcome}是否相关。',
    }) }}
{% endmacro %}
