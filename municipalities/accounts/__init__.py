"""Accounts: how one comes about, is signed in to, and ends. An app of its own that imports municipalities only.

1. Invited: a moderator invites an address (`admin/invitation_admin.py`); `invitations.py` stores the invitation and
   queues its link, and creates the account when somebody accepts it on the page in `invitation_pages.py`.
2. Signed in: by password (the admin's own page, measures/desk/site.py; wrong tries are counted in `rate_limits.py`) or
   at an OpenID Connect provider (`institution_pages.py`, `oidc_client.py`, `institution_links.py`). Both end in
   `sign_in.continue_sign_in`, which asks for the second factor (`second_factor.py`, its pages and forms beside it).
3. With each request `middleware.py` checks that the session is still valid; `User.has_access` and `Membership` say
   what is open to the user; `sessions.py` counts the idle time.
4. Changed: `rights.py` tells the owner by mail and keeps the last moderator; `password_pages.py` sets new passwords.
5. Ended: a membership runs out or a moderator deactivates the account (`admin/user_admin.py`), reminded by
   `access_review.py` every half year. Accounts are never deleted, so that what they did keeps its author.

Every verb that changes an account is one transaction, and writes its mails into the same one (`mail_queue.py`).
A moderator is a user with `is_moderator`; an editor is a user with a current membership in a model project.
"""
