"""Sphinx configuration."""

import sys
from pathlib import Path

from beatwright import __version__

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "beatwright"
author = "The beatwright authors"
copyright = "2026, the beatwright authors"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc", "mathml", "gallery"]
# The second is for the pages that are made of the public names.
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "_extensions", "_gallery"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
html_math_renderer = "mathml"

html_theme = "pydata_sphinx_theme"
html_title = "beatwright"
html_theme_options = {"show_toc_level": 2, "secondary_sidebar_items": ["page-toc"]}
html_show_sourcelink = False
# Pages without a section of their own have nothing to list beside them.
html_sidebars = {path.stem: [] for path in Path(__file__).parent.glob("*.md")}
html_static_path = ["_static"]
html_css_files = ["beatwright.css"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
suppress_warnings = ["ref.python"]


def setup(app):
    from public_names import write_stubs

    app.connect("builder-inited", lambda app: write_stubs(Path(app.srcdir) / "reference" / "generated"))
