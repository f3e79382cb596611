"""The outside world, behind `news.ports`: Telegram, HTTP, models, voices, and processes of our own that can be killed."""
