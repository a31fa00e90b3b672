"""The pages: one a file, each a table of contents that calls views."""
