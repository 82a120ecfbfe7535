"""Read other people's lists: sheets, columns, cells, rows. Pure: no tables, nothing is written."""
