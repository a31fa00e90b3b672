"""The parts of the pages, a folder each."""
