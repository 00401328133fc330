"""The facets of the list page, by name. The index counts more than these; here they do not matter."""

from measures.finding import facet_rows

FACETS = [facet.name for facet in facet_rows.FACETS if facet.is_filter]
