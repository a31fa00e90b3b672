"""What a model is: a plain specification, the presets, and the builder into Keras."""
