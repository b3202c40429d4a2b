"""Who is in: a consortium, its member organisations and vehicle, and the rules of each one's own board."""
