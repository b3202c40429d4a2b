"""The journal: the doorway of every act and the record nobody can quietly change.

`perform` carries an act out and writes its leaf; `leaf`, `note` and `proof` are the formats (C2SP);
`verification` recomputes everything; `keys` keeps the key checkpoints are signed with.
"""
