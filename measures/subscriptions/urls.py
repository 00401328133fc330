"""The URLs of those who follow a list by mail."""

from django.urls import path

from measures.subscriptions import pages

urlpatterns = [
    path("abo/", pages.subscribe, name="subscribe"),
    path("abo/gesendet/", pages.sent, name="subscribe_sent"),
    path("abo/bestaetigen/", pages.confirm, name="subscription_confirm"),
    path("abo/verwalten/", pages.manage, name="subscription"),
    path("abo/beenden/", pages.end, name="subscription_end"),
]
