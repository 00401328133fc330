"""Turn an uploaded file into an image that is safe to publish, or refuse it with the reason.

The name and the type that an upload claims are ignored. Its pixels are decoded and encoded again, which drops all
metadata (such as GPS positions and names) and any other content hidden in the file.
"""

import secrets
import threading
from contextlib import suppress
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

FORMATS = ("JPEG", "PNG", "WEBP")  # no other decoder is tried
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
MEGABYTES, MEGAPIXELS = 10, 50
MOST_BYTES = MEGABYTES * 1024 * 1024
MOST_PIXELS = MEGAPIXELS * 1_040_000  # cameras sold with 50 megapixels have a little more
MOST_SCANS = 100  # of a JPEG: cameras and programs write a dozen, and each costs a pass over the whole image
MOST_MEMORY = 200_000_000  # bytes that decoding may take at its peak, estimated from the header
# Bytes for each decoded pixel at the peak, as measured: the WebP decoder holds four copies of the image, and one with
# transparency is copied to be made smaller.
BYTES_PER_PIXEL = {"JPEG": 4, "PNG": 10, "WEBP": 16}
LONGEST_SIDE = 2000  # pixels
QUALITY = 85  # of JPEG and WebP, 1 to 100


ONE_AT_A_TIME = threading.Lock()  # so that a worker with several threads needs the memory once


class TooManyPixels(Exception):
    """The image has more than MOST_PIXELS."""


class TooMuchMemory(Exception):
    """Decoding the image would take more than MOST_MEMORY."""


def clean_image(upload: UploadedFile) -> ContentFile:
    """Return a file with a random name and nothing but the pixels of `upload`; raise ValidationError if refused."""
    if upload.size > MOST_BYTES:
        raise refusal(_("This file is too large."))
    if is_heic(upload):
        raise refusal(
            _(
                "This is a HEIC photo, as iPhones take them. Choose it on the phone itself, which sends it as JPEG; or "
                "open it on your computer and save it as JPEG. For new photos: Settings, Camera, Formats, Most "
                "Compatible."
            )
        )
    upload.seek(0)
    try:
        with ONE_AT_A_TIME:
            content, extension = encode(decode(upload.read()))
    except (Image.DecompressionBombError, TooManyPixels) as error:
        raise refusal(_("This image has too many pixels.")) from error
    except TooMuchMemory as error:
        raise refusal(_("This image needs too much memory. Please save it smaller, or as an ordinary JPEG.")) from error
    except UnidentifiedImageError as error:
        raise refusal(_("This file is not an image of a kind that can be shown here.")) from error
    except Exception as error:  # decoders raise all kinds of errors for damaged files
        raise refusal(_("This image cannot be read. The file may be damaged.")) from error
    return ContentFile(content, name=f"{secrets.token_hex(16)}.{extension}")


def is_heic(upload: UploadedFile) -> bool:
    """Return whether `upload` says that it is a HEIC photo: docs/decisions/0065-heic-photos.md."""
    upload.seek(0)
    start = upload.read(12)
    return start[4:8] == b"ftyp" and start[8:] in HEIC_BRANDS


def refusal(reason: str) -> ValidationError:
    """Return a ValidationError with the reason, followed by the formats and sizes that are allowed."""
    allowed = _("Allowed are JPEG, PNG and WebP with up to %(megabytes)s MB and %(megapixels)s megapixels.")
    numbers = {"megabytes": MEGABYTES, "megapixels": MEGAPIXELS}
    return ValidationError(f"{reason} {allowed % numbers}", code="invalid_image")


def decode(data: bytes) -> Image.Image:
    """Return the image in `data` (the first of an animation): upright, RGB or RGBA, at most LONGEST_SIDE on each side.

    Raise TooManyPixels, TooMuchMemory, or whatever Pillow raises for a file that it cannot decode.
    """
    image = Image.open(BytesIO(data), formats=FORMATS)  # reads the header only, so the size can be checked first
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    if image.format not in ("PNG", "WEBP") and data.count(b"\xff\xda") > MOST_SCANS:
        raise ValueError("a JPEG with so many scans is an attack")
    coefficients = coefficient_bytes(image, data)
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded at half its size or less
    # Pillow calls a JPEG that holds further pictures MPO.
    per_pixel = BYTES_PER_PIXEL.get(image.format or "", BYTES_PER_PIXEL["JPEG"])
    if coefficients + image.width * image.height * per_pixel > MOST_MEMORY:
        raise TooMuchMemory
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


def coefficient_bytes(image: Image.Image, data: bytes) -> int:
    """Return how many bytes the JPEG decoder takes for coefficients before it has the first pixel; 0 for most files.

    It holds those of the whole image, at full size, if they come in several scans. `image` has just been opened, so it
    has read the file as far as the header of the first scan.
    """
    if not isinstance(image, JpegImageFile):
        return 0
    length = 6 + 2 * image.layers  # of the header of a scan that has all components
    start = image.fp.tell() - length
    if not image.info.get("progressive") and data[start - 2 : start] == b"\xff\xda":
        return 0
    largest = max(across * down for _id, across, down, _table in image.layer)
    samples = sum(across * down / largest for _id, across, down, _table in image.layer)
    return int(image.width * image.height * samples * 2)


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
