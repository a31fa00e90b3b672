"""The look: the only Python file with colours; `.streamlit/config.toml` repeats some."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

Kind = Literal["light", "dark"]

FONT: Final = '"Source Sans", sans-serif'
"""The family that ships with Streamlit, so that no page asks the network for a font."""

DIGITS: Final = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#94a4a2",
    "#832db6",
    "#a96b59",
    "#e76300",
    "#b9ac70",
    "#717581",
    "#92dadd",
)
"""Ten colours for the ten digits.

Source: M. A. Petroff, "Accessible Color Sequences for Data Visualization", 2021, arXiv:2107.02270. Checked
with CIEDE2000 after the full-strength colour-blindness matrices of Machado, Oliveira and Fernandes (2009):
the closest two stay 11.9 apart (protanopia), 12.6 (deuteranopia), 13.3 (tritanopia), 17.3 (full sight).
Contrast is at least 1.6 on the light and 2.6 on the dark background, so a mark in these colours always
carries its digit as well.
"""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, each as `#rrggbb`.

    Attributes:
        kind: Which of Streamlit's two themes these colours belong to.
        background: The page.
        surface: Panels, widgets and bars that stay in the background.
        text: Words and numbers; at least 12:1 on the background.
        muted: Axis labels and notes; at least 4.5:1 on the background.
        line: Grid lines and borders.
        accent: The one thing that is chosen, active or the answer; white words on it read at 4.5:1.
        link: The accent as a word; at least 4.5:1 on the background.
        train: The training split and its curves.
        validation: The validation split and its curves.
        test: The test split.
        error: The strongest error in a matrix of errors.
        bar: A bar that is not the answer.
        less: The end of a diverging scale that stands for less; blue of Okabe and Ito, as a word "blue".
        equal: The middle of that scale, which stands for equal.
        more: The end that stands for more, as a word "orange".
        runs: Colours for runs that are compared; at least 4:1 on the background and on panels.
        digits: The colours of the digits 0 to 9, the same in both themes.
    """

    kind: Kind
    background: str
    surface: str
    text: str
    muted: str
    line: str
    accent: str
    link: str
    train: str
    validation: str
    test: str
    error: str
    bar: str
    less: str
    equal: str
    more: str
    runs: tuple[str, ...]
    digits: tuple[str, ...] = DIGITS


LIGHT: Final = Palette(
    kind="light",
    background="#ffffff",
    surface="#f4f5f5",
    text="#1f2427",
    muted="#5c656b",
    line="#dde1e3",
    accent="#0f7668",
    link="#0f7668",
    train="#2f6db5",
    validation="#cf5c00",
    test="#6b747a",
    error="#c2410c",
    bar="#b4bcc1",
    less="#0072b2",
    equal="#f4f5f5",
    more="#d55e00",
    runs=("#1f63c4", "#c2410c", "#0f7668", "#8a2fb8", "#a8125e", "#7a6400", "#1f2427", "#5f7f1f"),
)
DARK: Final = Palette(
    kind="dark",
    background="#14171a",
    surface="#1e2327",
    text="#e3e6e8",
    muted="#a0a9af",
    line="#343b41",
    accent="#148576",
    link="#5cc4b3",
    train="#6aa5e8",
    validation="#f39449",
    test="#98a1a8",
    error="#f07d3c",
    bar="#566068",
    less="#56b4e9",
    equal="#1e2327",
    more="#e69f00",
    runs=("#6aa5e8", "#f39449", "#5cc4b3", "#c58cf0", "#f07fb5", "#d8c24a", "#e3e6e8", "#9fc65a"),
)

STYLE: Final = f"<style>{(files('dashboard.toolkit') / 'style.css').read_text(encoding='utf-8')}</style>"
"""The style sheet of all pages, for `st.html`."""


def palette(kind: Kind) -> Palette:
    """The colours of the light or the dark theme."""
    return DARK if kind == "dark" else LIGHT


def blend(start: str, end: str, share: float) -> str:
    """The colour that lies `share` (0..1) of the way between two `#rrggbb`, as Plotly mixes its scales."""
    mixed = (1 - share) * _channels(start) + share * _channels(end)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in mixed)


def contrast(first: str, second: str) -> float:
    """How well one `#rrggbb` reads on another, 1..21: the contrast ratio of WCAG 2.2."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(paper: str) -> str:
    """Black or white, whichever reads better on a `#rrggbb`; at least 4.5:1 on any."""
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, paper))


def _luminance(colour: str) -> float:
    """Relative luminance 0..1 of an sRGB colour, as WCAG 2.2 defines it."""
    encoded = _channels(colour)
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _channels(colour: str) -> NDArray[np.float64]:
    """Red, green and blue of `#rrggbb`, (3,) 0..1."""
    return np.frombuffer(bytes.fromhex(colour[1:]), dtype=np.uint8) / 255


def template(colours: Palette) -> go.layout.Template:
    """The Plotly template of one theme: transparent paper, quiet axes, a legend above the chart."""
    axis = {
        "gridcolor": colours.line,
        "linecolor": colours.line,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"color": colours.muted},
        "title": {"font": {"color": colours.muted, "size": 13}, "standoff": 8},
        "automargin": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": colours.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": list(colours.digits),
            "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
            "hoverlabel": {
                "bgcolor": colours.surface,
                "bordercolor": colours.line,
                "font": {"family": FONT, "size": 13, "color": colours.text},
            },
        }
    )
