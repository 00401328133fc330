"""Measures, their editions, the vocabularies that editions use, and the audit."""

from measures.models.advice import AdviceRequest
from measures.models.answered import AnsweredQuestion
from measures.models.asking import BlockedAsker, Enquiry
from measures.models.audit import AuditEntry
from measures.models.catalogue import CatalogueVersion
from measures.models.comments import Comment, SavedAnswer
from measures.models.edition import Edition
from measures.models.effects import Effect, Indicator
from measures.models.frozen import FrozenCatalogue, FrozenFile
from measures.models.links import CheckedLink
from measures.models.measure import Measure
from measures.models.questions import CountedHour, OpenQuestion
from measures.models.relations import (
    EditionActionField,
    EditionOffer,
    EditionPlace,
    EditionSolution,
    EditionSolutionType,
    EditionSpatialScope,
    Source,
)
from measures.models.reminders import Reminder
from measures.models.requests import ArchivingRequest, Handover, PlannedPublication
from measures.models.reuses import Reuse, ReuseAuditEntry, Statement
from measures.models.reviewing import MendedText, ReturnedContent, TakenReview
from measures.models.solutions import PublicCode, Solution
from measures.models.subscriptions import Letter, NoticedPublication, Subscription
from measures.models.unfinished import UnfinishedText
from measures.models.upload import Upload
from measures.models.vectors import EditionVectors, VectorState
from measures.models.vocabularies import ActionField, Offer, Problem, SolutionType, SpatialScope, SynonymGroup

__all__ = [
    "ActionField",
    "AdviceRequest",
    "AnsweredQuestion",
    "ArchivingRequest",
    "AuditEntry",
    "BlockedAsker",
    "CatalogueVersion",
    "CheckedLink",
    "Comment",
    "CountedHour",
    "Edition",
    "EditionActionField",
    "EditionOffer",
    "EditionPlace",
    "EditionSolution",
    "EditionSolutionType",
    "EditionSpatialScope",
    "EditionVectors",
    "Effect",
    "Enquiry",
    "FrozenCatalogue",
    "FrozenFile",
    "Handover",
    "Indicator",
    "Letter",
    "Measure",
    "MendedText",
    "NoticedPublication",
    "Offer",
    "OpenQuestion",
    "PlannedPublication",
    "Problem",
    "PublicCode",
    "Reminder",
    "ReturnedContent",
    "Reuse",
    "ReuseAuditEntry",
    "SavedAnswer",
    "Solution",
    "SolutionType",
    "Source",
    "SpatialScope",
    "Statement",
    "Subscription",
    "SynonymGroup",
    "TakenReview",
    "UnfinishedText",
    "Upload",
    "VectorState",
]
