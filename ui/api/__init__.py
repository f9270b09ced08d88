"""The API: what programs may ask, at /api/v1, in the name of whoever made their token."""
