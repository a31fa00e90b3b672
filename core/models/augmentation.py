"""How the images of a training are changed each time that they are seen, as plain data."""

from typing import Final

from pydantic import Field

from core.models.spec import Spec

SMALLEST_PATCH_PIXELS: Final = 2
LARGEST_PATCH_PIXELS: Final = 6


class Augmentation(Spec):
    """Random changes, drawn anew for each image and epoch; each is off at 0 and uniform within its bounds.

    The geometry is drawn for each image by itself and applied in one interpolation.
    """

    rotation_degrees: float = Field(
        default=0, ge=0, le=180, title="Rotation", description="Rotates by up to so many degrees, either way."
    )
    shear: float = Field(
        default=0,
        ge=0,
        le=1,
        title="Shear",
        description="Slants by up to so many pixels to the side for each pixel upwards, either way.",
    )
    scale: float = Field(
        default=0,
        ge=0,
        lt=1,
        title="Scale",
        description="Scales height and width, each by a factor between 1 - scale and 1 + scale.",
    )
    shift_pixels: float = Field(
        default=0,
        ge=0,
        le=14,
        title="Shift",
        description="Shifts by up to so many pixels along each axis, either way.",
    )
    elastic_pixels: float = Field(
        default=0,
        ge=0,
        le=10,
        title="Elastic",
        description="Bends the image by a smooth random field: standard deviation, in pixels, of the"
        " displacements at 5 x 5 control points.",
    )
    thickness: float = Field(
        default=0,
        ge=0,
        le=1,
        title="Stroke thickness",
        description="Share of the images whose strokes become thicker by up to two pixels, or thinner by up"
        " to one; half of them each.",
    )
    gamma: float = Field(
        default=0,
        ge=0,
        le=2,
        title="Gamma",
        description="Raises grey levels, 0 to 1, to a power whose natural logarithm is up to so much,"
        " either way.",
    )
    contrast: float = Field(
        default=0,
        ge=0,
        lt=1,
        title="Contrast",
        description="Takes up to such a share of the grey levels' height.",
    )
    occlusion: float = Field(
        default=0,
        ge=0,
        le=1,
        title="Occlusion",
        description=f"Share of the images of which a square with sides of {SMALLEST_PATCH_PIXELS} to"
        f" {LARGEST_PATCH_PIXELS} pixels, of any one grey level, covers a part.",
    )
