"""What a data set is, in a sentence."""

from core.data.dataset import Dataset
from core.data.datasets import DEFAULT_DATASET
from core.drawn_set import is_drawn


def sentence_about(dataset: Dataset) -> str:
    """Its title, how many images it has, and of what."""
    if dataset.name == DEFAULT_DATASET:
        return "MNIST: 70,000 digits written by some 500 people, 28 × 28 pixels each."
    if is_drawn(dataset.name):
        return (
            f"Drawn set: {dataset.image_count:,} drawings with labels by people here, 28 × 28 pixels each."
            " Models are measured on them, and learn them only where they are told to."
        )
    count, classes = dataset.image_count, dataset.class_count
    return f"{dataset.title}: {count:,} images of {classes} classes, 28 × 28 pixels each."
