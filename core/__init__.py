"""Digit Lab without a browser: data, models, runs, training, evaluation, recognition."""
