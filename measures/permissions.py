"""Who may do what behind the sign-in. Django's admin and our own pages ask `user.has_perm`, which asks `Permissions`.

Everything that is not listed here is forbidden. Which editions an editor may see, drafts included, is decided by
`Edition.objects.open_to(user)` (measures/models/edition.py). Moderators may see all.
"""

from django.contrib.auth.backends import ModelBackend

from measures.models import Edition
from municipalities.accounts import known_password

EVERYTHING = {"view", "add", "change", "delete"}

# {model: actions}, for every user with a current membership
EDITORS = {
    "measures.edition": {"view", "add", "change"},  # a draft is discarded by a verb of the workflow, not deleted
}
MODERATORS = {
    **EDITORS,
    "measures.auditentry": {"view"},
    "measures.solutiontype": EVERYTHING,
    "measures.actionfield": EVERYTHING,
    "measures.spatialscope": EVERYTHING,
    "measures.offer": EVERYTHING,
    "measures.solution": EVERYTHING,
    "measures.indicator": EVERYTHING,
    "measures.synonymgroup": EVERYTHING,
    "measures.problem": EVERYTHING,
    "measures.savedanswer": EVERYTHING,
    "municipalities.modelproject": EVERYTHING,
    "municipalities.municipality": EVERYTHING,
    "municipalities.participation": EVERYTHING,
    "accounts.mail": {"view"},
    "accounts.user": {"view", "change"},  # added by an invitation; closed, not deleted, so that its work has an author
    "accounts.membership": EVERYTHING,
    "accounts.invitation": {"view", "add"},  # revoked, not deleted; what was offered is not changed afterwards
}


def actions_by_model(user):
    """Return {"app.model": actions} for what `user` may do at present."""
    if not (user.is_active and user.has_access):
        return {}
    return MODERATORS if user.is_moderator else EDITORS


class Permissions(ModelBackend):
    """Authenticate with e-mail address and password, and decide from role and current memberships.

    Groups and permissions stored in the database count for nothing.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        """Return the user with this address and password, or None."""
        user = super().authenticate(request, username=username, password=password, **kwargs)
        return None if known_password.is_refused(password) else user  # asked last, so that it takes as long

    def has_perm(self, user_obj, perm, obj=None):
        """Return whether the user may do `perm`, such as "measures.change_edition": at all, or with `obj`."""
        app_label, _, codename = perm.partition(".")
        action, _, model = codename.partition("_")
        if action not in actions_by_model(user_obj).get(f"{app_label}.{model}", ()):
            return False
        return not isinstance(obj, Edition) or Edition.objects.open_to(user_obj).filter(pk=obj.pk).exists()

    def has_module_perms(self, user_obj, app_label):
        """Return whether the user may do anything with a model of this app."""
        return any(model.startswith(f"{app_label}.") for model in actions_by_model(user_obj))
