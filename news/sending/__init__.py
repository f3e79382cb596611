"""Messages on their way: owed, cut to the budget, settled where a reply was lost, amended afterwards."""
