"""Pictures of one digit as people would send them, made from images of the data set, kind by kind.

Each maker gets a digit, another one for what stands beside it, and a generator; it returns the picture.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage
from skimage.morphology import skeletonize

from tests.core.recognition.making import Pixels

Ink = NDArray[np.float32]
"""(h, w), 0 is paper and 1 the core of a stroke."""
Random = np.random.Generator
Maker = Callable[[Pixels, Pixels, Random], Pixels]

_RULINGS: Final = ((150, 175, 215), (170, 170, 175), (215, 150, 150), (150, 200, 165), (120, 150, 210))
_INKS: Final = ((25, 25, 30), (20, 30, 110), (70, 70, 75), (110, 25, 30))
_PAPERS: Final = ((250, 250, 248), (240, 235, 220), (225, 228, 230), (252, 246, 205))


def boxed(digit: Pixels, height: float, rng: Random | None = None) -> Ink:
    """A digit cut to its box and enlarged to a height, in pixels; with `rng` slightly slanted and turned."""
    box = ndimage.find_objects((digit > 80).astype(np.uint8))[0]
    scale = height / (box[0].stop - box[0].start)
    field = round(28 * scale)
    image = Image.fromarray(digit).resize((field, field), Image.Resampling.BICUBIC)
    if rng is not None:
        image = image.rotate(float(rng.normal(0, 4)), Image.Resampling.BICUBIC, expand=True)
    levels = np.asarray(image, np.float32) / 255
    found = ndimage.find_objects((levels > 0.4).astype(np.uint8))[0]
    return np.asarray(levels[found])


def crisp(digit: Pixels, height: float, rng: Random) -> Ink:
    """A digit as it is, thicker or thinner, with the sharp edges that a pen has at this size."""
    ink = boxed(digit, height, rng)
    levels = np.clip((ink - rng.uniform(0.3, 0.65)) * max(ink.shape) / 30 + 0.5, 0, 1).astype(np.float32)
    return np.asarray(levels[ndimage.find_objects((levels > 0.4).astype(np.uint8))[0]])


def pen(digit: Pixels, height: float, thickness: float, rng: Random | None = None) -> Ink:
    """A digit drawn anew along its middle lines with a pen of some thickness, in pixels."""
    solid = np.pad(boxed(digit, height, rng) > 0.5, 8)
    line = skeletonize(solid)  # type: ignore[no-untyped-call]
    distance = ndimage.distance_transform_edt(~line)
    ink = np.asarray(np.clip(thickness / 2 + 0.5 - distance, 0, 1), np.float32)
    return np.asarray(ink[ndimage.find_objects((ink > 0.2).astype(np.uint8))[0]])


def _drawn(digit: Pixels, height: float, rng: Random) -> Ink:
    """A digit as it is or, one in three, with a thin pen."""
    return (
        pen(digit, height, height * rng.uniform(0.03, 0.06), rng)
        if rng.random() < 1 / 3
        else crisp(digit, height, rng)
    )


def sheet(ink: Ink, shape: tuple[int, int], rng: Random) -> Ink:
    """Ink somewhere on a sheet, away from its edges."""
    height, width = ink.shape
    margin = round(0.06 * min(shape))
    top = rng.integers(margin, max(shape[0] - height - margin, margin) + 1)
    left = rng.integers(margin, max(shape[1] - width - margin, margin) + 1)
    whole = np.zeros((max(shape[0], height + 2 * margin), max(shape[1], width + 2 * margin)), np.float32)
    whole[top : top + height, left : left + width] = ink
    return whole


def one_of(choices: tuple[tuple[int, int, int], ...], rng: Random) -> NDArray[np.float32]:
    """A colour, float32 (3,)."""
    return np.array(choices[rng.integers(len(choices))], np.float32)


def inked(paper: NDArray[np.float32], ink: Ink, colour: NDArray[Any]) -> NDArray[np.float32]:
    """Ink of a colour on paper: float32 (h, w, 3)."""
    return np.asarray(paper + (colour - paper) * ink[..., np.newaxis], np.float32)


def plain_paper(shape: tuple[int, ...], rng: Random) -> NDArray[np.float32]:
    """Paper of one colour: float32 (h, w, 3)."""
    return np.broadcast_to(one_of(_PAPERS, rng), (*shape[:2], 3)).astype(np.float32)


def rulings(shape: tuple[int, ...], spacing: float, thickness: float, is_squared: bool, rng: Random) -> Ink:
    """Rulings over a sheet, turned by a few degrees."""
    y, x = np.indices(shape[:2], np.float32)
    angle = float(np.deg2rad(rng.normal(0, 1.2)))
    across = y * np.cos(angle) + x * np.sin(angle)
    along = x * np.cos(angle) - y * np.sin(angle)
    lines = np.zeros(shape[:2], np.float32)
    for place in (across, along) if is_squared else (across,):
        distance = np.abs((place + rng.uniform(0, spacing)) % spacing - spacing / 2)
        lines = np.maximum(lines, np.clip(thickness / 2 + 0.5 - distance, 0, 1))
    return lines


def lit(picture: NDArray[np.float32], rng: Random, shadow: float = 0.0, noise: float = 3.0) -> Pixels:
    """A photograph: a slope of light, a shadow with a soft edge, a soft lens and noise; uint8 (h, w, 3)."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    turn = rng.uniform(0, 2 * np.pi)
    towards = x * np.cos(turn) + y * np.sin(turn)
    light = 0.9 * (1 - 0.15 * towards)
    if shadow:
        light *= 1 - shadow / (1 + np.exp(-rng.uniform(4, 30) * (towards + rng.uniform(-0.4, 0.4))))
    soft = ndimage.gaussian_filter(picture * light[..., np.newaxis], (0.8, 0.8, 0))
    return np.asarray((soft + rng.normal(0, noise, (height, width, 1))).clip(0, 255), np.uint8)


