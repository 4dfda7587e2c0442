"""Pictures of sizes: where everything stands, worked out once, and the SVG that shows it.

Nothing here knows of layers or of reports.  `measures` holds numbers that know how they
were worked out, so that a page's script can work them out again for other sizes.
"""
