"""The subcommands: take arguments, call the library, print, set the exit code."""
