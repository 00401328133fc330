"""Turn an uploaded file into an image that is safe to publish, or refuse it with the reason.

The name and the type that an upload claims are ignored. Its pixels are decoded and encoded again, which drops all
metadata (such as GPS positions and names) and any other content hidden in the file.
"""

import secrets
from contextlib import suppress
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")  # no other decoder is tried
MEGABYTES, MEGAPIXELS = 10, 50
MOST_BYTES = MEGABYTES * 1024 * 1024
MOST_PIXELS = MEGAPIXELS * 1_040_000  # cameras sold with 50 megapixels have a little more
MOST_SCANS = 100  # of a JPEG: cameras and programs write a dozen, and each costs a pass over the whole image
LONGEST_SIDE = 2000  # pixels
QUALITY = 85  # of JPEG and WebP, 1 to 100


class TooManyPixels(Exception):
    """The image has more than MOST_PIXELS."""


def clean_image(upload: UploadedFile) -> ContentFile:
    """Return a file with a random name and nothing but the pixels of `upload`; raise ValidationError if refused."""
    if upload.size > MOST_BYTES:
        raise refusal(_("This file is too large."))
    upload.seek(0)
    try:
        content, extension = encode(decode(upload.read()))
    except (Image.DecompressionBombError, TooManyPixels) as error:
        raise refusal(_("This image has too many pixels.")) from error
    except UnidentifiedImageError as error:
        raise refusal(_("This file is not an image of a kind that can be shown here.")) from error
    except Exception as error:  # decoders raise all kinds of errors for damaged files
        raise refusal(_("This image cannot be read. The file may be damaged.")) from error
    return ContentFile(content, name=f"{secrets.token_hex(16)}.{extension}")


def refusal(reason: str) -> ValidationError:
    """Return a ValidationError with the reason, followed by the formats and sizes that are allowed."""
    allowed = _("Allowed are JPEG, PNG and WebP with up to %(megabytes)s MB and %(megapixels)s megapixels.")
    numbers = {"megabytes": MEGABYTES, "megapixels": MEGAPIXELS}
    return ValidationError(f"{reason} {allowed % numbers}", code="invalid_image")


def decode(data: bytes) -> Image.Image:
    """Return the image in `data` (the first of an animation): upright, RGB or RGBA, at most LONGEST_SIDE on each side.

    Raise TooManyPixels, or whatever Pillow raises for a file that it cannot decode.
    """
    image = Image.open(BytesIO(data), formats=FORMATS)  # reads the header only, so the size can be checked first
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    if image.format not in ("PNG", "WEBP") and data.count(b"\xff\xda") > MOST_SCANS:
        raise ValueError("a JPEG with so many scans is an attack")
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded at half its size or less
    image.load()
    profile = image.info.get("icc_profile")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode == "I;16":  # convert() would cut off all shades that are not very dark
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if mode == "RGBA" or image.mode not in ("RGB", "CMYK", "L"):
        image = image.convert(mode)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    turn_upright(image)
    return convert_to_srgb(image, profile).convert(mode)


def turn_upright(image: Image.Image) -> None:
    """Rotate the image in place as its EXIF orientation says.

    A damaged EXIF block is no reason to refuse an image, since EXIF is dropped anyway. In place, Pillow rotates the
    pixels before it writes the new EXIF block: if only the second step fails, the image is already upright.
    """
    with suppress(Exception):  # Pillow raises all kinds of errors for damaged EXIF.
        ImageOps.exif_transpose(image, in_place=True)


def convert_to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return `image` converted from its ICC profile to sRGB, because the stored file will have no profile."""
    if not profile:
        return image
    try:
        return ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError):  # a damaged profile, or one for another kind of image
        return image


def encode(image: Image.Image) -> tuple[bytes, str]:
    """Return (content, extension) of a file with these pixels: WebP if any pixel is transparent, else JPEG."""
    bare = Image.new(image.mode, image.size)  # saving `image` itself would write its metadata, too
    bare.paste(image)
    file = BytesIO()
    if image.mode == "RGBA" and image.getextrema()[3][0] < 255:  # the lowest alpha value
        bare.save(file, "WEBP", quality=QUALITY)
        return file.getvalue(), "webp"
    bare.convert("RGB").save(file, "JPEG", quality=QUALITY, progressive=True)
    return file.getvalue(), "jpg"
