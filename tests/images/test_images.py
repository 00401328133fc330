"""Uploaded images are re-encoded without metadata, or refused with the allowed formats."""

import struct
import zlib
from io import BytesIO

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from measures.images import cleaning
from measures.images.form_field import CleanImageField

pytestmark = pytest.mark.one_database

RED, BLUE = (200, 30, 30), (30, 30, 200)
SECRET = b"Erika Mustermann <script>alert(1)</script>"


def picture(mode="RGB", size=(60, 40), left=RED, right=BLUE):
    """Return an image whose left half differs from its right one."""
    image = Image.new("RGB", size, right)
    image.paste(left, (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def stored(image, kind, **options):
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def upload(data, name="bild.jpg", kind="image/jpeg"):
    return SimpleUploadedFile(name, data, kind)


def cleaned(data, **names):
    file = cleaning.clean_image(upload(data, **names))
    return file.name, file.read()


def opened(data):
    image = Image.open(BytesIO(data))
    image.load()
    return image


def sides(image):
    """Return the strongest colour of the left and of the right edge, as "R", "G" or "B"."""
    middle = image.height // 2
    pixels = [image.convert("RGB").getpixel((x, middle)) for x in (1, image.width - 2)]
    return ["RGB"[pixel.index(max(pixel))] for pixel in pixels]


def exif(orientation=1):
    data = Image.Exif()
    data[0x010E] = data[0x013B] = SECRET.decode()  # description, artist
    data[0x0112] = orientation
    data.get_ifd(0x8825).update({1: "N", 2: (50.0, 56.0, 0.0), 3: "E", 4: (6.0, 57.0, 0.0)})  # GPS
    return data


def bomb(width, height):
    """Return a PNG of a few bytes that claims to be huge."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_in_png():
    words = PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return words


def two_frames(kind, **options):
    return stored(picture(), kind, save_all=True, append_images=[picture(left=BLUE, right=RED)], **options)


JPEG = stored(picture(), "JPEG", quality=95)
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

ACCEPTED = {
    "a photo with its place": stored(picture(), "JPEG", exif=exif(), comment=SECRET),
    "a photo with a colour profile": stored(picture(), "JPEG", icc_profile=PROFILE),
    "a photo with a broken profile": stored(picture(), "JPEG", icc_profile=SECRET),
    "a photo with a broken EXIF block": stored(picture(), "JPEG", exif=b"Exif\0\0MM" + SECRET),
    "for print": stored(picture("CMYK"), "JPEG"),
    "progressive": stored(picture(), "JPEG", progressive=True),
    "two in one, as telephones write them": two_frames("MPO"),
    "a page behind the photo": JPEG + b"<html>" + SECRET,
    "a PNG with words": stored(picture(), "PNG", pnginfo=text_in_png(), exif=exif()),
    "a PNG of few colours": stored(picture("P"), "PNG"),
    "an animated PNG": two_frames("PNG"),
    "WebP": stored(picture(), "WEBP", exif=exif(), xmp=SECRET),
    "an animated WebP": two_frames("WEBP"),
}


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED.keys())
@pytest.mark.parametrize("name", ["Büro Erika.html", "bild.gif", "foto"])
def test_only_the_pixels_stay(data, name):
    new_name, new = cleaned(data, name=name, kind="text/html")
    image = opened(new)
    assert (image.format, image.mode, image.size, sides(image)) == ("JPEG", "RGB", (60, 40), ["R", "B"])
    assert new_name.endswith(".jpg")
    assert len(new_name) == 36
    assert "erika" not in new_name.lower()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert len(image.getexif()) == 0
    assert [word for word in (b"Erika", b"script", b"Exif", b"ICC") if word in new] == []
    assert new.endswith(b"\xff\xd9")


def test_two_uploads_of_a_file_never_share_a_name():
    assert len({cleaned(JPEG)[0] for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("orientation", "size", "edges"),
    [(1, (60, 40), "RB"), (2, (60, 40), "BR"), (3, (60, 40), "BR"), (4, (60, 40), "RB"), (9, (60, 40), "RB")]
    + [(turned, (40, 60), None) for turned in (5, 6, 7, 8)],
)
def test_a_turned_photo_is_upright_and_has_no_orientation_any_more(orientation, size, edges):
    image = opened(cleaned(stored(picture(), "JPEG", exif=exif(orientation)))[1])
    assert image.size == size
    assert edges is None or sides(image) == [*edges]
    top = image.convert("RGB").getpixel((size[0] // 2 - 5, 1))
    assert (top[0] > top[2]) == (orientation not in (2, 3, 7, 8)), top


def test_a_photo_is_turned_even_if_its_exif_cannot_be_written_again():
    header = b"MM\0*" + struct.pack(">LH", 8, 2)
    orientation = struct.pack(">HHLHH", 0x0112, 3, 1, 6, 0)  # turn by 90 degrees
    width = struct.pack(">HHLL", 0x0100, 1, 1, 0)  # bytes where Pillow wants to write a number
    data = stored(picture(), "JPEG", exif=b"Exif\0\0" + header + orientation + width + bytes(4))
    with pytest.raises(struct.error):
        ImageOps.exif_transpose(opened(data))
    assert opened(cleaned(data)[1]).size == (40, 60)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparent_pixels_stay_transparent(kind):
    image = picture("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 10, 10))
    name, data = cleaned(stored(image, kind, exif=exif()))
    new = opened(data)
    assert (name[-5:], new.format, new.mode, new.size) == (".webp", "WEBP", "RGBA", (60, 40))
    assert (new.getpixel((2, 2))[3], new.getpixel((30, 30))[3]) == (0, 255)
    assert b"Erika" not in data
    assert b"EXIF" not in data


def test_a_transparent_colour_of_a_palette_stays_transparent():
    image = picture().quantize(2)
    new = opened(cleaned(stored(image, "PNG", transparency=image.getpixel((1, 1))))[1])
    assert (new.mode, new.getpixel((2, 2))[3], new.getpixel((50, 20))[3]) == ("RGBA", 0, 255)


def test_grey_stays_grey():
    red, green, blue = opened(cleaned(stored(picture("L"), "JPEG"))[1]).getpixel((2, 2))
    assert red == green == blue


def test_16_bits_of_grey_keep_their_shades():
    image = Image.new("I;16", (60, 40), 65535 // 2)
    assert opened(cleaned(stored(image, "PNG"))[1]).convert("L").getpixel((5, 5)) == pytest.approx(127, abs=3)


@pytest.mark.parametrize(("kind", "size"), [("JPEG", (6000, 3000)), ("PNG", (2500, 100)), ("WEBP", (30, 4000))])
def test_a_large_image_becomes_smaller_and_keeps_its_shape(kind, size):
    scale = max(size) / 2000
    new = opened(cleaned(stored(picture(size=size), kind))[1])
    assert new.size == (round(size[0] / scale), round(size[1] / scale))
    assert sides(new) == ["R", "B"]


REFUSED = {
    "empty header": b"\xff\xd8\xff",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "a page that begins like a GIF": b"GIF89a/*" + SECRET,
    "GIF": stored(picture(), "GIF"),
    "TIFF": stored(picture(), "TIFF"),
    "BMP": stored(picture(), "BMP"),
    "ICO": stored(picture(size=(32, 32)), "ICO"),
    "PDF": stored(picture(), "PDF"),
    "PostScript": stored(picture(), "EPS"),
    "AVIF": stored(picture(), "AVIF"),
    "JPEG 2000": stored(picture(), "JPEG2000"),
    "half a JPEG": JPEG[: len(JPEG) // 2],
    "half a PNG": stored(picture(size=(900, 900)), "PNG")[:-1500],
    "half a WebP": stored(picture(size=(900, 900)), "WEBP")[:-1500],
    "a JPEG with a hole": JPEG[:30] + bytes(200) + JPEG[230:],
    "a PNG that claims 3,600 megapixels": bomb(60_000, 60_000),
    "a PNG that claims 100 megapixels": bomb(10_000, 10_000),
    "a JPEG of ten thousand scans": JPEG[:-2] + b"\xff\xda\x00\x02" * 10_000 + b"\xff\xd9",
    "nothing but zeros": bytes(1000),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_refused_and_told_what_is_allowed(data):
    for name in ("bild.jpg", "bild.png"):
        with pytest.raises(ValidationError, match=r"JPEG, PNG .* WebP .* 10 MB .* 50 ") as caught:
            cleaned(data, name=name)
        assert caught.value.code == "invalid_image"


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_a_photo_of_an_iphone_is_named(brand):
    with pytest.raises(ValidationError, match="HEIC"):
        cleaned(b"\0\0\0\x24ftyp" + brand + bytes(100), name="IMG_1234.jpg")
    with pytest.raises(ValidationError) as caught:
        cleaned(stored(picture(), "AVIF"))
    assert "HEIC" not in str(caught.value)


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))
    for size in ((60_000, 60_000), (8000, 8000), (2**31 - 1, 1)):
        with pytest.raises(ValidationError):
            cleaned(bomb(*size))


def test_a_file_of_more_than_10_mb_is_not_even_read():
    class TooLarge:
        size = cleaning.MOST_BYTES + 1
        # whatever else was asked of it would raise AttributeError

    with pytest.raises(ValidationError, match="10 MB"):
        cleaning.clean_image(TooLarge())
    with pytest.raises(ValidationError, match="10 MB"):
        cleaned(JPEG.ljust(11 * 1024 * 1024, b"\0"))
    assert cleaned(JPEG.ljust(cleaning.MOST_BYTES, b"\0"))


class PictureForm(forms.Form):
    image = CleanImageField(required=False, max_length=5)


class Stored:
    """The stored image of an edition as a form gets it, without an address."""

    _committed, name = True, "editions/x.jpg"

    @property
    def url(self):
        raise AssertionError("a file has no address")


def test_the_value_of_the_field_is_what_a_draft_is_saved_with():
    stored_one = Stored()

    def given(data, files):
        form = PictureForm(data, files, initial={"image": stored_one})
        return form.cleaned_data["image"] if form.is_valid() else list(form.errors)

    new = given({}, {"image": upload(JPEG, name="Ein sehr langer Name.jpg")})
    assert opened(new.read()).size == (60, 40)
    assert given({}, {}) is stored_one
    assert given({"image-clear": "on"}, {}) == ""
    assert given({"image-clear": "on"}, {"image": upload(JPEG)}) == ["image"]
    assert given({}, {"image": upload(b"")}) == ["image"]
    assert given({}, {"image": upload(REFUSED["SVG"])}) == ["image"]
    form = PictureForm({}, {})
    assert (form.is_valid(), form.cleaned_data) == (True, {"image": ""})


def test_the_field_shows_the_image_from_the_address_of_the_form_and_links_no_file():
    form = PictureForm(initial={"image": Stored()})
    html = str(form["image"])
    assert ("<img" in html, "editions" in html) == (False, False)
    form.fields["image"].widget.image_url = "/somewhere/?a=1&b=2"
    html = str(form["image"])
    assert 'src="/somewhere/?a=1&amp;b=2"' in html
    assert 'name="image-clear"' in html
    assert 'accept="image/jpeg,image/png,image/webp"' in html
    assert 'id="id_image"' in html
    assert "<img" not in str(PictureForm()["image"])
