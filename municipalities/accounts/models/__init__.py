"""Users, their memberships in model projects, and everything around signing in."""

from municipalities.accounts.models.attempt import Attempt
from municipalities.accounts.models.authenticator import Authenticator
from municipalities.accounts.models.institution_login import InstitutionLogin
from municipalities.accounts.models.invitation import Invitation
from municipalities.accounts.models.mail import Mail
from municipalities.accounts.models.recovery_codes import RecoveryCodes
from municipalities.accounts.models.user import Membership, User

__all__ = ["Attempt", "Authenticator", "InstitutionLogin", "Invitation", "Mail", "Membership", "RecoveryCodes", "User"]
