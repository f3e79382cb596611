"""How the text of a brief was made, in the words that its row keeps."""

EXTRACTIVE = "extractive"
"""The outlets' own sentences, word for word."""
PHRASEBOOK = "phrasebook"
"""Translations that came with the sample edition."""
WHOLE = "llm"
"""By a model, and every sentence of it passed the checks."""
TRIMMED = "llm-trimmed"
"""By a model, without the sentences that did not pass."""

SPARED = "spared"
"""Among a brief's findings: not translated for the one reader of the language, as the day's budget is nearly used up."""