def _photograph(digit: Pixels, rng: Random, *, shadow: float = 0.0, faint: float = 1.0) -> Pixels:
    shape = (480, 640)
    ink = sheet(crisp(digit, rng.uniform(120, 380), rng), shape, rng)
    return lit(inked(plain_paper(ink.shape, rng), faint * ink, one_of(_INKS, rng)), rng, shadow)


def envelope(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """A grey digit of an envelope, cut out tightly: the border may cut it, a neighbour may come in."""
    ink = boxed(digit, rng.uniform(18, 70), rng)
    thick = rng.integers(0, max(2, len(ink) // 12))
    ink = np.asarray(ndimage.grey_dilation(ink, (thick + 1, thick + 1)), np.float32)
    lost = rng.integers(-1, 2, 4) if len(ink) > 30 else rng.integers(-1, 1, 4)
    ink = np.pad(ink, ((max(-lost[0], 0), max(-lost[1], 0)), (max(-lost[2], 0), max(-lost[3], 0))))
    ink = ink[max(lost[0], 0) : len(ink) - max(lost[1], 0), max(lost[2], 0) : ink.shape[1] - max(lost[3], 0)]
    if rng.random() < 0.25:
        ink = np.asarray(_with_sliver(ink, other, rng))
    paper, core = rng.uniform(150, 240), rng.uniform(20, 100)
    grain = ndimage.gaussian_filter(rng.normal(0, 1, ink.shape), 1.5) * rng.uniform(0, 14)
    grey = paper + (core - paper) * ndimage.gaussian_filter(ink, rng.uniform(0.3, 0.9)) + grain
    return np.asarray((grey + rng.normal(0, rng.uniform(1, 7), ink.shape)).clip(0, 255), np.uint8)


def small_crop(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """A digit of an envelope as data sets keep it: scaled to fill 16 x 16 pixels, light or dark."""
    ink = boxed(digit, 40, rng)
    thick = int(rng.integers(1, 7))
    ink = np.asarray(ndimage.grey_dilation(np.pad(ink, 3), (thick, thick)), np.float32)
    ink = ink[ndimage.find_objects((ink > 0.4).astype(np.uint8))[0]]
    ratio = ink.shape[1] / ink.shape[0]
    width = int(np.clip(round(16 * ratio * rng.uniform(1, 1.25)), 3, 16))
    small = Image.fromarray(ink).resize((width, 16), Image.Resampling.BOX)
    left = (16 - width) // 2
    levels = np.pad(np.asarray(small), ((0, 0), (left, 16 - width - left)))
    levels = np.asarray(ndimage.gaussian_filter(levels, rng.uniform(0, 0.5))) ** rng.uniform(0.6, 1.4)
    grey = np.asarray(np.rint(255 * levels.clip(0, 1)), np.uint8)
    return 255 - grey if rng.random() < 0.5 else grey


def _with_sliver(ink: Ink, other: Pixels, rng: Random) -> Ink:
    """With a sliver of the neighbour at the left or right border."""
    sliver = boxed(other, len(ink))
    sliver = np.asarray(Image.fromarray(sliver).resize((sliver.shape[1], len(ink))))
    width = int(rng.integers(1, max(3, ink.shape[1] // 8)))
    gap = np.zeros((len(ink), int(rng.integers(1, 5))), np.float32)
    if rng.random() < 0.5:
        return np.hstack([sliver[:, -width:], gap, ink])
    return np.hstack([ink, gap, sliver[:, :width]])


def _ruled(digit: Pixels, rng: Random, *, is_squared: bool, spacing: tuple[float, float]) -> Pixels:
    height = rng.uniform(110, 300)
    ink = sheet(_drawn(digit, height, rng), (480, 640), rng)
    lines = rulings(ink.shape, height * rng.uniform(*spacing), rng.uniform(1, 3), is_squared, rng)
    paper = inked(plain_paper(ink.shape, rng), lines * rng.uniform(0.5, 1), one_of(_RULINGS, rng))
    return lit(inked(paper, ink, one_of(_INKS, rng)), rng, rng.uniform(0, 0.3) if rng.random() < 0.3 else 0)


def board(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """Chalk on a board: light on dark, with dust and streaks."""
    height = rng.uniform(150, 360)
    ink = sheet(_drawn(digit, height, rng), (480, 640), rng)
    grain = ndimage.gaussian_filter(rng.normal(0, 1, ink.shape), 1.2)
    chalk = np.asarray(ink * np.clip(0.85 + 0.2 * grain / grain.std(), 0.25, 1), np.float32)
    streaks = ndimage.gaussian_filter(rng.normal(0, 1, ink.shape), (4, 40))
    colour = one_of(((35, 60, 48), (40, 42, 45), (25, 30, 28), (60, 70, 68)), rng)
    paper = np.clip(colour + 7 * (streaks / streaks.std())[..., np.newaxis], 0, 255)
    return lit(inked(paper.astype(np.float32), chalk, np.full(3, 225, np.float32)), rng, 0, 4)


def scanned_box(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """A box of a form: a printed frame around the digit, of which the crop may take a part away."""
    side = int(rng.integers(60, 220))
    height = side * rng.uniform(0.5, 0.8)
    tool = rng.choice(["pencil", "pen", "marker"])
    width = {"pencil": 0.035, "pen": 0.05, "marker": 0.12}[tool] * height * rng.uniform(0.8, 1.3)
    core = {"pencil": 120, "pen": 50, "marker": 25}[tool]
    ink = pen(digit, height, max(width, 1.0), rng) if tool == "pencil" else crisp(digit, height, rng)
    margin = round(0.1 * side)
    whole = np.zeros((max(side, len(ink) + 2 * margin), max(side, ink.shape[1] + 2 * margin)), np.float32)
    top, left = (int(rng.integers(margin, free - margin + 1)) for free in np.subtract(whole.shape, ink.shape))
    whole[top : top + len(ink), left : left + ink.shape[1]] = ink
    line = max(1, round(side * rng.uniform(0.008, 0.03)))
    frame = np.pad(np.zeros(np.subtract(whole.shape, 2 * line)), line, constant_values=1.0)
    outside = rng.integers(-line - 1, max(2, side // 12), 4)
    grow = np.maximum(outside, 0)
    grown = tuple(np.pad(each, ((grow[0], grow[1]), (grow[2], grow[3]))) for each in (whole, frame))
    cut = np.maximum(-outside, 0)
    keep = (slice(cut[0], len(grown[0]) - cut[1]), slice(cut[2], grown[0].shape[1] - cut[3]))
    paper = rng.uniform(225, 250)
    grey = paper - (paper - rng.uniform(30, 170)) * grown[1][keep]
    grey = grey + (core - grey) * grown[0][keep]
    grey = ndimage.gaussian_filter(grey, rng.uniform(0.3, 0.8)) + rng.normal(0, 3, grey.shape)
    return np.asarray(grey.clip(0, 255), np.uint8)


def _in_a_box(digit: Pixels, rng: Random) -> tuple[Ink, int, int, tuple[int, int]]:
    """A digit for a box of a form: its ink, the width of a line, the paper around, the size of the box."""
    side = int(rng.integers(60, 220))
    height = side * rng.uniform(0.55, 0.8)
    ink = _drawn(digit, height, rng)
    line = max(1, round(side * rng.uniform(0.008, 0.03)))
    outside = round(0.25 * side)
    box = (max(side, len(ink) + 4 * line), max(round(side * rng.uniform(0.7, 1.2)), ink.shape[1] + 4 * line))
    return ink, line, outside, box


def _printed_form(printed: Ink, whole: Ink, outside: int, rng: Random) -> Pixels:
    """A digit over what is printed, on paper that is turned, cut, blurred and noisy."""
    paper = rng.uniform(225, 250)
    grey = paper - (paper - rng.uniform(30, 170)) * printed
    grey = grey + (rng.uniform(25, 120) - grey) * whole
    grey = ndimage.rotate(grey, rng.normal(0, 1), reshape=False, order=1, cval=paper)
    cut = rng.integers(0, 2 * outside // 3, 4)
    grey = grey[cut[0] : len(grey) - cut[1], cut[2] : grey.shape[1] - cut[3]]
    grey = ndimage.gaussian_filter(grey, rng.uniform(0.3, 0.8)) + rng.normal(0, 3, grey.shape)
    return np.asarray(grey.clip(0, 255), np.uint8)


def framed(digit: Pixels, rng: Random, *, is_touching: bool) -> Pixels:
    """A box of a form with paper around it, slightly turned; the digit stands in it or lies on its frame."""
    ink, line, outside, box = _in_a_box(digit, rng)
    free = np.subtract(box, ink.shape)
    place = [
        int(rng.integers(min(2 * line, room // 2), max(room - 2 * line, room // 2) + 1)) for room in free
    ]
    if is_touching:
        axis = int(rng.integers(2))
        over = int(rng.integers(-line - 3, line))
        place[axis] = int(rng.choice([over, free[axis] - over]))
    whole = np.zeros(np.add(box, 2 * outside), np.float32)
    top, left = np.add(place, outside)
    whole[top : top + len(ink), left : left + ink.shape[1]] = ink
    frame = np.pad(np.zeros(np.subtract(box, 2 * line)), line, constant_values=1.0)
    return _printed_form(np.pad(frame, outside), whole, outside, rng)


def over_comb(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """A digit over a comb of a form, slightly turned: a line with a short tick at either end of its place."""
    ink, line, outside, box = _in_a_box(digit, rng)
    whole = np.zeros(np.add(box, 2 * outside), np.float32)
    comb = np.zeros_like(whole)
    bottom = outside + box[0]
    comb[bottom - line : bottom] = 1
    tick = round(box[0] * rng.uniform(0.15, 0.4))
    for start in (outside, outside + box[1] - line):
        comb[bottom - line - tick : bottom, start : start + line] = 1
    left = outside + int(rng.integers(2 * line, max(box[1] - 2 * line - ink.shape[1], 2 * line) + 1))
    top = max(bottom - line - len(ink) - int(rng.integers(1, max(2, round(0.15 * box[0])))), 0)
    whole[top : top + len(ink), left : left + ink.shape[1]] = ink
    return _printed_form(comb, whole, outside, rng)


def second_mark(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """A small mark beside the digit: another digit of less than half its height, or a dash."""
    height = rng.uniform(120, 260)
    ink = sheet(_drawn(digit, height, rng), (480, 640), rng)
    rows, columns = ndimage.find_objects((ink > 0.5).astype(np.uint8))[0]
    mark = np.ones((5, 12), np.float32)
    if rng.random() < 0.8:
        mark = crisp(other, height * rng.uniform(0.15, 0.45), rng)
    gap = round(height * rng.uniform(0.15, 0.5))
    right = columns.stop + gap
    left = right if right + mark.shape[1] < ink.shape[1] else max(0, columns.start - gap - mark.shape[1])
    top = int(np.clip(rng.integers(rows.start, rows.stop), 0, len(ink) - len(mark)))
    place = ink[top : top + len(mark), left : left + mark.shape[1]]
    np.maximum(place, mark[:, : place.shape[1]], out=place)
    return lit(inked(plain_paper(ink.shape, rng), ink, one_of(_INKS, rng)), rng)


def date_stamp(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """A photograph with the date that a camera prints into a corner."""
    picture = _photograph(digit, rng)
    stamp = Image.new("L", (76, 12))
    date = f"{rng.integers(2005, 2027)}-0{rng.integers(1, 10)}-{rng.integers(10, 29)}"
    ImageDraw.Draw(stamp).text((1, 0), date, 255)
    large = np.asarray(stamp.resize((76 * 2, 24)), np.float32) / np.float32(255)
    colour = one_of(((255, 140, 30), (230, 40, 30), (20, 20, 20), (255, 230, 60)), rng)
    part = picture[-34:-10, -162:-10]
    part[:] = inked(np.asarray(part, np.float32), large, colour)
    return picture


def coloured(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """Coloured ink on coloured paper, of which the luminance may be nearly the same."""
    height = rng.uniform(120, 380)
    ink = sheet(_drawn(digit, height, rng), (480, 640), rng)
    while True:
        paper, colour = rng.integers(30, 256, 3), rng.integers(0, 256, 3)
        if np.linalg.norm(paper - colour) > 110:
            break
    return lit(inked(np.broadcast_to(paper, (*ink.shape, 3)).astype(np.float32), ink, colour), rng)


def dark_margin(digit: Pixels, other: Pixels, rng: Random) -> Pixels:
    """A photograph with the table or a shadow along one or two of its sides."""
    picture = _photograph(digit, rng).astype(np.float32)
    for side in rng.choice(4, rng.integers(1, 3), replace=False):
        turned = np.rot90(picture, side)
        turned[: rng.integers(5, 24)] *= rng.uniform(0.15, 0.6)
    return np.asarray(picture, np.uint8)


KINDS: Final[dict[str, Maker]] = {
    "envelope, cut tightly": envelope,
    "envelope, 16 x 16 pixels": small_crop,
    "box of a form": scanned_box,
    "pen of 1 to 6 pixels": lambda digit, _, rng: lit(
        inked(
            plain_paper((400, 400), rng),
            sheet(pen(digit, 300, rng.uniform(1, 6), rng), (400, 400), rng)[:400, :400],
            one_of(_INKS, rng),
        ),
        rng,
    ),
    "photograph, plain paper": lambda digit, _, rng: _photograph(digit, rng),
    "photograph, shadow": lambda digit, _, rng: _photograph(digit, rng, shadow=rng.uniform(0.2, 0.6)),
    "photograph, faint": lambda digit, _, rng: _photograph(digit, rng, faint=rng.uniform(0.15, 0.4)),
    "ruled paper, narrow": lambda digit, _, rng: _ruled(digit, rng, is_squared=False, spacing=(0.2, 0.7)),
    "ruled paper, wide": lambda digit, _, rng: _ruled(digit, rng, is_squared=False, spacing=(0.7, 1.6)),
    "squared paper, narrow": lambda digit, _, rng: _ruled(digit, rng, is_squared=True, spacing=(0.15, 0.5)),
    "squared paper, wide": lambda digit, _, rng: _ruled(digit, rng, is_squared=True, spacing=(0.5, 1.6)),
    "board": board,
    "a second mark": second_mark,
    "a stamp of date": date_stamp,
    "coloured ink and paper": coloured,
    "a dark margin": dark_margin,
    "box of a form, paper around": lambda digit, _, rng: framed(digit, rng, is_touching=False),
    "box of a form, digit on the frame": lambda digit, _, rng: framed(digit, rng, is_touching=True),
    "comb of a form": over_comb,
}
