"""Go's `text/template`, as far as `--format` needs it, with Go's own error texts.

Covered: fields, methods, maps, variables, pipelines, parentheses, `if`/`else if`/`with`/`range`/`break`/
`continue`/`define`/`template`/`block`, comments, trim markers, all predefined functions and those of the
docker client. What is not covered: complex numbers and calling functions that are values.
"""
