"""Signing: how each party signs, signatures in escrow, conditions precedent, release, the executed agreement."""
