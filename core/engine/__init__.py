"""Where and when trainings happen: the queue, the runner and the workers."""
