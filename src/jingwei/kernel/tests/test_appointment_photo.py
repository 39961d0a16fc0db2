"""Claims about photos: accepted by content, bare of what a camera notes."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jingwei.kernel.documents.appointment.photo import clean_photo, photo_kind, photo_size
from jingwei.kernel.errors import BadInput
from jingwei.kernel.tests.appointment_sample import jpeg, png, segment


def picture(kind: str, **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (37, 46), (90, 120, 150)).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["jpeg", "png", "bmp"])
def test_kind_and_size_come_from_the_content(kind):
    data = clean_photo(picture(kind))

    assert photo_kind(data) == kind
    assert photo_size(data) == (37, 46)


def test_a_photo_loses_place_and_comment_and_no_pixel():
    exif = Image.Exif()
    exif[0x010E] = "where and when"
    data = picture("jpeg", exif=exif, comment=b"my camera", progressive=True) + b"behind the end"

    cleaned = clean_photo(data)

    with Image.open(io.BytesIO(cleaned)) as after, Image.open(io.BytesIO(data)) as before:
        assert not after.getexif()
        assert after.tobytes() == before.tobytes()
    assert not any(words in cleaned for words in (b"where", b"camera", b"behind"))


@pytest.mark.parametrize("marker", [0xE1, 0xED, 0xFE])
def test_segments_no_decoder_needs_go(marker):
    assert clean_photo(jpeg(segment(marker, b"note"))) == jpeg()


def test_colours_stay():
    data = jpeg(segment(0xE2, b"ICC_PROFILE\0x"), segment(0xEE, b"Adobe"))

    assert clean_photo(data) == data


@pytest.mark.parametrize(
    "data", [b"GIF89a", b"\xff\xd8\xff\xe0\x00", b"BM" + b"\0" * 40, png()[:12]]
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(BadInput, match="照片"):
        clean_photo(data)


@given(st.binary(max_size=40))
def test_cleaning_twice_changes_nothing_more(noise):
    try:
        once = clean_photo(jpeg()[:20] + noise + jpeg()[20:])
    except BadInput:
        return

    assert clean_photo(once) == once
