select
    dimension,
    dimension_value,
    language,
    word
from seeds.dimension_words
