"""What a person sees of what a bot sends."""

from __future__ import annotations

from selenium.webdriver.common.keys import Keys

DIGEST = """<b>Your digest</b> · Sunday

<b>1. River towns <i>rebuild</i> their levees</b>
40 million are there. <a href="https://a.example/1?x=1&amp;y=2">[1]</a> 🌊 <u>Work</u> <s>stops</s> starts.
Ask /sources or @somebody, see https://b.example/read and #levees, run <code>/time 07:00</code>.
<pre><code class="language-python">print("hi")</code></pre>
<tg-spoiler>the vote was 9 to 0</tg-spoiler>"""
LONG_QUOTE = (
    "<blockquote expandable>" + "\n".join(f"line {n} of the radar" for n in range(1, 9)) + "</blockquote>"
)


def test_a_message_looks_as_its_entities_say(started, open_page):
    page = open_page()
    message = page.message(started.say(DIGEST))
    within = f'[data-id="{message.get_attribute("data-id")}"] .text'
    assert page.find(f"{within} strong").text == "Your digest"
    assert page.find(f"{within} strong em").text == "rebuild"
    link = page.find(f'{within} a[href^="https://a.example"]')
    assert (link.text, link.get_attribute("href")) == ("[1]", "https://a.example/1?x=1&y=2")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    # The emoji before these counts as two units: offsets are UTF-16.
    assert [page.find(f"{within} {tag}").text for tag in ("u", "s")] == ["Work", "stops"]
    assert page.find(f"{within} [data-command]").text == "/sources"
    assert page.find(f'{within} a[href="https://b.example/read"]').text == "https://b.example/read"
    assert [node.text for node in page.all(f"{within} .mark")] == ["@somebody", "#levees"]
    assert page.find(f"{within} code").text == "/time 07:00"
    assert page.find(f"{within} .pre-head").text == "python"
    assert page.find(f"{within} pre").text == 'print("hi")'


def test_nothing_a_message_says_becomes_markup(started, open_page):
    page = open_page()
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    escaped = evil.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    started.say(f"<b>{escaped}</b> <blockquote expandable>{escaped}</blockquote>")
    started.say("buttons", reply_markup={"inline_keyboard": [[{"text": evil, "callback_data": evil[:20]}]]})
    started.person(1, "chats/1/send", {"text": evil})
    page.until(lambda: len(page.all("#log .message")) == 4)
    assert page.find("#log strong").text == evil
    assert page.find(".keyboard .key-label").get_property("textContent") == evil
    assert page.find(".message.out:last-child .text").text.startswith(evil)
    assert page.run("return document.querySelectorAll('#log img, #log script, .chat-list img').length") == 0
    assert "owned" not in page.driver.title


def test_a_link_that_would_run_a_script_is_no_link(started, open_page):
    page = open_page()
    # The server refuses such links; what another server lets through must not run either.
    addresses = page.driver.execute_async_script(
        """const done = arguments[0];
        import('/page/entities.js').then(({ richText }) => {
          const entity = (url) => [{ type: 'text_link', offset: 0, length: 4, url }];
          const made = ['javascript:alert(1)', 'data:text/html,x', ' https://ok.example'].map((url) => {
            const holder = document.createElement('div');
            holder.append(richText('here', entity(url), { words: {}, dates: {} }));
            return [holder.textContent, holder.querySelectorAll('a').length];
          });
          done(made);
        });"""
    )
    assert addresses == [["here", 0], ["here", 0], ["here", 0]]


