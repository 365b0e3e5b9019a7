"""READ: a content pack on disk becomes typed, frozen objects, or an error with file and line."""
