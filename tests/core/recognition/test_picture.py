"""Bytes to pixels: every ordinary picture is read, everything else is refused kindly and cheaply."""

import io
import struct
import subprocess
import sys
import textwrap
import zlib

import numpy as np
import pytest
from PIL import Image

from core.recognition.picture import (
    LARGEST_BYTES,
    MOST_MEMORY,
    MOST_SCANS,
    WORKING_SIDE,
    PictureError,
    decode_picture,
)
from tests.core.recognition.making import Pixels, encoded, sheet

# pytest resets the filter that the module sets for the process.
pytestmark = pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")

RAMP = np.linspace(0, 255, 60 * 40).reshape(60, 40).astype(np.uint8)
KINDS = ["PNG", "JPEG", "GIF", "WEBP", "BMP"]


def file_of(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """A Pillow image as a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def grey(pixels: Pixels) -> Pixels:
    """Decoded pixels, grey or RGBA, as grey."""
    return np.asarray(Image.fromarray(pixels).convert("L"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_comes_back_as_it_was(kind: str) -> None:
    pixels = decode_picture(encoded(RAMP, kind))
    assert pixels.dtype == np.uint8
    assert np.abs(grey(pixels).astype(int) - RAMP).mean() < 3


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(Image.fromarray(RAMP.astype(np.uint16) * 257), id="16 bits"),
        pytest.param(Image.fromarray(RAMP).convert("P"), id="palette"),
        pytest.param(Image.fromarray(RAMP).convert("LA"), id="grey with alpha"),
        pytest.param(Image.fromarray(RAMP).convert("RGBA"), id="RGBA"),
    ],
)
def test_every_mode_of_png_keeps_its_grey_levels(image: Image.Image) -> None:
    assert np.abs(grey(decode_picture(file_of(image))).astype(int) - RAMP).max() <= 2


def test_a_one_bit_picture_is_black_and_white() -> None:
    pixels = decode_picture(file_of(Image.fromarray(RAMP > 127)))
    np.testing.assert_array_equal(pixels, np.where(RAMP > 127, 255, 0))


def test_a_cmyk_jpeg_is_not_inverted() -> None:
    pixels = decode_picture(file_of(Image.fromarray(RAMP).convert("CMYK"), "JPEG", quality=95))
    assert np.abs(grey(pixels).astype(int) - RAMP).mean() < 3


def test_a_transparent_colour_of_a_palette_is_transparent() -> None:
    image = Image.fromarray(np.where(RAMP > 127, 1, 0).astype(np.uint8), "P")
    image.putpalette([255, 255, 255, 0, 0, 0])
    pixels = decode_picture(file_of(image, transparency=0))
    np.testing.assert_array_equal(pixels[..., 3], np.where(RAMP > 127, 255, 0))


def test_an_animation_is_its_first_frame() -> None:
    first, second = Image.fromarray(RAMP), Image.fromarray(255 - RAMP)
    pixels = decode_picture(file_of(first, "GIF", save_all=True, append_images=[second]))
    assert np.abs(grey(pixels).astype(int) - RAMP).mean() < 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_as_the_camera_says(kind: str, orientation: int) -> None:
    stored = {
        1: RAMP,
        2: RAMP[:, ::-1],
        3: RAMP[::-1, ::-1],
        4: RAMP[::-1],
        5: RAMP.T,
        6: np.rot90(RAMP, 1),
        7: np.rot90(RAMP, 2).T,
        8: np.rot90(RAMP, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(np.ascontiguousarray(stored)).convert("RGB")
    pixels = decode_picture(file_of(image, kind, exif=exif))
    assert pixels.shape[:2] == RAMP.shape
    assert np.abs(grey(pixels).astype(int) - RAMP).mean() < 4


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_orientation_of_a_large_picture_survives_its_reduction(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = file_of(Image.new("RGB", (3000, 2000)), kind, exif=exif)
    height, width = decode_picture(data).shape[:2]
    assert WORKING_SIDE / 2 <= height <= WORKING_SIDE
    assert width < height


def test_a_108_megapixel_jpeg_is_an_ordinary_picture() -> None:
    data = file_of(Image.new("L", (12_000, 9_000), 200), "JPEG")
    pixels = decode_picture(data)
    assert max(pixels.shape) <= WORKING_SIDE
    assert (pixels == 200).all()


def test_a_long_jpeg_that_libjpeg_cannot_make_smaller_is_refused() -> None:
    data = file_of(Image.new("RGB", (25_400, 1279), (200, 200, 200)), "JPEG")
    with pytest.raises(PictureError, match=r"32\.5 million pixels.*12\.2"):
        decode_picture(data)
    assert max(decode_picture(file_of(Image.new("RGB", (9_000, 1279)), "JPEG")).shape) <= WORKING_SIDE


@pytest.mark.parametrize(
    ("mode", "kind", "options", "limit"),
    [
        ("1", "PNG", {}, "32.0"),
        ("RGB", "PNG", {}, "12.2"),
        ("L", "GIF", {}, "24.5"),
        ("L", "WEBP", {"lossless": True, "method": 0}, "3.1"),
    ],
)
def test_a_small_file_that_unfolds_to_169_megapixels_is_refused(
    mode: str, kind: str, options: dict[str, object], limit: str
) -> None:
    data = file_of(Image.new(mode, (13_000, 13_000)), kind, **options)
    assert len(data) < 1_000_000
    told = f"169.0 million pixels and the limit for its kind is {limit} million; save it smaller or as a JPEG"
    with pytest.raises(PictureError, match=told):
        decode_picture(data)


@pytest.mark.parametrize(("subsampling", "limit"), [(2, "16.3"), (0, "8.2")], ids=["4:2:0", "4:4:4"])
def test_a_progressive_jpeg_may_have_so_many_pixels_as_its_coefficients_allow(
    subsampling: int, limit: str
) -> None:
    data = file_of(Image.new("RGB", (4500, 4500)), "JPEG", progressive=True, subsampling=subsampling)
    with pytest.raises(PictureError, match=f"20.2 million .* kind is {limit} million; save it smaller.$"):
        decode_picture(data)


def test_a_picture_beyond_all_measure_is_called_too_large_and_not_damaged() -> None:
    data = bytearray(file_of(Image.new("L", (8, 8))))
    data[16:24] = struct.pack(">II", 30_000, 30_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    with pytest.raises(PictureError, match="The picture has far too many pixels; save it smaller"):
        decode_picture(bytes(data))


def empty_bmp() -> bytes:
    """The head of a picture of 31 megapixels, without any pixel."""
    return file_of(Image.new("RGB", (5600, 5600)), "BMP")[:200]


def tiny_gif(side: int, screen_side: int | None = None) -> bytes:
    """A frame that says how its area is to be cleared, for which Pillow's reader takes the memory at once.

    The frame may be larger than the screen.
    """
    screen = (
        struct.pack("<HH", *[side if screen_side is None else screen_side] * 2)
        + b"\x80\0\0"
        + b"\0\0\0\xff\xff\xff"
    )
    clearing = b"\x21\xf9\x04\x08\0\0\0\0"
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, side, side) + b"\0" + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + screen + clearing + frame + b"\x3b"


def memory_taken(data: bytes) -> int:
    """By how many bytes the peak of a process grows that decodes a picture or refuses it."""
    program = textwrap.dedent(
        """
        import resource, sys
        from core.recognition.picture import PictureError, decode_picture
        data = sys.stdin.buffer.read()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            decode_picture(data)
        except PictureError:
            pass
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        """
    )
    # A process begins with the peak of the one that starts it, so that is a shell.
    command = ["sh", "-c", '"$0" -c "$1"; exit $?', sys.executable, program]
    answer = subprocess.run(command, input=data, capture_output=True, check=True)
    return int(answer.stdout) * (1024 if sys.platform == "linux" else 1)


@pytest.mark.process
@pytest.mark.parametrize(
    "data",
    [empty_bmp(), tiny_gif(11_000), tiny_gif(30_000), tiny_gif(11_000, 10), tiny_gif(30_000, 10)],
    ids=["bmp", "gif", "large gif", "frame beyond the screen", "large frame beyond the screen"],
)
def test_a_header_that_lies_about_its_size_costs_next_to_no_memory(data: bytes) -> None:
    assert memory_taken(data) < 10_000_000


def test_a_gif_whose_frame_is_larger_than_its_screen_is_refused_by_the_frames_size() -> None:
    with pytest.raises(
        PictureError, match=r"25\.0 million pixels and the limit for its kind is 24\.5 million"
    ):
        decode_picture(tiny_gif(5_000, 10))


@pytest.mark.process
@pytest.mark.parametrize(
    ("mode", "kind", "side", "options"),
    [
        ("RGBA", "PNG", (4032, 3024), {}),
        ("L", "PNG", (5600, 5600), {}),
        ("P", "GIF", (4900, 4900), {"disposal": 2}),
        ("RGB", "WEBP", (1740, 1740), {"method": 0}),
        ("RGB", "JPEG", (4032, 4032), {"progressive": True}),
        ("RGB", "JPEG", (12_000, 9_000), {}),
    ],
    ids=["a telephone's PNG", "grey", "GIF", "WebP", "progressive JPEG", "large JPEG"],
)
def test_the_largest_pictures_of_each_kind_are_read_in_little_more_memory_than_they_may_take(
    mode: str, kind: str, side: tuple[int, int], options: dict[str, object]
) -> None:
    data = file_of(Image.new(mode, side), kind, **options)
    assert max(decode_picture(data).shape) <= WORKING_SIDE
    assert memory_taken(data) < 1.15 * MOST_MEMORY


def test_a_progressive_jpeg_of_absurdly_many_scans_is_refused_at_once() -> None:
    data = file_of(Image.fromarray(RAMP), "JPEG", progressive=True)
    start = data.index(b"\xff\xda")
    with pytest.raises(PictureError):
        decode_picture(data[:start] + data[start:-2] * MOST_SCANS + data[-2:])


@pytest.mark.parametrize("shape", [(1, 60_000), (60_000, 1), (20, 500)])
def test_a_strip_is_refused_with_its_size(shape: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match=f"{shape[1]} × {shape[0]} pixels; crop it"):
        decode_picture(encoded(np.zeros(shape, np.uint8)))


def test_a_single_pixel_is_a_picture() -> None:
    assert decode_picture(encoded(np.zeros((1, 1), np.uint8))).shape == (1, 1)


def test_an_empty_file_says_so() -> None:
    with pytest.raises(PictureError, match="empty"):
        decode_picture(b"")


def test_a_file_beyond_the_limit_says_both_sizes() -> None:
    with pytest.raises(PictureError, match="40 MB and the limit is 32 MB"):
        decode_picture(bytes(40_000_000))
    assert LARGEST_BYTES == 32_000_000


@pytest.mark.parametrize(
    "data", [b"x", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError):
        decode_picture(data)


def test_a_program_that_is_named_like_a_picture_is_refused() -> None:
    with pytest.raises(PictureError, match="not a PNG, JPEG, GIF, WebP or BMP picture; save it as one"):
        decode_picture(b"MZ\x90\0" + np.random.default_rng(0).bytes(100_000))


def test_of_ten_thousand_frames_one_is_read() -> None:
    frames = [Image.fromarray(np.full((8, 8), level, np.uint8)) for level in (10, 200)] * 5000
    data = file_of(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert np.abs(grey(decode_picture(data)).astype(int) - 10).max() <= 1


def test_a_text_in_a_picture_that_unfolds_to_a_hundred_megabytes_is_refused() -> None:
    picture, text = file_of(Image.fromarray(RAMP)), b"zTXt" + b"a\0\0" + zlib.compress(bytes(100_000_000))
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    with pytest.raises(PictureError, match="damaged or incomplete"):
        decode_picture(picture[:33] + chunk + picture[33:])


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_a_large_picture_is_averaged_as_a_whole_whatever_strips_it_is_read_in(mode: str) -> None:
    values = np.random.default_rng(0).integers(0, 256, (37, 53), np.uint8)
    image = Image.fromarray(values.repeat(80, axis=0).repeat(40, axis=1)).convert(mode)
    factor = -(-max(image.size) // WORKING_SIDE)
    expected = np.asarray(image.reduce(factor).convert("L"))
    assert np.abs(grey(decode_picture(file_of(image))).astype(int) - expected).max() <= 1


def test_a_format_that_pillow_knows_but_the_lab_does_not_is_refused() -> None:
    with pytest.raises(PictureError, match="PNG, JPEG, GIF, WebP or BMP"):
        decode_picture(file_of(Image.fromarray(RAMP), "TIFF"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_file_is_a_picture_or_a_picture_error(kind: str) -> None:
    data = encoded(sheet(RAMP[:28, :28], 60, (90, 120), (5, 5)), kind)
    refused = 0
    for length in range(1, len(data), max(1, len(data) // 60)):
        try:
            decode_picture(data[:length])
        except PictureError:
            refused += 1
    assert refused > 30


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_bytes_never_raise_anything_but_a_picture_error(kind: str) -> None:
    generator = np.random.default_rng(0)
    data = np.frombuffer(encoded(RAMP, kind), np.uint8)
    read, messages = 0, []
    for _ in range(250):
        damaged = data.copy()
        reach = generator.choice([64, len(data)])  # headers are where readers stumble
        places = generator.integers(0, min(reach, len(data)), generator.integers(1, 6))
        damaged[places] = generator.integers(0, 256, len(places))
        try:
            pixels = decode_picture(damaged.tobytes())
            read += pixels.dtype == np.uint8 and pixels.ndim in (2, 3)
        except PictureError as error:
            messages.append(str(error))
    assert messages
    assert read + len(messages) == 250
    assert all(message.endswith(".") and "\n" not in message for message in messages)
