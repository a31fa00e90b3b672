"""Any picture to the 28 × 28 that MNIST's authors would have made, and from there to an answer."""
