"""Erasing a person from stored files.

An upload is encoded again before it is stored, so only a file that came in another way can contain a person.
"""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from measures.images import stored_files
from measures.images.cleaning import clean_image
from measures.models import Edition


def clean_files(sought):
    """Encode the images again that contain the person in name or bytes, and store them under new names.

    Return the number of these images, and the paths of the files for which that was not possible: they are no images,
    or no edition uses them.
    """
    number, left = 0, []
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        if sought.within(name) or sought.in_bytes(name.encode()) or sought.in_bytes(path.read_bytes()):
            if Edition.objects.filter(image=name).exists() and _encode_again(name):
                number += 1
            else:
                left.append(str(path))
    return number, left


def _encode_again(name):
    """Encode one image again; return False if the file is no image."""
    storage = stored_files.FIELD.storage
    try:
        with storage.open(name) as file:
            fresh = clean_image(file)
    except ValidationError:
        return False
    with Image.open(fresh) as image:
        width, height = image.size
    fresh.seek(0)
    new = storage.save(stored_files.FIELD.generate_filename(None, fresh.name), fresh)
    editions = Edition.objects.filter(image=name)
    for measure in set(editions.values_list("measure", flat=True)):
        stored_files.delete_later(measure, name)
    editions.update(image=new, image_width=width, image_height=height)
    return True
