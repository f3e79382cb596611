"""How near each sentence of the sources comes to a question, and whether it answers. `news.retrieving.retrieve` puts it together.

All of it is pure; meanings are told elsewhere and brought in as vectors.
"""
