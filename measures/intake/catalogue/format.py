"""The columns of the catalogue's CSV files, and what the German words in them stand for here."""

from measures.models import Edition, Source
from municipalities.models import ModelProject, Municipality, Participation

COLUMNS = {
    "model_projects.csv": [
        "slug", "short_name", "official_name", "cohort_year", "states", "kind", "website", "lead_ags",
        "source_url", "source_url_kind", "note",
    ],
    "municipalities.csv": [
        "name", "official_name", "type", "level", "state", "ags", "ars", "population", "population_date",
        "lat", "lon", "coord_source", "role", "model_project", "model_project_slug", "source_url",
    ],
    "measures.csv": [
        "id", "title", "model_project", "model_project_slug", "solution_type", "action_field", "status",
        "url", "start_year", "end_year", "description_de", "source_url", "source_kind", "confidence",
    ],
}  # fmt: skip
OPTIONAL = {"measures.csv": ["places"]}

COHORTS = {str(cohort.value): cohort for cohort in ModelProject.Cohort}
KINDS = {
    "Großstadt": ModelProject.Kind.LARGE_CITY,
    "Mittelstadt": ModelProject.Kind.MEDIUM_TOWN,
    "Kleinstadt/Landgemeinde": ModelProject.Kind.SMALL_TOWN,
    "Interkommunale Kooperation/Landkreis": ModelProject.Kind.COOPERATION,
}
LEVELS = {
    "Gemeinde": Municipality.Level.MUNICIPALITY,
    "Gemeindeverband": Municipality.Level.ASSOCIATION,
    "Kreis": Municipality.Level.DISTRICT,
    "Verband": Municipality.Level.REGION,
}
ARS_DIGITS = {
    Municipality.Level.MUNICIPALITY: 12,
    Municipality.Level.ASSOCIATION: 9,
    Municipality.Level.DISTRICT: 5,
    Municipality.Level.REGION: 0,
}
ROLES = {
    "federführend": Participation.Role.LEAD,
    "Partner": Participation.Role.PARTNER,
    "Mitgliedskommune": Participation.Role.MEMBER,
}
STATUSES = {
    "geplant": Edition.Status.PLANNED,
    "in Umsetzung": Edition.Status.IN_PROGRESS,
    "umgesetzt": Edition.Status.BUILT,
    "in Betrieb": Edition.Status.RUNNING,
    "abgeschlossen": Edition.Status.COMPLETED,
    "eingestellt": Edition.Status.STOPPED,
}
SOURCE_KINDS = {
    "Programm/KTS": Source.Kind.PROGRAMME,
    "Kommune/Projektseite": Source.Kind.MUNICIPALITY,
    "Presse/Fachmedien": Source.Kind.PRESS,
    "Partner/Dritte": Source.Kind.PARTNER,
    "Quelltext-Repository": Source.Kind.REPOSITORY,
}
CONFIDENCES = {"hoch": Source.Confidence.HIGH, "mittel": Source.Confidence.MEDIUM}

SOURCE_CODE_HOSTS = ("github.com", "www.github.com", "codeberg.org", "bitbucket.org", "opencode.de")
