"""The sections of a report, one file each: facts in, sentences with their sources out."""
