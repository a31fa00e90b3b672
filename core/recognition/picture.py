"""Bytes to pixels: reads a picture that a stranger sent, or says in one sentence why not.

Everything that bounds time and memory is judged from the file's header, before a pixel is decoded.
"""

import io
import re
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from core.text import ExplainedError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
LARGEST_BYTES = 32_000_000
LARGEST_PIXELS = 32_000_000
"""For pictures that unfold to a byte a pixel before they can be made smaller: grey and palettes."""
LARGEST_COLOUR_PIXELS = 17_000_000
"""For those that unfold to 4 bytes a pixel, 68 MB: 4096 × 4096, as drawing programs save."""
LARGEST_WEBP_PIXELS = 8_500_000
"""For a WebP, whose reader takes 15 bytes a pixel; a 4K screen has so many."""
LARGEST_JPEG_PIXELS = 128_000_000
"""A telephone's largest setting has 108 million; a JPEG is decoded at 1/2, 1/4 or 1/8 of its size."""
LARGEST_PROGRESSIVE_PIXELS = 26_000_000
"""libjpeg keeps 3 to 8 bytes a pixel for a JPEG that comes in several scans, at whatever scale."""
MOST_SCANS = 64
"""A progressive JPEG has about ten scans; each is one more pass over all pixels."""
LONGEST_TO_SHORTEST = 20
_STRIP_PIXELS = 1_000_000
WORKING_SIDE = 640
"""Longest side of the returned pixels; a digit that spans 1/30 of it still has MNIST's own resolution."""

# "Start of scan", its length and its number of components; in compressed data 0xFF is never followed by 0xDA.
_SCAN = re.compile(rb"\xff\xda\x00[\x08\x0a\x0c\x0e]([\x01-\x04])")

# The limits above are stricter than Pillow's warning, at 89 million pixels. Its error, at 179 million, stays:
# its GIF reader takes memory for a whole frame before anybody can look at the header.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class PictureError(ExplainedError, ValueError):
    """A picture that cannot be read; the message is one sentence that says what to do."""


def decode_picture(data: bytes) -> NDArray[np.uint8]:
    """Decodes a PNG, JPEG, GIF, WebP or BMP, however large, odd or broken.

    The first frame of an animation is taken and the orientation in the EXIF data is applied.

    Args:
        data: The file's bytes, not trusted.

    Returns:
        uint8, (h, w) grey or (h, w, 4) RGBA with straight alpha, 0..255; the longest side is at most
        `WORKING_SIDE`, larger pictures are averaged down by a whole factor.

    Raises:
        PictureError: For bytes that are no picture, a broken one, or one beyond the limits of this module.
    """
    if not data:
        raise PictureError("The file is empty; choose another picture.")
    if len(data) > LARGEST_BYTES:
        raise PictureError(
            "The file has {megabytes:.0f} MB and the limit is {limit:.0f} MB; save the picture smaller.",
            megabytes=len(data) / 1e6,
            limit=LARGEST_BYTES / 1e6,
        )
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_header(image, data)
            return np.asarray(_small(image))
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise PictureError("The picture has far too many pixels; save it smaller.") from None
    except UnidentifiedImageError:
        raise PictureError("The file is not a PNG, JPEG, GIF, WebP or BMP picture; save it as one.") from None
    except Exception as error:  # Pillow's readers raise almost anything on bytes that lie
        raise PictureError("The picture is damaged or incomplete; save or send it again.") from error


def _check_header(image: Image.Image, data: bytes) -> None:
    """Raises PictureError for a picture whose header announces too many pixels, scans or too thin a shape."""
    width, height = image.size
    limit = _most_pixels(image, data)
    if width * height > limit:
        raise PictureError(
            "The picture has {millions:.0f} million pixels and the limit for its kind is {limit:.0f} million;"
            " save it smaller.",
            millions=width * height / 1e6,
            limit=limit / 1e6,
        )
    if max(width, height) > LONGEST_TO_SHORTEST * min(width, height):
        told = "The picture is a strip of {width} × {height} pixels; crop it around what it shows."
        raise PictureError(told, width=width, height=height)


def _most_pixels(image: Image.Image, data: bytes) -> int:
    """How many pixels a picture of this kind may have; 0 for a JPEG with absurdly many scans."""
    if image.format not in ("JPEG", "MPO"):
        if image.format == "WEBP":
            return LARGEST_WEBP_PIXELS
        return LARGEST_PIXELS if image.mode in ("1", "L", "P") else LARGEST_COLOUR_PIXELS
    components = [int(count[0]) for count in _SCAN.findall(data)]
    if len(components) > MOST_SCANS:
        return 0
    in_several_scans = min(components, default=0) < len(image.getbands())
    if image.info.get("progressive") or in_several_scans:
        return LARGEST_PROGRESSIVE_PIXELS
    return LARGEST_JPEG_PIXELS


def _small(image: Image.Image) -> Image.Image:
    """Decodes an opened picture: longest side at most `WORKING_SIDE`, upright, mode L or RGBA."""
    image.draft(None, (WORKING_SIDE, WORKING_SIDE))
    image.load()
    orientation = image.getexif()
    small = _reduced(image, max(1, -(-max(image.size) // WORKING_SIDE)))
    small.getexif().update(orientation)
    return ImageOps.exif_transpose(small)


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """The picture averaged down, mode L or RGBA; strip by strip, for each step on the way is a copy."""
    width, height = image.size
    rows = max(1, _STRIP_PIXELS // (width * factor)) * factor
    strips = []
    for top in range(0, height, rows):
        strip = _averageable(image.crop((0, top, width, min(top + rows, height)))).reduce(factor)
        strips.append(np.asarray(strip if strip.mode == "L" else strip.convert("RGBA")))
    return Image.fromarray(np.concatenate(strips))


def _averageable(image: Image.Image) -> Image.Image:
    """The picture in a mode whose neighbouring values may be averaged."""
    if image.mode.startswith("I"):  # 16 bits; Pillow's own conversion would clip instead of scaling
        return Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    if image.mode == "P" or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image
