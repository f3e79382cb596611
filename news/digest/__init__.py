"""Choosing a digest's stories, in order, and why."""
