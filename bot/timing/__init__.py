"""When digests come, how long they are, and how they look."""
