"""What one cell of a row says, whole or cut off."""
