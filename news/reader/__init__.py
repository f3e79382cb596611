"""What a reader set and did: what they follow and mute, when they read, what was learned, and forgetting them."""
