"""A Telegram on one's own machine: a strict Bot API server, and people on the other side.

Knows nothing of any bot: whatever speaks the Bot API over HTTP can live here. Start it with
`python -m sandbox`, or inside a program with `sandbox.server.serve()`.
"""