def test_entities_that_overlap_or_reach_outside_lose_no_text(started, open_page):
    page = open_page()
    shown = page.driver.execute_async_script(
        """const done = arguments[0];
        import('/page/entities.js').then(({ richText }) => {
          const holder = document.createElement('div');
          const entities = [['bold', 0, 6], ['italic', 4, 6], ['underline', 8, 99], ['code', 50, 2],
            ['strikethrough', -3, 4]].map(([type, offset, length]) => ({ type, offset, length }));
          holder.append(richText('0123456789ab', entities, {}));
          const of = (tag) => [...holder.querySelectorAll(tag)].map((node) => node.textContent).join('');
          done([holder.textContent, of('strong'), of('em'), of('u'), of('s')]);
        });"""
    )
    assert shown == ["0123456789ab", "012345", "456789", "89ab", "0"]


def test_a_long_quote_opens_and_closes_by_keyboard(started, open_page):
    page = open_page()
    page.message(started.say(LONG_QUOTE + "\nafter"))
    toggle = page.find(".quote-toggle")
    body = page.find(f'[id="{toggle.get_attribute("aria-controls")}"]')
    lines = page.run(
        "return arguments[0].clientHeight / parseFloat(getComputedStyle(arguments[0]).lineHeight)", body
    )
    assert 2.5 < lines < 3.5
    assert (toggle.get_attribute("aria-expanded"), toggle.text) == ("false", "Show more")
    closed = body.size["height"]
    page.run("arguments[0].focus()", toggle)
    page.keys(Keys.ENTER)
    page.until(lambda: toggle.get_attribute("aria-expanded") == "true")
    assert toggle.text == "Show less"
    assert body.size["height"] > 2 * closed
    page.keys(Keys.SPACE)
    page.until(lambda: toggle.get_attribute("aria-expanded") == "false")
    assert body.size["height"] == closed


def test_a_quote_of_three_lines_has_no_toggle(started, open_page):
    page = open_page()
    started.say("<blockquote expandable>one\ntwo</blockquote>")
    page.sees("two", ".quote.fits")
    page.no_longer_sees(".quote-toggle")


def test_a_spoiler_is_hidden_until_it_is_pressed(started, open_page):
    page = open_page()
    started.say("The vote: <tg-spoiler>9 to <b>0</b></tg-spoiler>")
    spoiler = page.find(".spoiler")
    hidden = spoiler.find_element("css selector", ".spoiler-text")
    assert (spoiler.get_attribute("role"), hidden.get_attribute("aria-hidden")) == ("button", "true")
    page.run("arguments[0].focus()", spoiler)
    page.keys(Keys.ENTER)
    page.until(lambda: hidden.get_attribute("aria-hidden") is None)
    page.until(lambda: hidden.value_of_css_property("opacity") == "1")


def test_a_date_is_told_in_the_readers_own_words(started, open_page):
    page = open_page(lang="de")
    started.bot(
        "sendMessage",
        chat_id=1,
        text="at noon",
        entities=[
            {"type": "date_time", "offset": 3, "length": 4, "unix_time": 1795356000, "date_time_format": "wD"}
        ],
    )
    assert page.find(".text > time").text == "Sonntag, 22. November 2026"


def test_an_edit_changes_the_message_where_it_stands(started, open_page):
    page = open_page()
    message_id = started.say(
        "before", reply_markup={"inline_keyboard": [[{"text": "One", "callback_data": "1"}]]}
    )
    node = page.message(message_id)
    page.run("arguments[0].querySelector('.key').focus()", node)
    changed = {"inline_keyboard": [[{"text": "Two", "callback_data": "2"}]]}
    started.bot("editMessageText", chat_id=1, message_id=message_id, text="after", reply_markup=changed)
    page.until(lambda: node.text.startswith("after"))  # the very same node
    assert "edited" in node.text
    assert page.run("return document.activeElement.textContent") == "Two"


def test_an_edit_of_what_was_scrolled_past_does_not_move_what_is_read(started, open_page):
    page = open_page()
    first = started.say("above")
    ids = [started.say(f"later {n}\n" + "line\n" * 6) for n in range(12)]
    page.message(ids[-1])
    page.run("arguments[0].scrollIntoView({block: 'start'})", page.message(ids[6]))
    page.find("#newest")
    was = page.run("return arguments[0].getBoundingClientRect().top", page.message(ids[6]))
    started.bot("editMessageText", chat_id=1, message_id=first, text="taller\n" * 15)
    page.until(lambda: "taller" in page.all(f'[data-id="{first}"]')[0].get_property("textContent"))
    assert abs(page.run("return arguments[0].getBoundingClientRect().top", page.message(ids[6])) - was) < 1.5


