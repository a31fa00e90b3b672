"""What the images are like on the whole, a file a section."""
