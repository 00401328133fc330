"""The pages that the law asks of a public body: imprint, accessibility, Leichte Sprache, Deutsche Gebärdensprache.

What only the operator can know comes from settings. What is missing is said on the page, and by `manage.py check
--deploy` (checks.py).
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix

from measures.public.caching import public_page

LONGEST_TRANSCRIPT = 50_000  # characters


@public_page
def imprint(request: HttpRequest) -> HttpResponse:
    return render(request, "duties/imprint.html")


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement (§ 12b BGG, § 7 BITV 2.0)."""
    return render(request, "duties/accessibility.html")


@public_page
def easy_language(request: HttpRequest) -> HttpResponse:
    """Show what BITV 2.0, § 4 asks for in Leichte Sprache: contents, navigation, essentials of the statement."""
    return render(request, "duties/easy_language.html")


@public_page
def sign_language(request: HttpRequest) -> HttpResponse:
    """Show the video in Deutsche Gebärdensprache and its transcript, or that there is none yet."""
    transcript, has_captions = "", False
    if settings.MASSWERK_SIGN_LANGUAGE:
        files = settings.SIGN_LANGUAGE_FILES
        transcript = (files / "transkript.txt").read_text(encoding="utf-8-sig", errors="replace")[:LONGEST_TRANSCRIPT]
        has_captions = (files / "untertitel.vtt").is_file()
    # These files exist once, for the pages in all languages.
    files_address = f"{get_script_prefix()}{settings.SIGN_LANGUAGE_FILES.name}/"
    context = {"transcript": transcript, "has_captions": has_captions, "files_address": files_address}
    return render(request, "duties/sign_language.html", context)
