"""Make the sample corpus: sources in Markdown become files as organisations make them."""
