"""What moderators keep in the admin: municipalities, model projects, accounts and invitations."""

from municipalities.admin import invitations, people  # noqa: F401 - registers their pages
from municipalities.admin.careful import CarefulAdmin, KeptByModerators
from municipalities.admin.places import ModelProjectAdmin, MunicipalityAdmin

__all__ = ["CarefulAdmin", "KeptByModerators", "ModelProjectAdmin", "MunicipalityAdmin"]
