"""Makes of an uploaded file an image that is safe to hand out, or says why not.

Nothing is kept as it came. What the file says of itself (its name, its type) is not believed; it is decoded and
written anew, so that places, names and programs that were hidden in it stay behind.
"""

import secrets
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")  # no other decoder is tried
MEGABYTES, MEGAPIXELS = 10, 50
MOST_BYTES = MEGABYTES * 1024 * 1024
MOST_PIXELS = MEGAPIXELS * 1_040_000  # cameras sold with 50 megapixels have a little more
MOST_SCANS = 100  # of a JPEG; cameras and programs write a dozen, and each is a walk over the whole image
LONGEST_SIDE = 2000
QUALITY = 85
ORIENTATION = 0x0112  # in EXIF
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def clean_image(upload):
    """Return a file with a name of its own and nothing but the pixels of `upload`, or raise ValidationError."""
    if upload.size > MOST_BYTES:
        raise refusal(_("This file is too large."))
    upload.seek(0)
    try:
        content, extension = encoded(decoded(upload.read()))
    except (Image.DecompressionBombError, TooManyPixels) as error:
        raise refusal(_("This image has too many pixels.")) from error
    except UnidentifiedImageError as error:
        raise refusal(_("This file is not an image of a kind that can be shown here.")) from error
    except Exception as error:  # decoders raise whatever comes
        raise refusal(_("This image cannot be read. The file may be damaged.")) from error
    return ContentFile(content, name=f"{secrets.token_hex(16)}.{extension}")


class TooManyPixels(Exception):
    pass


def refusal(reason):
    allowed = _("Allowed are JPEG, PNG and WebP with up to %(megabytes)s MB and %(megapixels)s megapixels.")
    numbers = {"megabytes": MEGABYTES, "megapixels": MEGAPIXELS}
    return ValidationError(f"{reason} {allowed % numbers}", code="invalid_image")


def decoded(data):
    """Return the (first) image in `data` upright, in RGB or RGBA, at most LONGEST_SIDE wide and high."""
    image = Image.open(BytesIO(data), formats=FORMATS)  # reads the size, decodes nothing
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    if image.format not in ("PNG", "WEBP") and data.count(b"\xff\xda") > MOST_SCANS:
        raise ValueError("so many scans are an attack")
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded at half its size or less
    image.load()
    turn, profile, see_through = turn_of(image), image.info.get("icc_profile"), image.has_transparency_data
    if image.mode == "I;16":  # converting would cut all that is not very dark to white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if see_through or image.mode not in ("RGB", "CMYK", "L"):
        image = image.convert("RGBA" if see_through else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    image = in_srgb(image, profile).convert("RGBA" if see_through else "RGB")
    return image if turn is None else image.transpose(turn)  # a turn can be 0


def turn_of(image):
    try:
        return TURNS.get(image.getexif().get(ORIENTATION))
    except Exception:  # a damaged EXIF block is no reason to refuse the image, it is thrown away
        return None


def in_srgb(image, profile):
    """Return `image` with its colours as they look without a profile, which does not go with it."""
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


def encoded(image):
    """Return the bytes and the extension of a file with these pixels: WebP where one can see through, else JPEG."""
    bare = Image.new(image.mode, image.size)  # without what Pillow remembers of the old file, and would write again
    bare.paste(image)
    file = BytesIO()
    if image.mode == "RGBA" and image.getextrema()[3][0] < 255:
        bare.save(file, "WEBP", quality=QUALITY)
        return file.getvalue(), "webp"
    bare.convert("RGB").save(file, "JPEG", quality=QUALITY, progressive=True)
    return file.getvalue(), "jpg"
