"""What a data set is, the bundled MNIST, and what a split looks like in numbers."""
