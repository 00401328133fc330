"""Who takes part: states, municipalities and model projects."""

from municipalities.models.places import Municipality, State
from municipalities.models.projects import ModelProject, Participation

__all__ = ["ModelProject", "Municipality", "Participation", "State"]
