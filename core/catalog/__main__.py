"""`python -m core.catalog` computes the shipped columns of the bundled MNIST anew."""

import numpy as np

from core.catalog.image_columns import image_columns
from core.catalog.shipped import PATH
from core.data.mnist import mnist

if __name__ == "__main__":
    columns = image_columns(mnist())
    with PATH.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **columns)
