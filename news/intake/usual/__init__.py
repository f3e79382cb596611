"""Usual feeds, read in a fifth of feedparser's time, to the same."""
