"""The sample corpus: documents in French and English, and questions judged against them."""
