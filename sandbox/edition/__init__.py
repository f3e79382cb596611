"""The sample edition: an invented world in sixty-odd articles, and its dress as XML."""
