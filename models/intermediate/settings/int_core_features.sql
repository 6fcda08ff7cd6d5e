-- Which features are the heart of the product of the company whose tables landed?
select lower(features.feature) as feature

from ({{ seed_lines('core_features') }}) as features
group by lower(features.feature)
