"""What every metric of the demo company must be, counted while the company was made."""
