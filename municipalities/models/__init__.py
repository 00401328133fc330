"""States, municipalities, model projects, and who takes part in which project."""

from municipalities.models.places import Municipality, State
from municipalities.models.projects import ModelProject, Participation

__all__ = ["ModelProject", "Municipality", "Participation", "State"]
