"""The types of answers about questions that visitors ask."""

from datetime import datetime

from django.utils.translation import gettext_noop

from measures.public.api.answer_parts import Answer, said


class Question(Answer):
    question: str
    answer: str
    published: datetime


class QuestionFigures(Answer):
    answered: said(int, gettext_noop("Questions to municipalities that were answered"))
    unanswered: said(int, gettext_noop("Questions to municipalities that are open"))
