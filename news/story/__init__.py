"""A story as it is read: its sources, timeline, coverage, relations, and what in it is new to somebody."""
