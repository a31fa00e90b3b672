"""Small browser components."""
