"""SHOW: the Textual app. Screens and widgets; what they show is decided in `tutor.session`."""
