"""Erase a person from stored files.

Every upload is encoded again before it is stored, so only a file that was stored in another way can contain a person.
"""

from django.core.exceptions import ValidationError
from PIL import Image

from measures.images import stored_files
from measures.images.cleaning import clean_image
from measures.images.storage import names_of_files, place_of
from measures.models import Edition
from measures.persons.erasing.person_matcher import PersonMatcher


def clean_files(person: PersonMatcher) -> tuple[int, list[str]]:
    """Encode the images that contain the person, in name or bytes, again and store them under new names.

    Return the number of cleaned images, and the paths of the files that could not be cleaned, because they are not
    images or no edition uses them.
    """
    number = 0
    remaining = []
    storage = stored_files.FIELD.storage
    for name in sorted(names_of_files(storage)):
        if not (person.is_in(name) or person.is_in_bytes(name.encode()) or person.is_in_bytes(content_of(name))):
            continue
        if Edition.objects.filter(image=name).exists() and _encode_again(name):
            number += 1
        else:
            remaining.append(place_of(storage, name))
    return number, remaining


def content_of(name: str) -> bytes:
    """Return the content of a stored file; empty if it has just been deleted."""
    try:
        with stored_files.FIELD.storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return b""


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
