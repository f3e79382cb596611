"""A place says in which zone a reader is, and nothing else of it is kept."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.inbox import keep
from bot.timing.places import without_places
from news.models import Subscriber, Update
from tests.bot.readers import a_reader

BERLIN = {"latitude": 52.520008, "longitude": 13.404954, "horizontal_accuracy": 12.5}
PRIVATE, GROUP = {"id": 7, "type": "private", "first_name": "Ann"}, {"id": -7, "type": "group", "title": "G"}


def a_message(chat=PRIVATE, **content):
    return {"update_id": 5, "message": {"message_id": 1, "chat": chat, "date": 1_795_000_000, **content}}


@pytest.mark.parametrize(
    "update",
    [
        a_message(location=BERLIN),
        a_message(location=BERLIN | {"live_period": 900}),
        a_message(venue={"location": BERLIN, "title": "Home", "address": "Street 1"}, location=BERLIN),
        a_message(GROUP, location=BERLIN),
        a_message(text="here", reply_to_message={"message_id": 2, "location": BERLIN}),
        a_message(text="x", external_reply={"origin": {}, "venue": {"location": BERLIN, "title": "Home"}}),
        {"update_id": 5, "edited_message": {"message_id": 1, "chat": PRIVATE, "location": BERLIN}},
        {"update_id": 5, "inline_query": {"id": "1", "query": "x", "location": BERLIN}},
    ],
)
def test_no_coordinates_are_left_wherever_they_stood(update):
    left = str(without_places(update))
    assert not any(trace in left for trace in ("52.5", "13.4", "Home", "Street"))


def test_a_place_in_a_private_chat_is_the_line_that_it_means():
    assert without_places(a_message(location=BERLIN))["message"]["text"] == "/zone Europe/Berlin"
    assert "text" not in without_places(a_message(GROUP, location=BERLIN))["message"]


@pytest.mark.parametrize(
    "broken", [{"latitude": "x", "longitude": 3}, {"latitude": 99, "longitude": 3}, {"latitude": 9}]
)
def test_what_is_no_place_on_earth_means_nothing(broken):
    assert "text" not in without_places(a_message(location=broken))["message"]


def test_words_are_left_as_they_are():
    update = a_message(
        text="The location of the venue", entities=[{"type": "bold", "offset": 0, "length": 3}]
    )
    assert without_places(update) == update


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (35.68, 139.69, "Asia/Tokyo"),
        (50.45, 30.52, "Europe/Kyiv"),
        (-33.87, 151.21, "Australia/Sydney"),
        (27.7, 85.3, "Asia/Kathmandu"),
        (40.71, -74.0, "America/New_York"),
    ],
)
async def test_a_location_sets_the_zone_and_no_row_holds_it(tmp_path, latitude, longitude, zone):
    async with a_reader(tmp_path) as reader:
        await reader.types("/time 07:30")
        update = a_message(location={"latitude": latitude, "longitude": longitude}, **{"from": reader.person})
        await keep(reader.app, [update | {"update_id": 90}])
        async with reader.app.reading() as session:
            kept = await session.get_one(Update, 90)
        assert str(longitude) not in str(kept.payload)
        await reader.handles(kept)
        async with reader.app.reading() as session:
            assert (await session.execute(select(col(Subscriber.zone)))).scalar_one() == zone
    assert str(latitude).encode() not in (tmp_path / "test.sqlite3").read_bytes()
