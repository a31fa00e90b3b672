"""The parts of the page Sweeps."""
