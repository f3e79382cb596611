"""A digest read aloud: the words that are spoken, whose voice, and putting recordings together."""
