"""What the operator says and hears in their chat."""
