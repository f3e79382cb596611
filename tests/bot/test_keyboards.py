"""Every menu can be sent, whatever the operator's topics are called."""

from bot import keyboards
from bot.choosing.topics import _then
from news.callbacks import LIMIT_BYTES, decode
from news.catalogue import bundled_topics
from news.i18n import open_words
from news.intake.opml import read_opml

LONG = "Ein Thema mit einem Namen, der wirklich kein Ende nehmen will"
OPML = f"""<opml version="2.0"><body><outline text="latin-america">
  <outline text="{LONG}"><outline text="A" xmlUrl="https://a.example/feed"/></outline>
  <outline text="気候と海のとても長い名前の話題を集めた棚"><outline text="B" xmlUrl="https://b.example/feed"/></outline>
</outline></body></opml>"""


def test_a_topic_with_the_longest_slug_below_another_can_be_followed_by_a_tap():
    added = read_opml(OPML, source="test").topics
    tree = {topic.slug: topic for topic in (*bundled_topics(), *added)}
    speech = open_words()("en")
    for then in ("settings", "setup"):
        rows = keyboards.topics(tree, speech, followed=[], parent="latin-america", page=0, then=then)
        said = [button.data for row in rows for button in row]
        presses = [press for press in map(decode, said) if press is not None and press.act == "follow"]
        assert {topic.slug for topic in added} <= {press.word() for press in presses}
        assert {_then(press) for press in presses} == {then}
        assert all(len(text.encode()) <= LIMIT_BYTES for text in said)


def test_hours_read_as_a_clock_of_the_language_shows_them():
    def labels(language):
        rows = keyboards.hours(open_words()(language), chosen="15:00", act=lambda at: at)
        return [button.label for row in rows for button in row]

    assert "8:00\u202fAM" in labels("en")
    assert "✅ 3:00\u202fPM" in labels("en")
    assert "08:00" in labels("de")


def test_a_page_beyond_the_last_is_the_last():
    tree = {topic.slug: topic for topic in bundled_topics()}
    speech = open_words()("en")
    rows = keyboards.topics(tree, speech, followed=[], page=10**18)
    assert rows == keyboards.topics(tree, speech, followed=[], page=0)
