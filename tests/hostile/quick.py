"""`pressradar run` beside a Telegram that holds no request: what may have been sent is looked for after half a second, not after fifteen."""

from datetime import timedelta

from bot.__main__ import run
from news import deliver
from news.sending import doubts

deliver.SETTLE_AFTER = doubts.SETTLE_AFTER = doubts.LEAVES_WITHIN = timedelta(seconds=0.5)

if __name__ == "__main__":
    run(port=None)
