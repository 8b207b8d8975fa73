"""Photos are drawn anew: nothing but pixels survives, and nothing that is no picture gets in."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from redcloud.engine.needs import photo
from redcloud.engine.needs.photo import LONGEST_SIDE, MAX_UPLOAD_BYTES, PhotoRefused, redraw

SECRET = "CANARY-8c1f"


def picture(size: tuple[int, int] = (60, 40), form: str = "JPEG", **saved: object) -> bytes:
    out = io.BytesIO()
    mode = "RGBA" if form in ("PNG", "WEBP") else "RGB"
    Image.new(mode, size, "red").save(out, form, **saved)
    return out.getvalue()


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[0x010E] = SECRET  # ImageDescription
    tags[0x0112] = 6  # Orientation: rotated by 90 degrees
    tags.get_ifd(0x8825)[1] = "N"  # GPSLatitudeRef
    return tags


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_metadata_does_not_survive(form: str) -> None:
    upload = picture(form=form, exif=exif())
    assert SECRET.encode() in upload
    kept = redraw(upload)
    assert SECRET.encode() not in kept
    with Image.open(io.BytesIO(kept)) as found:
        assert found.format == "JPEG"
        assert not dict(found.getexif())
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(found.info)


def test_a_picture_stands_upright_afterwards() -> None:
    with Image.open(io.BytesIO(redraw(picture((60, 40), exif=exif())))) as found:
        assert found.size == (40, 60)


def test_what_hides_behind_the_picture_is_cut_off() -> None:
    assert b"<script>" not in redraw(picture() + b"<script>alert(1)</script>")


def test_a_comment_in_a_jpeg_goes() -> None:
    assert SECRET.encode() not in redraw(picture(comment=SECRET.encode()))


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(redraw(out.getvalue()))) as found:
        assert found.getpixel((4, 4)) == (255, 255, 255)


def test_a_large_picture_is_made_smaller() -> None:
    with Image.open(io.BytesIO(redraw(picture((3000, 1500))))) as found:
        assert max(found.size) == LONGEST_SIDE


def test_a_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(PhotoRefused) as refused:
        redraw(b"\0" * (MAX_UPLOAD_BYTES + 1))
    assert refused.value.code == "too_large"


def test_a_picture_that_unpacks_to_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "MAX_PIXELS", 2399)
    with pytest.raises(PhotoRefused) as refused:
        redraw(picture((60, 40)))
    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize(
    "upload", [b"", b"hello", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture(form="BMP")]
)
def test_other_files_are_refused(upload: bytes) -> None:
    with pytest.raises(PhotoRefused) as refused:
        redraw(upload)
    assert refused.value.code == "not_a_picture"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=40))
def test_a_damaged_picture_is_refused_or_drawn_but_never_a_fault(at: int, noise: bytes) -> None:
    whole = picture((64, 64), form="PNG")
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    try:
        kept = redraw(damaged)
    except PhotoRefused:
        return
    assert kept[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(("tag", "kind"), [(0x0100, 1), (0x9000, 11), (0x010E, 11), (0x011A, 2), (0xA005, 7)])
def test_a_camera_that_writes_nonsense_does_not_cost_the_picture(tag: int, kind: int) -> None:
    """Beside an orientation stands a value of another kind than its tag has: kept as it lies."""
    entries = struct.pack("<HHI4s", 0x0112, 3, 1, b"\6\0\0\0") + struct.pack(
        "<HHI4s", tag, kind, 1, b"ab\0\0"
    )
    tags = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + b"\0\0\0\0"
    with Image.open(io.BytesIO(redraw(picture((40, 20), exif=tags)))) as kept:
        assert kept.size == (40, 20)
