"""Speed, each row against a named peer or limit: `python -m benchmarks.speed [NAME ...] [--sample]`.

A module a name; `measured` says what a row is. The table of all is docs/benchmarks.md.
"""
