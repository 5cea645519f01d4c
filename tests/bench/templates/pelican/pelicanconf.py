"""Pelican: briefs are its articles, articles its pages, actors its authors, topics its tags."""

import json
from pathlib import Path

from pelican import readers

SITENAME = "The gates of Selin"
PATH, OUTPUT_PATH, THEME = "content", "site", "theme"
ARTICLE_PATHS, PAGE_PATHS = ["briefs"], ["sources"]
TIMEZONE = "UTC"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
MARKDOWN = {"extensions": ["markdown.extensions.meta"], "output_format": "html5"}
THEME_STATIC_DIR = "."
DELETE_OUTPUT_DIRECTORY = False
ARTICLE_URL = ARTICLE_SAVE_AS = "briefs/{slug}.html"
PAGE_URL = PAGE_SAVE_AS = "sources/{slug}.html"
AUTHOR_URL = AUTHOR_SAVE_AS = "actors/{slug}.html"
TAG_URL = TAG_SAVE_AS = "topics/{slug}.html"
CATEGORY_SAVE_AS = ""
YEAR_ARCHIVE_SAVE_AS = "years/{date:%Y}.html"
DIRECT_TEMPLATES = ["index", "briefs", "authors", "tags", "archives"]
AUTHORS_SAVE_AS, TAGS_SAVE_AS, ARCHIVES_SAVE_AS = "actors.html", "topics.html", "years.html"
PAGINATED_TEMPLATES = {"briefs": 20, "author": 20, "tag": 20}
PAGINATION_PATTERNS = ((1, "{url}", "{save_as}"), (2, "{base_name}/{number}.html", "{base_name}/{number}.html"))
JINJA_GLOBALS = {name: json.loads(Path(f"{name}.json").read_text(encoding="utf-8")) for name in ("actors", "topics")}
JINJA_ENVIRONMENT = {"trim_blocks": True, "lstrip_blocks": True}

for key in ("sentences", "quotes", "events", "actors", "topics", "uses"):
    readers.METADATA_PROCESSORS[key] = lambda text, _: json.loads(text)
JINJA_GLOBALS["ranked"] = lambda pairs: sorted(((name.slug, len(found)) for name, found in pairs), key=lambda p: -p[1])
