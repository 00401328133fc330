"""Erase a person from stored files.

Every upload is encoded again before it is stored, so only a file that was stored in another way can contain a person.
"""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from measures.images import stored_files
from measures.images.cleaning import clean_image
from measures.models import Edition
from measures.persons.erasing.person_matcher import PersonMatcher


def clean_files(person: PersonMatcher) -> tuple[int, list[str]]:
    """Encode the images that contain the person, in name or bytes, again and store them under new names.

    Return the number of cleaned images, and the paths of the files that could not be cleaned, because they are not
    images or no edition uses them.
    """
    number = 0
    remaining = []
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        if not (person.is_in(name) or person.is_in_bytes(name.encode()) or person.is_in_bytes(path.read_bytes())):
            continue
        if Edition.objects.filter(image=name).exists() and _encode_again(name):
            number += 1
        else:
            remaining.append(str(path))
    return number, remaining


def _encode_again(name: str) -> bool:
    """Replace one image by a newly encoded one in all editions. Return False if the file is not an image."""
    storage = stored_files.FIELD.storage
    try:
        with storage.open(name) as file:
            encoded = clean_image(file)
    except ValidationError:
        return False
    with Image.open(encoded) as image:
        width, height = image.size
    encoded.seek(0)  # Image.open() has read its beginning
    new_name = storage.save(stored_files.FIELD.generate_filename(None, encoded.name), encoded)
    editions = Edition.objects.filter(image=name)
    for measure in set(editions.values_list("measure", flat=True)):
        stored_files.delete_after_commit(measure, name)
    editions.update(image=new_name, image_width=width, image_height=height)
    return True
