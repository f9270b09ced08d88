"""The web face: one file per page, shared components, the session and the locales."""
