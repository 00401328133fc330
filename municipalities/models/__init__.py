"""Who takes part: states, municipalities, model projects, and the people who write for them."""

from municipalities.models.attempts import Attempt
from municipalities.models.factors import Authenticator
from municipalities.models.institution import InstitutionLogin
from municipalities.models.invitations import Invitation
from municipalities.models.mail import Mail
from municipalities.models.people import Membership, User
from municipalities.models.places import Municipality, State
from municipalities.models.projects import ModelProject, Participation

__all__ = [
    "Attempt",
    "Authenticator",
    "InstitutionLogin",
    "Invitation",
    "Mail",
    "Membership",
    "ModelProject",
    "Municipality",
    "Participation",
    "State",
    "User",
]
