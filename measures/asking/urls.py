"""The URLs of those who ask a municipality about a measure."""

from django.urls import path

from measures.asking import pages

urlpatterns = [
    path("massnahmen/<slug:slug>/frage/", pages.ask, name="measure_ask"),
    path("frage/gesendet/", pages.sent, name="enquiry_sent"),
    path("frage/bestaetigen/", pages.confirm, name="enquiry_confirm"),
    path("frage/unterwegs/", pages.confirmed, name="enquiry_confirmed"),
]
