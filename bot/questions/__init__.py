"""Questions of readers, and posts they bring."""
