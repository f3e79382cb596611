"""What a mute keeps out, and what it leaves: promises of pure functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.reader.mutes import Asked, Rule, kept_out, words_said

SPORT = frozenset({"sport", "football"})
WANTS = {"sport": SPORT, "norway": frozenset({"norway"})}


def topic(slug: str, *below: str, within: str = "") -> Rule:
    return Rule("topic", slug, within, frozenset({slug, *below}))


def word(text: str, within: str = "") -> Rule:
    return Rule("word", text, within)


def outlet(domain: str) -> Rule:
    return Rule("outlet", domain)


def test_a_muted_topic_keeps_out_what_is_below_it() -> None:
    sport = topic("sport", "football")
    assert kept_out(Asked(["football"]), [sport], wants=WANTS) == (sport,)


def test_what_nobody_muted_comes() -> None:
    assert kept_out(Asked(["football"]), [topic("culture"), word("Tesla")], wants=WANTS) == ()


def test_a_mute_within_one_thing_leaves_the_story_to_another() -> None:
    football = topic("football", within="sport")
    assert kept_out(Asked(["football"]), [football], wants=WANTS) == (football,)
    assert kept_out(Asked(["football", "norway"]), [football], wants=WANTS) == ()
    assert kept_out(Asked(["football", "norway"]), [topic("football")], wants=WANTS)


def test_a_word_within_a_readers_own_words_holds_there_only() -> None:
    rule = word("Tesla", within="=electric cars")
    wants = {"=electric cars": frozenset({"=electric cars"}), "business": frozenset({"business"})}
    assert kept_out(Asked(["=electric cars"], said=["Tesla"]), [rule], wants=wants) == (rule,)
    assert kept_out(Asked(["=electric cars", "business"], said=["Tesla"]), [rule], wants=wants) == ()


def test_an_outlet_keeps_out_only_what_muted_outlets_alone_tell() -> None:
    rules = [outlet("daily.example"), outlet("post.example")]
    both = frozenset({"daily.example", "sport.post.example"})
    assert kept_out(Asked(["norway"], both), rules, wants=WANTS) == tuple(rules)
    assert kept_out(Asked(["norway"], both | {"other.example"}), rules, wants=WANTS) == ()
    assert kept_out(Asked(["norway"]), rules, wants=WANTS) == ()


def test_who_follows_everything_is_muted_for_all() -> None:
    assert kept_out(Asked(["football"]), [topic("football")], wants={})


def test_what_feeds_of_everything_say_mutes_no_story_of_something() -> None:
    world = topic("world", "europe")
    assert kept_out(Asked(["science", "world"]), [world], wants={}) == ()
    assert kept_out(Asked(["world"]), [world], wants={}) == (world,)


rules = st.lists(
    st.builds(
        Rule,
        st.sampled_from(["word", "topic", "outlet"]),
        st.sampled_from(["football", "norway", "Tesla", "a.example"]),
        st.sampled_from(["", "sport", "norway"]),
        st.frozensets(st.sampled_from(["football", "norway"])),
    ),
    max_size=6,
)
stories = st.builds(
    Asked,
    st.lists(st.sampled_from(["football", "norway", "world", "science"]), min_size=1, unique=True),
    st.frozensets(st.sampled_from(["a.example", "b.example"])),
    st.frozensets(st.sampled_from(["Tesla", "norway"])),
)


@given(stories, rules, rules)
def test_one_more_mute_never_brings_a_story_back(story: Asked, some: list[Rule], more: list[Rule]) -> None:
    if kept_out(story, some, wants=WANTS):
        assert kept_out(story, [*some, *more], wants=WANTS)


@given(stories, rules)
def test_what_is_said_to_keep_a_story_out_does(story: Asked, some: list[Rule]) -> None:
    said = kept_out(story, some, wants=WANTS)
    assert set(said) <= set(some)
    assert not said or kept_out(story, said, wants=WANTS) == said


@pytest.mark.parametrize(
    ("target", "headline", "language"),
    [
        ("Tesla", "Tesla recalls its newest car", "en"),
        ("Tesla", "Тесла отзывает машины", "ru"),
        ("electric car", "Electric cars sell better", "en"),
        ("Angela Merkel", "Ангела Меркель выступила в Берлине", "ru"),
        ("Путин", "Путина ждут в Казани", "ru"),
        ("地震", "日本发生地震", "zh"),
    ],
)
def test_muted_words_are_known_in_other_forms_and_names_in_other_scripts(
    target: str, headline: str, language: str
) -> None:
    said = words_said([target], "", title=headline, language=language, read=["en", "ru", "zh"])
    assert said == {target}


@pytest.mark.parametrize(
    ("target", "headline", "language"),
    [
        ("car", "Carbon falls again", "en"),
        ("electric cars", "Cars wait for electric ferries", "en"),
        ("gift", "Gift im Wasser gefunden", "de"),
        ("Olaf Scholz", "Scholz and others: Olaf wins", "en"),
        ("Angela Merkel", "Ангела выступила в Берлине", "ru"),
    ],
)
def test_muted_words_are_not_found_in_others(target: str, headline: str, language: str) -> None:
    assert words_said([target], "", title=headline, language=language, read=["en"]) == frozenset()
