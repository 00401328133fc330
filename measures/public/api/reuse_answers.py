"""The types of answers about re-uses."""

from datetime import date, datetime

import msgspec
from django.utils.translation import gettext_noop

from measures.public.api.answer_parts import ID, URL, Answer, Licence, Named, said


class OfReuse(Answer):
    id: ID
    ars: said(str, gettext_noop("Regional key (ARS); empty for regional associations"))
    name: str
    url: URL


class ReuseSource(Answer):
    url: str
    text: said(str, gettext_noop("What it says, in short"))


class Reuse(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    municipality: OfReuse
    status: Named
    kind: said(Named, gettext_noop("What it is worth: confirmed by both sides, declared by one, or documented")) = (
        msgspec.field(name="class")
    )
    stated_by: said(list[Named], gettext_noop("Who says so: the municipality itself, the origin, a public source"))
    counts: said(bool, gettext_noop("false: nobody has answered for a year, so it says what was last known"))
    since: said(int | None, gettext_noop("Year"))
    ended: said(int | None, gettext_noop("Year"))
    is_productive: bool | None
    adapted: said(str, gettext_noop("What was adapted"))
    effort: said(str, gettext_noop("Effort and costs"))
    version: str
    link: str
    contact: said(str, gettext_noop("A functional mailbox"))
    sources: list[ReuseSource]
    last_confirmed: said(date | None, gettext_noop("The day on which one of the towns said so last"))
    first_published: said(datetime, gettext_noop("When it became public"))


class ReusedMeasure(Answer):
    id: ID
    title: str
    url: URL


class MeasureReuse(Reuse):
    measure: ReusedMeasure


class Reuses(Answer):
    licence: Licence
    total: int
    reuses: said(list[MeasureReuse], gettext_noop("By measure, in the order of titles"))


class ReuseFigures(Answer):
    total: said(int, gettext_noop("Re-uses that count"))
    confirmed: said(int, gettext_noop("confirmed by both sides"))
    declared: said(int, gettext_noop("declared by one side"))
    documented: said(int, gettext_noop("documented by a source"))
    lapsed: said(int, gettext_noop("Shown as last known, not counted"))
    municipalities: said(int, gettext_noop("Municipalities that re-use something"))
    measures: said(int, gettext_noop("Measures that are re-used"))
