"""What the doctor looks at, by what it is about."""
