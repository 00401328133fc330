"""The expected answers of every route to every role, checked by tests/pages/test_matrix.py.

A route is named as for `reverse`, or by its path where it has no name. Each row gives the answers to GET and POST for
an editor of the entry (`own`) and a moderator. What follows from the kind of the row is not written down:

- roles without access (anonymous, deactivated, membership ended or not begun, second factor missing) are asked to
  sign in;
- editors of other projects get 404 where the address names an edition, and otherwise what every editor gets;
- where the address names another object, editors get the same answer whether it exists or not.

Where a wrong method is refused (405) before the object is looked up, the row says so for `foreign`, too.
"""

import re
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver
from django.utils.translation import override

from measures.public.languages import mirrored_routes
from tests.pages.cast import STATES

IN_ENGLISH = "in English: "
SIGN_IN = "to the sign-in"
ASKED = (SIGN_IN, 403)  # POST shows the sent form again, for after signing in
UNCLASSIFIED = (
    "These routes are not classified: {routes}. Add a row for each to ROUTES in tests/pages/desk_routes.py, "
    "with what GET and POST answer to an editor of the entry and to a moderator."
)


@dataclass(frozen=True)
class Row:
    """Answers as pairs (GET, POST): a status, or {state: status} where it depends on the state of the edition."""

    own: tuple
    moderator: tuple
    foreign: tuple | None = None
    outside: tuple = ASKED
    names: str = ""  # what kind of object stands in the address
    query: str = ""

    def expected(self, role, method, state):
        answers = {"own": self.own, "moderator": self.moderator, "foreign": self._foreign()}.get(role, self.outside)
        status = answers[method == "POST"]
        return status[state] if isinstance(status, dict) else status

    def _foreign(self):
        return self.foreign or ((404, 404) if self.names == "edition" else self.own)


def by_state(default, **others):
    return {state: others.get(state, default) for state in STATES}


def everybody(get, post, **more):
    return Row((get, post), (get, post), outside=(get, post), **more)


def public(get=200, post=405, **more):
    return everybody(get, post, foreign=(get, post), **more)


def about_edition(own, moderator=None, **more):
    return Row(own, moderator or own, names="edition", **more)


def decision(get, post):
    """Return the row of a page on which moderators decide."""
    return about_edition((403, 403), (get, post))


def step(*states):
    """Return the row of a step that is possible in these states and a conflict in the others."""
    return about_edition((405, by_state(409, **dict.fromkeys(states, 302))), foreign=(405, 404))


def for_moderators(get, post, **more):
    return Row((403, 403), (get, post), **more)


def moderated_list(model, *, merged=False, add=(200, 200), change=(200, 200), delete=(200, 200)):
    """Return the rows of a list that only moderators may use."""
    label, name = model.split(".")
    prefix, path = f"admin:{label}_{name}_", f"admin/{label}/{name}/"
    rows = {
        f"{prefix}changelist": for_moderators(200, 200),
        f"{prefix}add": for_moderators(*add),
        f"{prefix}history": for_moderators(200, 200, names=model),
        f"{prefix}delete": for_moderators(*delete, names=model),
        f"{prefix}change": for_moderators(*change, names=model),
        f"{path}<path:object_id>/": Row((302, 302), (302, 302), names=model),
    }
    return {**rows, f"{prefix}merge": for_moderators(200, 200, names=model)} if merged else rows


PAGE = by_state(404, published=200, superseded=200, archived=200, withdrawn=410)
API = by_state(404, published=200, superseded=200, archived=410, withdrawn=410)
IMAGE = by_state(404, published=200, superseded=200, archived=200)
LINKED_DATA = by_state(404, published=200, superseded=200)
LISTED = LINKED_DATA
FORM = (by_state(302, draft=200, returned=200), by_state(409, draft=302, returned=302))

AUTOCOMPLETE = "?app_label=accounts&model_name=membership&field_name=project&term=stadt"

