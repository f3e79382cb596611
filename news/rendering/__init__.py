"""From views to Telegram messages: pure, in the reader's language."""
