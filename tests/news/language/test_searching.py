from news.language.searching import search_terms
from news.language.tokens import terms


def test_chinese_is_cut_into_words_and_their_characters() -> None:
    found = search_terms("渡轮撞上东码头", "zh")

    assert {"渡轮", "码头", "渡", "轮"} <= set(found)
    assert "上东" not in found


def test_thai_is_cut_into_words() -> None:
    assert "กรุงเทพ" in search_terms("ตำรวจจับกุมผู้ต้องสงสัยในกรุงเทพ", "th")


def test_japanese_is_cut_into_words_also_where_the_language_is_not_known() -> None:
    assert "岸壁" in search_terms("渡船が岸壁に衝突した", "ja")
    assert "岸壁" in search_terms("渡船が岸壁に衝突した", None)


def test_little_words_are_kept_and_marked() -> None:
    assert search_terms("The first ferry of Port Ansel", "en") == (
        ".the",
        ".first",
        "ferri",
        ".of",
        "port",
        "ansel",
    )


def test_joining_still_sees_pairs_of_characters() -> None:
    assert terms("渡轮撞上", "zh") == ["渡轮", "轮撞", "撞上"]
