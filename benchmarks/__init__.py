"""Reproducible timings against plain scripts."""
