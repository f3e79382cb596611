"""`pressradar outlets`: what is there, and taking an outlet down."""

from sqlalchemy import select

from news.models import Outlet, TakenDown
from news.testing import a_feed, an_article, an_outlet
from tests.bot.test_terminal import folder, in_database, run  # noqa: F401


async def a_press(session) -> None:
    for name in ("Orrery", "Marel Post"):
        feed = await a_feed(session, await an_outlet(session, name, language="en"), "world")
        await an_article(
            session, feed, f"A comet passes over the {name} tonight", "It can be seen with the naked eye."
        )


def outlets() -> set[str]:
    async def names(session) -> set[str]:
        return set((await session.execute(select(Outlet.name))).scalars())

    return in_database(names)


def test_outlets_are_listed_with_what_is_there_of_them() -> None:
    in_database(a_press)
    assert "2 outlets." in run("outlets")
    said = run("outlets", "list", "marel")
    assert "marel-post.example" in said
    assert "Orrery" not in said


def test_what_would_go_is_shown_first_and_nothing_goes_without_a_yes() -> None:
    in_database(a_press)
    for words in (("show",), ("forget",)):
        said = run("outlets", *words, "Marel Post", exits=1 if words == ("forget",) else 0)
        assert "Marel Post (marel-post.example, and what is below it):" in said
        assert "1 articles, with all versions" in said
        assert "1 stories" not in said
    assert outlets() == {"Orrery", "Marel Post"}


def test_an_outlet_is_taken_down_by_its_domain_and_let_back_by_it() -> None:
    in_database(a_press)
    said = run("outlets", "forget", "https://www.Marel-Post.example/", "--yes")
    assert "Marel Post is taken down." in said
    assert "Backups made until now still hold its text" in said
    assert outlets() == {"Orrery"}
    assert "Marel Post (marel-post.example)." in run("outlets")
    assert "may be read again" in run("outlets", "allow", "marel-post.example")
    assert "was not taken down" in run("outlets", "allow", "marel-post.example", exits=2)
    assert in_database(lambda session: session.scalar(select(TakenDown))) is None


def test_a_name_that_is_nobodys_or_several_is_said_so() -> None:
    async def twins(session) -> None:
        for domain in ("a.example", "b.example"):
            session.add(Outlet(name="Post", domain=domain))

    in_database(twins)
    assert "There is no outlet Gazette" in run("outlets", "forget", "Gazette", exits=2)
    assert "name one by its domain (a.example, b.example)" in run("outlets", "forget", "post", exits=2)
