"""Bytes to pixels: reads a picture that a stranger sent, or says in one sentence why not.

Everything that bounds time and memory is judged from the file's header, before a pixel is decoded.
"""

import io
import re
import warnings
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile

from core.text import ExplainedError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
LARGEST_BYTES = 32_000_000
MOST_MEMORY = 49_000_000
"""Bytes that a picture may unfold to before it can be made smaller; a telephone's 12 million pixels of colour
take 4 each."""
LARGEST_PIXELS = 32_000_000
"""For pictures that unfold to a byte a pixel, grey and those with a palette."""
LARGEST_JPEG_PIXELS = 128_000_000
"""A telephone's largest setting has 108 million; a JPEG is decoded at 1/2, 1/4 or 1/8 of its size."""
MOST_SCANS = 64
"""A progressive JPEG has about ten scans; each is one more pass over all pixels."""
_TOO_LARGE = (
    "The picture has {millions:.1f} million pixels and the limit for its kind is {limit:.1f} million;"
    " save it {how}."
)
LONGEST_TO_SHORTEST = 20
_STRIP_PIXELS = 100_000
_BYTES_A_PIXEL = {"WEBP": 16, "GIF": 2}
"""Of memory that readers take: WebP's keeps two frames of 4 bytes a pixel and copies one twice; GIF's
may keep a frame beside the picture."""
WORKING_SIDE = 640
"""Longest side of the returned pixels; a digit that spans 1/30 of it still has MNIST's own resolution."""

# "Start of scan", its length and its number of components; in compressed data 0xFF is never followed by 0xDA.
_SCAN = re.compile(rb"\xff\xda\x00[\x08\x0a\x0c\x0e]([\x01-\x04])")

# The limits above are stricter than Pillow's warning, at 89 million pixels.
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
        with _opened(data) as image:
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
    how = "smaller" if _is_jpeg(image) else "smaller or as a JPEG"
    _check_pixels(width, height, _most_pixels(image, data), how)
    if max(width, height) > LONGEST_TO_SHORTEST * min(width, height):
        told = "The picture is a strip of {width} × {height} pixels; crop it around what it shows."
        raise PictureError(told, width=width, height=height)


def _check_pixels(width: int, height: int, limit: int, how: str) -> None:
    """Raises PictureError for a picture with more pixels than the limit."""
    if width * height > limit:
        raise PictureError(_TOO_LARGE, millions=width * height / 1e6, limit=limit / 1e6, how=how)


class _BoundedGif(GifImageFile):
    """A GIF whose size is checked as soon as Pillow knows it.

    Pillow sets it from the header, again where the first frame is larger than the screen, and then takes the
    memory for that frame as it opens the file.
    """

    @property
    def _size(self) -> tuple[int, int]:
        return self._checked_size

    @_size.setter
    def _size(self, size: tuple[int, int]) -> None:
        _check_pixels(*size, MOST_MEMORY // _BYTES_A_PIXEL["GIF"], "smaller or as a JPEG")
        self._checked_size = size


def _opened(data: bytes) -> Image.Image:
    """The picture, of which only the header has been read."""
    file = io.BytesIO(data)
    return _BoundedGif(file) if data.startswith(b"GIF8") else Image.open(file, formats=FORMATS)


def _is_jpeg(image: Image.Image) -> TypeGuard[JpegImageFile]:
    return isinstance(image, JpegImageFile)


def _most_pixels(image: Image.Image, data: bytes) -> int:
    """How many pixels a picture of this kind may have; 0 for a JPEG with absurdly many scans."""
    if _is_jpeg(image):
        return _most_pixels_of_jpeg(image, data)
    if image.format in _BYTES_A_PIXEL:
        return MOST_MEMORY // _BYTES_A_PIXEL[image.format]
    return LARGEST_PIXELS if image.mode in ("1", "L", "P") else MOST_MEMORY // 4


def _most_pixels_of_jpeg(image: JpegImageFile, data: bytes) -> int:
    """See `_most_pixels`. Of a JPEG in several scans libjpeg keeps all coefficients, at whatever scale."""
    components = [int(count[0]) for count in _SCAN.findall(data)]
    if len(components) > MOST_SCANS:
        return 0
    in_several_scans = min(components, default=0) < len(image.getbands())
    if not image.info.get("progressive") and not in_several_scans:
        return min(LARGEST_JPEG_PIXELS, MOST_MEMORY // (1 if image.mode == "L" else 4) * _scale(image) ** 2)
    densities = [across * down for _, across, down, _ in image.layer]
    return int(MOST_MEMORY / 2 * max(densities) / sum(densities))  # a coefficient has 2 bytes


def _scale(image: JpegImageFile) -> int:
    """By how much libjpeg makes both sides smaller as it decodes; little where one side is short."""
    most = min(image.size) // WORKING_SIDE
    return max(scale for scale in (1, 2, 4, 8) if scale <= max(1, most))


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
