"""Sweeps: a search for good settings by many trainings, as plain data; no SQL, no Keras."""
