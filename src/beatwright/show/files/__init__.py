"""A case as files for other programs: GIS, spreadsheet, web."""
