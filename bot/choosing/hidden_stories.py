"""What mutes kept out of a digest."""

from bot.stories.reading import views_of
from bot.turn import Turn
from news.callbacks import Press
from news.models import Digest
from news.queries import outlet_names, read_topics
from news.rendering import render_mutes


async def pressed_hidden(turn: Turn, press: Press) -> None:
    """The stories that mutes kept out of the digest, with a button to open each."""
    digest = await turn.session.get(Digest, press.number() or 0)
    if digest is None or digest.subscriber_id != turn.subscriber_id:
        turn.toast(turn.speech.gettext("This button is out of date."))
        return
    rules = {item["story"]: item["mutes"] for item in digest.hidden}
    views = await views_of(turn, list(rules))
    shown = [(view, rules.get(view.story, ())) for view in views]
    if not shown:
        turn.toast(turn.speech.gettext("This story is no longer here."), alert=True)
        return
    names = await outlet_names(turn.session, render_mutes.muted_domains(digest.hidden))
    turn.say(*render_mutes.hidden_stories(shown, await read_topics(turn.session), turn.speech, outlets=names))
