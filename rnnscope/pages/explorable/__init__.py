"""What the page shows in which a reader changes sizes, free of markup."""
