"""What people say to us on Telegram, and what we say back at once."""
