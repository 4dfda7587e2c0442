"""Tables: where each begins and ends, its rows, and what stands below them."""
