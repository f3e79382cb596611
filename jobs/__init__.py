"""When and where work runs: the clock, in this process (`here`) or on a queue (later: `afar`)."""
