"""The workshop of `compare`: a post that a reader brings is held against what the outlets say, sentence by sentence."""