def test_an_open_quote_stays_open_when_its_message_is_edited(started, open_page):
    page = open_page()
    message_id = started.say(LONG_QUOTE)
    page.click(".quote-toggle")
    started.bot(
        "editMessageText", chat_id=1, message_id=message_id, text=LONG_QUOTE + "\nafter", parse_mode="HTML"
    )
    page.sees("after")
    assert page.find(".quote-toggle").get_attribute("aria-expanded") == "true"


def test_a_deleted_message_is_gone(started, open_page):
    page = open_page()
    message_id = started.say("soon gone")
    page.sees("soon gone")
    started.bot("deleteMessage", chat_id=1, message_id=message_id)
    page.no_longer_sees(f'[data-id="{message_id}"]')


def test_a_message_longer_than_the_window_is_shown_from_its_beginning(started, open_page):
    page = open_page()
    page.message(started.say("short"))
    long = page.message(started.say("\n".join(f"line {n}" for n in range(80))))
    scroller = page.find("#scroller").rect

    def starts_in_sight() -> bool:
        top = page.run("return arguments[0].getBoundingClientRect().top", long)
        return scroller["y"] <= top < scroller["y"] + 200

    page.until(starts_in_sight)


def test_a_long_history_begins_with_the_newest_and_grows_upwards(started, open_page):
    for n in range(320):
        started.person(1, "chats/1/send", {"text": f"note {n}"})
    page = open_page()
    page.sees("note 319")
    assert len(page.all("#log [data-id]")) == 200
    page.run("document.getElementById('scroller').scrollTop = 0")
    page.until(lambda: len(page.all("#log [data-id]")) == 321)
    # What stood at the top still stands in the window.
    top = page.run(
        "return document.elementFromPoint(innerWidth - 200, 300).closest('[data-id]')?.textContent ?? ''"
    )
    assert "note 12" in top or "note 13" in top


def test_what_the_bot_is_doing_is_told_until_it_speaks(started, open_page):
    page = open_page()
    started.bot("sendChatAction", chat_id=1, action="typing")
    page.sees("typing…", "#subtitle")
    started.bot("sendMessageDraft", chat_id=1, draft_id=7, text="I am think")
    page.sees("I am think", ".draft")
    started.say("I am thinking")
    page.no_longer_sees(".draft")
    page.sees("bot", "#subtitle")


def test_a_place_is_shown_by_its_coordinates(started, open_page):
    page = open_page()
    started.person(1, "chats/1/location", {"latitude": 52.52, "longitude": 13.405})
    page.sees("52.52000, 13.40500", ".card")


def test_a_command_in_a_line_from_right_to_left_is_read_from_left_to_right(started, open_page):
    page = open_page()
    lines = "\u200fأرسل مثلًا:\n\u200f\u2066<code>/follow سيارات +النرويج</code>\u2069"
    within = f'[data-id="{page.message(started.say(lines)).get_attribute("data-id")}"] .text'
    command, word, text = page.run(
        """const text = document.querySelector(arguments[0]), node = text.querySelector('code').firstChild;
        const at = (from, to) => { const range = new Range(); range.setStart(node, from); range.setEnd(node, to);
          const { left, right, top } = range.getBoundingClientRect(); return { left, right, top }; };
        return [at(0, 7), at(8, 14), { right: text.getBoundingClientRect().right }];""",
        within,
    )
    assert command["right"] < word["left"]
    assert command["top"] == word["top"]
    assert text["right"] - word["right"] < 20, "the line stands at the right"
