"""Which verdict the settings that fit a row come to."""