ROUTES = {
    # For everybody
    "start": public(),
    "measures": public(),
    "measures_export": public(names="format"),
    "measures_feed": public(names="feed"),
    "codebook": public(),
    "changes": public(),
    "changes_feed": public(names="feed"),
    "measure": public(PAGE, names="edition"),
    "measure_sheet": public(PAGE, names="edition"),
    "reuse_declare": public(LISTED, by_state(404, published=400, superseded=400), names="edition"),
    "reuse_network": public(),
    "reuse_feed": public(names="feed"),
    "reuse_sent": public(),
    "reuse_prove": public(410, 410),  # without the token of a mail, here and below
    "reuse_answer": public(410, 410),
    "reuse_state": public(410, 410),
    "measure_image": public(IMAGE, names="edition"),
    "measure_preview": public(LINKED_DATA, names="edition"),
    "site_preview": public(),
    "favicon": public(302),
    "frozen_catalogues": public(),
    "frozen_catalogue": public(names="frozen"),
    "frozen_file": public(names="frozen"),
    "timegate": public(400),
    "timemap": public(200, query="?url=/massnahmen/"),
    "measure_linked_data": public(LINKED_DATA, names="edition"),
    "catalogue_record": public(names="record"),
    "map": public(),
    "stopped_measures": public(),
    "shortlist": public(),
    "shortlist_export": public(names="format"),
    "council_paper": public(),
    "comparison": public(),
    "comparison_export": public(names="format"),
    "comparison_file": public(),
    "figures": public(),
    "figure_file": public(names="figure"),
    "projects": public(),
    "project": public(names="project"),
    "municipalities": public(),
    "municipality": public(names="municipality"),
    "town_entry": public(),
    "town_suggestions": public(),
    "similarity": public(),
    "town": public(names="town"),
    "problems": public(),
    "problem": public(names="problem"),
    "solution_types": public(),
    "solution_type": public(names="solution type"),
    "solutions": public(),
    "solution": public(names="solution"),
    "solution_type_effects": public(names="solution type"),
    "action_fields": public(),
    "action_field": public(names="action field"),
    "suggestions": public(),
    "api": public(),
    "api_v1": public(302, 302),
    "api_openapi": public(),
    "api_measures": public(),
    "api_measure": public(API, names="edition"),
    "api_similar": public(API, names="edition"),
    "api_projects": public(),
    "api_project": public(names="project"),
    "api_municipalities": public(),
    "api_municipality": public(names="municipality"),
    "api_solution_types": public(),
    "api_action_fields": public(),
    "api_reuses": public(),
    "api_statistics": public(),
    "api_suggestions": public(),
    "api_changes": public(),
    "api_nothing": public(404, 405, names="anything"),
    "about": public(),
    "open_data": public(),
    "data_sources": public(),
    "privacy": public(),
    "imprint": public(),
    "accessibility": public(),
    "easy_language": public(),
    "sign_language": public(),
    "feedback": public(200, 400),  # without the signed day that the form holds
    "feedback_sent": public(),
    "measure_ask": public(
        by_state(404, published=200, superseded=200), by_state(404, published=400, superseded=400), names="edition"
    ),
    "enquiry_sent": public(),
    "enquiry_confirm": public(410, 410),  # without the token of a mail
    "enquiry_confirmed": public(),
    "answer_consent": public(410, 410),
    "start_smart": public(200, 400),  # without the signed day that the form holds
    "start_smart_sent": public(),
    "start_smart_confirm": public(410, 410),  # without the token of a mail
    "start_smart_confirmed": public(),
    "subscribe": public(200, 400),  # without the signed day that the form holds
    "subscribe_sent": public(),
    "subscription_confirm": public(410, 410),  # without the token of a mail, here and below
    "subscription": public(410, 410),
    "subscription_end": public(410, 410),
    "health": public(),
    "robots": public(),
    "sitemap": public(),
    "sitemap_part": public(names="part of the sitemap"),
    "security": public(404, 405),  # without a contact there is none
    "opensearch": public(),
    "llms": public(),
    "manifest": public(),
    "alive": public(),
    "admin/r/<path:anything>": public(404, 404, names="anything"),
    "admin:view_on_site": public(404, 404, names="anything"),
    "admin:login": Row((302, 200), (302, 200), outside=(200, 200)),
    "admin:logout": everybody(405, 200),
    "admin_invitation": everybody(410, 410),
    "admin_oidc": everybody(404, 404),  # switched off here; tests/accounts/test_institution.py switches it on
    "admin_oidc_callback": everybody(404, 404),
    "admin_password_reset": everybody(200, 200),
    "password_reset_done": everybody(200, 405),
    "password_reset_confirm": everybody(200, 200),
    "password_reset_complete": everybody(200, 405),
    "admin_factor_code": Row((302, 302), (302, 302), outside=(SIGN_IN, SIGN_IN)),
    "admin_factor_recovery": Row((302, 302), (302, 302), outside=(SIGN_IN, SIGN_IN)),
    "admin_signed_in": Row((204, 405), (204, 405), outside=(403, 405)),
    # For every user with access
    "admin:index": Row((200, 200), (200, 200)),
    "admin:editors_help": Row((200, 405), (200, 405)),
    "admin:similar_entries": Row((200, 405), (200, 405), query="?title=Zebra&measure=1"),
    "admin:password_change": Row((200, 200), (200, 200)),
    "admin:password_change_done": Row((200, 405), (200, 405)),
    "admin_factor": Row((200, 405), (200, 405)),
    "admin_sessions": Row((200, 302), (200, 302)),
    "admin_factor_setup": Row((200, 400), (200, 400), outside=(SIGN_IN, SIGN_IN)),
    "admin_factor_codes": Row((302, 302), (200, 400)),
    "admin_factor_remove": Row((302, 302), (403, 403)),
    "admin:jsi18n": Row((200, 405), (200, 405)),
    "admin:autocomplete": Row((403, 403), (403, 403)),
    "admin:app_list": Row((200, 200), (200, 200)),
    "admin/(?P<url>.*)$": Row((404, 404), (404, 404), names="anything"),
    # Entries: for their editors and for moderators
    "admin:measures_edition_changelist": Row((200, 200), (200, 200)),
    "admin:entry_add": Row((200, 302), (200, 302), foreign=(200, 400)),
    "admin:entry_edit": about_edition(FORM),
    "admin:entry_autosave": about_edition((405, 409), foreign=(405, 404)),  # it names no user, as the form does
    "admin:entry_comments": about_edition((200, 400)),
    "admin:entry_history": about_edition((200, 405)),
    "admin:entry_preview": about_edition((200, 200)),
    "admin:entry_image": about_edition((200, 405), foreign=(404, 405)),
    "admin:entry_show": about_edition((200, 405)),
    "admin:entry_compare": about_edition((200, 405), query="?mit={key}"),
    "admin:entry_submit": step("draft", "returned"),
    "admin:entry_recall": step("submitted"),
    "admin:entry_confirm": step("published"),
    "admin:entry_start": step(*STATES),
    "admin:entry_restore": about_edition((405, by_state(302, draft=409, submitted=409, returned=409))),
    "admin:entry_discard": about_edition((200, by_state(409, draft=302, returned=302))),
    "admin:entry_ask_to_archive": about_edition((200, by_state(409, published=302))),
    "admin:entry_take_back_request": step(),
    "admin:entry_hand_over": about_edition((200, by_state(409, superseded=409, archived=302))),
    "admin:handovers": Row((200, 405), (200, 405)),
    "admin:orphans": for_moderators(200, 405),
    # An offer to the moderators, sent with the version of another entry: its editors may take it back
    "admin:handover_accept": Row((405, 404), (405, 409), names="measures.handover"),
    "admin:handover_decline": Row((405, 404), (405, 409), names="measures.handover"),
    "admin:handover_take_back": Row((405, 409), (405, 409), foreign=(405, 404), names="measures.handover"),
    "admin:entries_several": Row((405, 400), (405, 400), foreign=(405, 302)),
    "admin:entry_remove_person": about_edition((200, 302)),
    "admin:dead_links": Row((200, 405), (200, 405)),
    "admin:numbers": for_moderators(200, 405),
    "admin:list_file": Row((200, 405), (200, 405)),  # which list is for whom: tests/desk/test_list_files.py
    "admin:admin_list_file": Row((200, 405), (200, 405)),
    "admin:projects_overview": for_moderators(200, 405),
    "admin:project_overview": for_moderators(200, 405, names="municipalities.modelproject"),
    "admin:project_lead": for_moderators(200, 400, names="municipalities.modelproject"),  # without a new lead
    "admin:reminders": for_moderators(200, 405),
    "admin:reminder_again": for_moderators(405, 302, names="measures.reminder"),
    "admin:named_persons": for_moderators(200, 405),
    "admin:enquiries": Row((200, 405), (200, 405)),
    "admin:enquiry": Row((200, 400), (200, 400), foreign=(404, 404), names="measures.enquiry"),
    "admin:enquiry_spam": Row((405, 400), (405, 400), foreign=(405, 404), names="measures.enquiry"),
    "admin:enquiry_block": Row((403, 403), (405, 400), names="measures.enquiry"),
    "admin:enquiry_propose": Row((405, 400), (405, 400), foreign=(405, 404), names="measures.enquiry"),
    "admin:answered_questions": Row((200, 405), (200, 405)),
    "admin:answered_question": Row((200, 405), (200, 405), foreign=(404, 405), names="measures.answeredquestion"),
    "admin:answered_publish": Row((403, 403), (405, 302), names="measures.answeredquestion"),
    "admin:answered_refuse": Row((403, 403), (405, 302), names="measures.answeredquestion"),
    "admin:answered_withdraw": Row((403, 403), (405, 409), names="measures.answeredquestion"),
    "admin:open_questions": for_moderators(200, 405),
    "admin:add_synonym": for_moderators(405, 400),
    "admin:letter": for_moderators(200, 400),
    # Re-uses: for the editors of both sides and for moderators
    "admin:reuses": Row((200, 405), (200, 405)),
    "admin:reuse_add": Row((200, 400), (200, 400)),
    "admin:reuses_asked": Row((200, 400), (200, 400)),  # nothing is ticked
    "admin:reuses_publish": for_moderators(405, 302),
    "admin:reuse_table": for_moderators(200, 400),
    "admin:reuse": Row((200, 405), (200, 405), foreign=(404, 405), names="measures.reuse"),
    "admin:reuse_answer": Row((405, 400), (405, 403), foreign=(405, 404), names="measures.reuse"),
    "admin:reuse_renew": Row((405, 302), (405, 403), foreign=(405, 404), names="measures.reuse"),
    "admin:reuse_publish": Row((405, 403), (405, 409), names="measures.reuse"),
    "admin:reuse_refuse": Row((405, 403), (405, 409), names="measures.reuse"),
    "admin:reuse_withdraw": Row((405, 403), (405, 409), names="measures.reuse"),
    # Tables: an upload is its user's own
    "admin:table_upload": Row((200, 400), (200, 400)),
    "admin:table_template": Row((200, 405), (200, 405), query="?format=csv"),
    "admin:table_export": Row((200, 405), (200, 405), query="?format=csv"),
    "admin:table_plan": Row((200, 405), (404, 405), foreign=(404, 405), names="measures.upload"),
    "admin:table_reading": Row((405, 400), (405, 404), foreign=(405, 404), names="measures.upload"),
    "admin:table_undo": Row((405, 302), (405, 404), foreign=(405, 404), names="measures.upload"),
    "admin:table_apply": Row((405, 302), (405, 404), foreign=(405, 404), names="measures.upload"),
    # Decisions
    "admin:review_queue": for_moderators(200, 405),
    "admin:publish_several": for_moderators(405, 302),
    "admin:entry_review": decision(200, 405),
    "admin:entry_mend": decision(by_state(302, submitted=200), 302),
    "admin:entry_take": decision(405, 302),
    "admin:entry_publish": decision(405, by_state(409, submitted=302)),
    "admin:entry_return": decision(405, by_state(409, submitted=302)),
    "admin:entry_archive": decision(200, by_state(409, published=302)),
    "admin:entry_withdraw": decision(200, by_state(409, published=302, archived=302)),
    "admin:entry_move": decision(200, 409),  # it belongs to this project already
    "admin:entry_decline": decision(200, 409),  # nobody has asked
    "admin:entry_reopen": decision(405, by_state(409, archived=302, withdrawn=302)),
    "admin:entry_plan": decision(405, 400),  # without a day
    "admin:entry_cancel_plan": decision(405, 409),  # nothing is planned
    # Lists
    **moderated_list("measures.solutiontype", merged=True),
    **moderated_list("measures.actionfield", merged=True),
    **moderated_list("measures.spatialscope", merged=True, delete=(200, 302)),
    **moderated_list("measures.offer", merged=True, delete=(200, 302)),
    **moderated_list("measures.solution", merged=True, delete=(200, 302)),
    **moderated_list("measures.indicator", delete=(200, 302)),
    **moderated_list("measures.savedanswer", delete=(200, 302)),
    **moderated_list("measures.synonymgroup", delete=(200, 302)),
    **moderated_list("measures.problem", delete=(200, 302)),
    **moderated_list("municipalities.modelproject"),
    **moderated_list("municipalities.municipality"),
    "admin:municipalities_municipality_successor": for_moderators(200, 200, names="municipalities.municipality"),
    **moderated_list("accounts.user", add=(403, 403), delete=(403, 403)),
    "admin:accounts_user_review": for_moderators(200, 405),
    "admin:accounts_user_confirm": for_moderators(405, 302, names="accounts.user"),
    "admin:accounts_user_reset_factor": for_moderators(200, 302, names="accounts.user"),
    "admin:accounts_user_unlink": for_moderators(405, 302, names="accounts.user"),
    **moderated_list("accounts.invitation", change=(200, 403), delete=(403, 403)),
    "admin:accounts_invitation_several": for_moderators(200, 400),
    "admin:accounts_invitation_send_again": for_moderators(405, 302, names="accounts.invitation"),
    "admin:accounts_invitation_revoke": for_moderators(405, 302, names="accounts.invitation"),
    **moderated_list("measures.auditentry", add=(403, 403), change=(200, 403), delete=(403, 403)),
    **moderated_list("accounts.mail", add=(403, 403), change=(200, 403), delete=(403, 403)),
}


