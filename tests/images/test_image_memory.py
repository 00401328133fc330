"""Decoding an image takes a bounded amount of memory, whatever its format and however small its file."""

import subprocess
import sys
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from measures.images import cleaning

pytestmark = pytest.mark.one_database

# Cleans the image of standard input; prints how much the peak memory of the process has grown, in bytes.
CHILD = """
import sys
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from measures.images import cleaning
Image.init()

def peak():
    # Not from getrusage(), whose peak includes that of the parent process.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))

file = SimpleUploadedFile("bild", sys.stdin.buffer.read())
before = peak()
cleaning.clean_image(file)
print(peak() - before)
"""


def file_of(kind, mode, size, **options):
    file = BytesIO()
    colour = (200, 30, 30, 100)[: len(mode)]
    Image.new(mode, size, colour if len(mode) > 1 else 200).save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("WEBP", "RGB", {"lossless": True}),
        ("WEBP", "RGBA", {"lossless": True}),
        ("PNG", "RGBA", {}),
        ("PNG", "L", {}),
        ("JPEG", "RGB", {"progressive": True, "subsampling": 0}),
        ("JPEG", "CMYK", {"progressive": True}),
    ],
)
def test_a_small_file_with_many_pixels_is_refused_before_it_is_decoded(kind, mode, options, monkeypatch):
    data = file_of(kind, mode, (7200, 7200), **options)
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("decoded"))
    with pytest.raises(ValidationError, match="Speicher"):
        cleaning.clean_image(SimpleUploadedFile("bild", data))


@pytest.mark.parametrize(
    ("kind", "mode", "size", "options"),
    [
        ("WEBP", "RGBA", (4032, 3024), {"lossless": True}),
        ("PNG", "RGBA", (5000, 3990), {}),
        ("JPEG", "RGB", (8000, 6000), {}),  # what phones write
        ("JPEG", "RGB", (6000, 4000), {"progressive": True, "subsampling": 0}),
    ],
)
def test_what_is_accepted_stays_below_the_limit(kind, mode, size, options):
    data = file_of(kind, mode, size, **options)
    command = [sys.executable, "-c", CHILD]
    result = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    assert 10_000_000 < int(result.stdout) < cleaning.MOST_MEMORY * 1.05
