"""The clause pack: one clause a file, readable and editable by a lawyer, and the hand that loads it."""
