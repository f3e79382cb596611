"""What a reader follows and mutes, and stories of their own."""
