"""The list of texts that moderators keep for returning entries."""

from django.contrib import admin
from django.db.models import TextField
from django.forms import Textarea

from measures.models import SavedAnswer
from municipalities.admin.base import LimitedLookupAdmin


@admin.register(SavedAnswer)
class SavedAnswerAdmin(LimitedLookupAdmin):
    list_display = ["title"]
    search_fields = ["title", "text"]
    formfield_overrides = {TextField: {"widget": Textarea(attrs={"rows": 6})}}
