"""What a page leads to: words and an address."""

Link = tuple[str, str]
"""Text and address."""
