"""A real lab and a real Chromium, started and steered for tests and benchmarks."""
