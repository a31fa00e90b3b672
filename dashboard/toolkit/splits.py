"""The splits that people choose from."""

from typing import Final

SPLITS: Final = ("train", "validation", "test")
"""What a model learns from, is watched on, and is judged by."""