# The English twins of public pages answer everybody as the German ones do.
ROUTES |= {f"{IN_ENGLISH}{name}": ROUTES[name] for name in mirrored_routes() if name in ROUTES}


def every_route():
    """Return {name or path: path} of all that the URL resolver knows; an English twin has IN_ENGLISH in its name."""
    routes = dict(_walk(get_resolver().url_patterns, "", ""))
    with override("en"):
        both = dict(_walk(get_resolver().url_patterns, "", ""))
    return routes | {f"{IN_ENGLISH}{name}": path for name, path in both.items() if routes.get(name) != path}


def _walk(patterns, before, namespace):
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield namespace + pattern.name if pattern.name else path, path
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, path, inner)


def unclassified():
    return sorted(every_route().keys() - ROUTES.keys())


def address(route, path, key, slug):
    """Return the address of a route whose objects have this key or this slug."""
    special = {
        "admin:autocomplete": "admin/autocomplete/" + AUTOCOMPLETE,
        "admin:app_list": "admin/measures/",
        "admin:list_file": "admin/measures/edition/lists/dead-links.csv",
        "admin:admin_list_file": "admin/measures/edition/lists/measures/edition.csv",
        "frozen_file": f"ausgaben/{slug}/massnahmen.csv",
        "admin/(?P<url>.*)$": f"admin/gibt/es/nicht/{key}",
    }
    filled = special.get(route) or re.sub(r"<slug:\w+>", slug, path)
    return "/" + re.sub(r"<\w+:\w+>", str(key), filled)
