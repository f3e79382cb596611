"""Joining articles to the story of one event: the decision, the live window, and second thoughts."""
