"""Reading, searching and passing on stories."""
