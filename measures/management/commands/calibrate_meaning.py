"""Show how well the model in use tells questions that the catalogue can answer from those that it cannot."""

import csv
from pathlib import Path

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from measures.finding.current import index
from measures.finding.embedders import embedder
from measures.finding.meaning import asked_meaning, query_lifts

QUERIES = Path(__file__).parents[2] / "data" / "calibration.csv"
QUANTILES = (0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1)
KEPT = (0.98, 0.95, 0.9, 0.85, 0.8)  # shares of the real questions


class Command(BaseCommand):
    help = (
        "Print how far the best score of each query of measures/data/calibration.csv stands above the median of its "
        "scores, for real questions and for nonsense, and what each cut-off would let through. The cut-off is the "
        "attribute `least_lift` of the model's class."
    )

    def handle(self, **options):
        model = embedder()
        table = index.catch_up().vectors
        if model is None or table is None or not len(table):
            raise CommandError("There is no model, or there are no vectors yet: manage.py compute_vectors.")
        with QUERIES.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        best: dict[tuple[str, str], list[float]] = {}
        for row in rows:
            _numbers, lifts = query_lifts(table, model, asked_meaning(row["query"]))
            best.setdefault((row["half"], row["kind"]), []).append(float(lifts.max()))
        self.stdout.write(f"{model.name}, {len(table)} entries; least_lift is {model.least_lift}")
        self.stdout.write("best lift".ljust(28) + "".join(f"{quantile:>8.0%}" for quantile in QUANTILES))
        for (half, kind), lifts in sorted(best.items()):
            figures = "".join(f"{value:>8.4f}" for value in np.quantile(lifts, QUANTILES))
            self.stdout.write(f"{half}, {kind} ({len(lifts)})".ljust(28) + figures)
        cuts = [float(np.quantile(best["fit", "real"], 1 - kept)) for kept in KEPT]
        self.stdout.write("\nshares shown".ljust(21) + "".join(f"{name:>18}" for name in map(", ".join, sorted(best))))
        for cut in sorted([*cuts, model.least_lift]):
            shares = [np.mean(np.array(lifts) >= cut) for _, lifts in sorted(best.items())]
            self.stdout.write(f"at {cut:.4f}".ljust(20) + "".join(f"{share:>18.0%}" for share in shares))
