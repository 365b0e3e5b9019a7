"""The tutor in a browser: a page with a terminal in it, and behind it a process of the tutor for each visitor."""
