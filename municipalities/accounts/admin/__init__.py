"""The pages on which moderators keep accounts and invitations. Importing them registers them."""

from municipalities.accounts.admin import invitation_admin, user_admin  # noqa: F401
