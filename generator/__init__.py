"""Dossier: from news articles to a briefing in which every quote leads to its source."""

__version__ = "0.1.0"
