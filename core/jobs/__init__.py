"""What a worker can do, as frozen specifications, and the functions that do it."""
