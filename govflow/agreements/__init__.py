"""The agreement as it is drafted: answers, rewordings, members left out, and the versions frozen from them."""
