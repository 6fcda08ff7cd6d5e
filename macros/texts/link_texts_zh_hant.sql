{#- What a link says to a reader, in traditional Chinese: see link_sentence. Of each outcome its name, and what became of accounts
    that fared better, where that is more and where it is less. -#}
{% macro link_texts_zh_hant() %}
    {{ return({
        'quoted': ['「', '」'],
        'outcomes': {
            'is_lost': ['流失率', '流失率較高', '流失率較低'],
            'mrr_change': ['經常性營收變化', '經常性營收變化較好', '經常性營收變化較差'],
            'is_expanded': ['增購比例', '增購比例較高', '增購比例較低'],
            'is_referring': ['轉介紹比例', '轉介紹比例較高', '轉介紹比例較低'],
            'is_ordering': ['再次下單比例', '再次下單比例較高', '再次下單比例較低'],
        },
        'goes_with': '{label}較佳的客戶，其後 {days} 天的{moved}：每改善一個標準差，相差 {size} 個百分點（95% 信賴區間 {low} 至 {high}）。兩者相伴出現，不代表因果。',
        'unclear_runs_both_ways': '{label}較佳的客戶，其後 {days} 天的{moved}，但先前已有差異，先後關係不明。',
        'no_clear_link': '{label}與其後 {days} 天的{outcome}無顯著關聯：每個標準差的差異若超過 ±{beyond} 個百分點，應已顯現。',
        'too_few_to_say': '客戶或結果的樣本數太少，尚無法判定{label}與{outcome}是否相關。',
    }) }}
{% endmacro %}
