"""Where and when jobs are done: the queue, the runner and the workers."""
