"""Reports for the committee: facts of the base put into sentences, each with its source."""
