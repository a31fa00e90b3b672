"""A picture's way through a model, a step at a time, for beginners."""
