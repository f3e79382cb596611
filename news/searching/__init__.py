"""Finding stories by words."""
