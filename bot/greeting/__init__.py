"""The first minute with a reader, their language, and coming back."""
