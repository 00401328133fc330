"""Publishes or withdraws one entry; reports the moment at which that was acknowledged, as of time.time()."""

import time

from measures import workflow
from measures.models import Edition
from municipalities.models import ModelProject
from tests.factories import make_public


def run(what, title):
    if what == "publish":
        make_public(title, project=ModelProject.objects.get(slug="ulm"))
    else:
        edition = Edition.objects.public().get(title=title)
        workflow.withdraw(edition=edition, by=None, version=edition.version, reason="Irrtum")
    return {"acknowledged": time.time()}
