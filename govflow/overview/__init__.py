"""Where a consortium stands, read from every room; and rehearsals, which play a whole procedure on them."""
