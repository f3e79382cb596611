"""Groups and channels: who is meant, who may set what."""
