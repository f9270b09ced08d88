"""Words of the other side: found in questions and documents, searched, explained, proposed."""
