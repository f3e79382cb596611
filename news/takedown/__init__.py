"""Taking an outlet down: all of its text goes, everywhere it was shown, and it does not come back (`take_down` is the way in)."""
