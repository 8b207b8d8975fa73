"""Stage needs: makes an uploaded picture safe to keep. Bytes in, a new JPEG without metadata out.

The picture is decoded and drawn anew, so that nothing but its pixels survives: no place, time, camera,
thumbnail or comment (PRODUCT line 8), and nothing that hides behind the image data.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_UPLOAD_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 1600
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY = 82
_DAMAGED = (TypeError, AttributeError, LookupError, EOFError, OverflowError, struct.error)
"""What Pillow raises besides, of files that are made to look like pictures."""

Refusal = Literal["too_large", "not_a_picture", "too_many_pixels"]


class PhotoRefused(ValueError):  # noqa: N818 - an answer, not a fault
    """The upload cannot be kept; ``code`` says why."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code: Refusal = code


def redraw(upload: bytes) -> bytes:
    """Draw a picture anew as a JPEG of at most ``LONGEST_SIDE`` pixels, upright, without metadata.

    Parameters
    ----------
    upload : the file as received; JPEG, PNG, WebP or GIF (its first frame).

    Raises
    ------
    PhotoRefused
        When the file is too large, is no picture, is damaged, or would unpack to too many pixels.
    """
    if len(upload) > MAX_UPLOAD_BYTES:
        raise PhotoRefused("too_large")
    try:
        with warnings.catch_warnings():
            # Pillow warns of a decompression bomb; our own bound below is stricter and decides.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload), formats=_FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise PhotoRefused("too_many_pixels")
                return _encode(_on_white(_upright(picture)))
    except PhotoRefused:
        raise
    except Image.DecompressionBombError:
        raise PhotoRefused("too_many_pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, *_DAMAGED):
        # Pillow raises each of these for damaged files, depending on the format.
        raise PhotoRefused("not_a_picture") from None


def _upright(picture: Image.Image) -> Image.Image:
    """Turn a picture as its camera says; where what it says cannot be read, it stays as it lies."""
    try:
        return ImageOps.exif_transpose(picture)
    except (ValueError, SyntaxError, *_DAMAGED):
        return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """Copy the pixels alone to a fresh white picture: transparency goes, and metadata stays behind."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    layer = picture.convert("RGBA")
    fresh = Image.new("RGB", layer.size, "white")
    fresh.paste(layer, mask=layer.getchannel("A"))
    return fresh


def _encode(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
