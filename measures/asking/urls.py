"""The URLs of those who ask a municipality about a measure, or the operator for advice."""

from django.urls import path

from measures.asking import advice_pages, consent_pages, pages

urlpatterns = [
    path("start-smart/", advice_pages.start_smart, name="start_smart"),
    path("start-smart/gesendet/", advice_pages.sent, name="start_smart_sent"),
    path("start-smart/bestaetigen/", advice_pages.confirm, name="start_smart_confirm"),
    path("start-smart/unterwegs/", advice_pages.confirmed, name="start_smart_confirmed"),
    path("massnahmen/<slug:slug>/frage/", pages.ask, name="measure_ask"),
    path("frage/gesendet/", pages.sent, name="enquiry_sent"),
    path("frage/bestaetigen/", pages.confirm, name="enquiry_confirm"),
    path("frage/veroeffentlichen/", consent_pages.consent, name="answer_consent"),
    path("frage/unterwegs/", pages.confirmed, name="enquiry_confirmed"),
]
