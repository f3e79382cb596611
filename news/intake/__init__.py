"""From an address to plain text: guarded, polite, and whatever a server answers."""
