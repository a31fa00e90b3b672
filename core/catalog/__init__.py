"""A row an image: columns of the image itself and of what a run says of it, and queries among them."""
