"""Where the pages are."""

SEARCH = "ui/pages/search.py"
THEMES = "ui/pages/themes.py"
CONTRIBUTE = "ui/pages/contribute.py"
DOCUMENT = "ui/pages/document.py"
