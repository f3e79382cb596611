"""Telling a story: what it may be told from, drafts and extracts, and the judgement on every sentence."""
