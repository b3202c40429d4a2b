"""Three invented consortia to look at, loaded through the very services that people's pages use.

In: an empty or a used database. Out: the consortia are there, once, each at another stage: an alliance that drafts,
a partnership whose boards decide, a company that has signed. Every act has a key made from the demo, so loading it
again changes nothing. Everybody in it is invented.
"""
