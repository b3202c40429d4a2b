"""Measurements: how long our way takes against the plain way, on this machine, in one run (`make bench`)."""
