"""The bundled data: MNIST, its splits and its statistics."""
