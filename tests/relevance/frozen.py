"""The catalogue of the judged queries: the entries that the judge read, with the texts of `measures.csv` alone.

What has been added since is not judged, so it must not count for or against the search. The vectors of these entries
are kept in `judged/vectors.npz`, because computing them takes a minute. An entry whose text or model has changed gets
new ones from the model. To write the file anew:

    python -m tests.relevance.frozen folder FOLDER      writes the catalogue as a folder
    manage.py import_catalogue FOLDER                   into an empty database
    manage.py compute_vectors
    python -m tests.relevance.frozen vectors            writes the file from that database
"""

import argparse
import csv
import shutil
from pathlib import Path

import numpy as np

JUDGED = Path(__file__).parent / "judged"
VECTORS = JUDGED / "vectors.npz"


def judged_measures() -> set[str]:
    """Return the ids of the entries that the judge read."""
    return set((JUDGED / "measures.txt").read_text().split())


def write_folder(folder: Path) -> Path:
    """Write the frozen catalogue into `folder` and return it."""
    from measures.intake.catalogue.records import SHIPPED

    for name in ("model_projects.csv", "municipalities.csv"):
        shutil.copy(SHIPPED / name, folder)
    ids = judged_measures()
    with (SHIPPED / "measures.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if row["id"] in ids]
    with (folder / "measures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def load_vectors(documents, model) -> None:
    """Store the kept vectors of those documents whose text is still the same."""
    from django.db.models import F

    from measures.finding.passages import hash_of, passages_of
    from measures.models import EditionVectors, VectorState

    with np.load(VECTORS) as kept:
        if str(kept["model"]) != model.name:
            return
        known = {row.tobytes(): vectors for row, vectors in zip(kept["hashes"], kept["vectors"], strict=True)}
    VectorState.objects.update(number=F("number") + 1)
    number = VectorState.objects.get().number
    hashes = {document.edition: hash_of(passages_of(document)) for document in documents}
    EditionVectors.objects.bulk_create(
        EditionVectors(
            edition_id=edition,
            model=model.name,
            text_hash=text_hash,
            vectors=known[text_hash].tobytes(),
            stored_as=number,
        )
        for edition, text_hash in hashes.items()
        if text_hash in known
    )


def write_vectors() -> None:
    """Write the vectors of the database, which holds the frozen catalogue, to VECTORS."""
    from measures.finding.embedders import embedder
    from measures.models import EditionVectors

    model = embedder()
    stored = EditionVectors.objects.filter(model=model.name, edition__measure__reference__in=judged_measures())
    rows = stored.order_by("edition__measure__reference").values_list("text_hash", "vectors")
    hashes = np.array([np.frombuffer(bytes(text_hash), np.uint8) for text_hash, _vectors in rows])
    vectors = np.array([np.frombuffer(bytes(each), np.int8).reshape(2, model.dimensions) for _hash, each in rows])
    np.savez_compressed(VECTORS, model=np.array(model.name), hashes=hashes, vectors=vectors)


def main():
    import django

    django.setup()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["folder", "vectors"])
    parser.add_argument("folder", type=Path, nargs="?")
    options = parser.parse_args()
    if options.what == "folder":
        options.folder.mkdir(parents=True, exist_ok=True)
        write_folder(options.folder)
    else:
        write_vectors()


if __name__ == "__main__":
    main()
