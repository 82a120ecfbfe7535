"""表格 Other people's tables: read spreadsheets and CSV as they come, write them safely. No tables.

Nothing here knows what a list is about: needs and volunteers bring their own columns and lines.
"""
