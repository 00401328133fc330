"""The six scenarios of a search, by the names that the report gives them."""

NONE, ONE, THREE = "no filter", "1 facet", "3 facets"
FREQUENT, FREQUENT_AND_TWO, RARE = "frequent word", "frequent word + 2 facets", "rare word"
SCENARIOS = (NONE, ONE, THREE, FREQUENT, FREQUENT_AND_TWO, RARE)
TEXT_SCENARIOS = (FREQUENT, FREQUENT_AND_TWO, RARE)
