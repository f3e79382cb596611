"""The operator's side of `pressradar`: is everything well (`doctor`), the feeds, what is owed, the database.

One module a command. Heavy parts are imported inside the commands, so that `--help` is there at once.
"""
