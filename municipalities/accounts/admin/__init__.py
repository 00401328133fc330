"""Accounts and invitations in the admin, for moderators. Importing this package registers them."""

from municipalities.accounts.admin import invitation_admin, mail_admin, user_admin  # noqa: F401
