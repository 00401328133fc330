from measures.models.catalogue import CatalogueChange, CatalogueVersion
from measures.models.edition import Edition, Measure, Source
from measures.models.vocabularies import ActionField, SolutionType, SpatialScope, SynonymGroup

__all__ = [
    "ActionField",
    "CatalogueChange",
    "CatalogueVersion",
    "Edition",
    "Measure",
    "SolutionType",
    "Source",
    "SpatialScope",
    "SynonymGroup",
]
