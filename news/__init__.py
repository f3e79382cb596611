"""News: from feeds to digests."""

from news.locale_data import keep_apart

keep_apart()
