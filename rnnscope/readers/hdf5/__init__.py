"""The headers of HDF5 files, read in a process of its own."""
