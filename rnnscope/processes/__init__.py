"""What runs beside: processes of our own, and the user's code in this one."""
