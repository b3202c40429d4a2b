"""People: who they are and the links that let them in."""
