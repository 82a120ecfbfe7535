"""Read a roll of volunteers: columns, lines, reasons. Pure: no tables, nothing is written."""
