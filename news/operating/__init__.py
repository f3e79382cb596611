"""What an operator looks at and looks after: health, cost, backups, moving."""
