"""Whether a sentence that a model wrote says what its sources say: one module a check, each pure.

`findings` says what a check gives back; `news.writing.verify` puts them together, for drafts, translations and answers.
"""
