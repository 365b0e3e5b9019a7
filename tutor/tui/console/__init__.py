"""The terminal of a host: what was written, the line being edited, and the widget that shows both."""
