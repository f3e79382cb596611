"""Words by which a question asks, leans on the turns before it, or names a story, in the languages of the interface."""

import pytest

from news.answers.asking_words import asks, asks_of_readers
from news.answers.leaning import goes_on, means_many, points_at_person, points_back, without_matter
from news.answers.reading import language_of, may_name_story, named_story
from news.answers.values import Asked


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cs", "kolik lidí bylo zraněno"),
        ("ro", "câți oameni au fost răniți"),
        ("sv", "hur många skadades"),
        ("el", "ποιος ήταν ο καπετάνιος"),
        ("el", "πώς έγινε"),
        ("bn", "কতজন আহত হয়েছে"),
    ],
)
def test_a_question_needs_no_mark(language: str, text: str) -> None:
    assert asks(Asked(text, language, language))


@pytest.mark.parametrize(
    "text",
    [
        "Cosa chiedono gli altri lettori?",
        "Was interessiert die anderen Leser?",
        "¿Qué interesa a los otros lectores?",
        "O que perguntam outros leitores?",
        "Ce întreabă alți cititori?",
        "Wat vragen andere lezers aan jouw bot?",
        "Vad frågar andra läsare?",
        "Τι ρωτούν άλλοι αναγνώστες;",
        "O co pytają inni czytelnicy?",
        "Na co se ptají jiní čtenáři?",
        "Diğer okurlar ne soruyor?",
        "Apa yang ditanyakan pembaca lain kepada kamu?",
        "Độc giả khác hỏi gì?",
        "दूसरे पाठक क्या पूछते हैं?",
        "خوانندگان دیگر چه می‌پرسند؟",
        "מה שואלים קוראים אחרים?",
        "অন্য পাঠক কী প্রশ্ন করেছেন?",
        "ほかの読者は何を質問しましたか？",
        "다른 독자는 무엇을 질문했나요?",
    ],
)
def test_what_other_readers_ask_is_no_question_about_the_news(text: str) -> None:
    assert asks_of_readers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Di lettori ce ne sono altri?",
        "他の読者",
        "다른 독자",
        "Altri lettori del Corriere protestano",
        "andra läsare",
        "其他读者",
        "קוראים אחרים",
        "jiní čtenáři",
        "Người đọc khác",
    ],
)
def test_readers_in_the_news_are_not_ours(text: str) -> None:
    assert not asks_of_readers(text)


@pytest.mark.parametrize(
    "text",
    [
        "What lies did other users spread?",
        "Are other readers ready to pay?",
        "What happened to other users in Lithuania?",
        "Was there another user lesson?",
        "Welche Lesung besuchten andere Leser?",
        "Quelles sont les craintes des autres lecteurs ?",
        "Que disent les autres utilisateurs de la liste ?",
        "¿Qué pasó con otros usuarios el segundo día?",
        "Quale leggenda spaventò altri utenti?",
        "Volgens wie klaagden andere gebruikers?",
        "Что случилось с другими читателями?",
        "Diğer kullanıcılar hakkında soruşturma var mı?",
        "Ce pățesc alți utilizatori din România?",
    ],
)
def test_a_word_that_only_begins_as_asking_does_is_none(text: str) -> None:
    assert not asks_of_readers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Was lesen andere Nutzer?",
        "Was fragen andere Leser?",
        "Que lisent les autres lecteurs ?",
        "¿Qué leen otros usuarios?",
        "Что читают другие пользователи?",
        "Що читають інші користувачі?",
        "Wat lezen andere gebruikers?",
        "Vad läser dina läsare, och vad säger andra läsare?",
        "What do other users read?",
    ],
)
def test_what_other_readers_read_is_theirs(text: str) -> None:
    assert asks_of_readers(text)


@pytest.mark.parametrize(
    ("language", "person", "thing", "onward", "many"),
    [
        ("cs", "co jí řekl", "kdy se to stalo", "a kde", "co oni chtějí"),
        ("ro", "ce a spus dânsul", "când a fost asta", "și unde", "ce vor ele"),
        ("sv", "vad sade hon", "när byggdes den", "och var", "vad sade de"),
        ("el", "τι είπε εκείνος", "πότε έγινε εκείνο", "όμως πού", "τι είπαν αυτούς"),
        ("bn", "তিনি কী বলেছেন", "এটা কবে হয়েছে", "আর কোথায়", "তারা কী বলেছে"),
    ],
)
def test_a_question_leans_by_its_pronouns_and_its_opening(
    language: str, person: str, thing: str, onward: str, many: str
) -> None:
    assert points_at_person(person, language)
    assert points_back(thing, language)
    assert goes_on(onward, language)
    assert means_many(many, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("cs", "Kolik stojí oprava východního mola?"),
        ("sv", "Vad kostar reparationen?"),
        ("bn", "মেরামতের খরচ কত?"),
    ],
)
def test_a_question_with_words_of_its_own_leans_on_nothing(language: str, text: str) -> None:
    assert not points_back(text, language)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ce s-a întâmplat?", "Ce s-a"),
        ("Vad hände?", "Vad"),
        ("Τι συνέβη;", "Τι"),
        ("Co se stalo?", "Co se"),
        ("Wat gebeurde?", "Wat"),
        ("কী ঘটেছে?", "কী"),
        ("何があったのですか", "のですか"),
        ("무슨 일이 있었나요?", "?"),
    ],
)
def test_asking_for_the_matter_as_a_whole_has_no_words_of_its_own(text: str, left: str) -> None:
    assert without_matter(text) == left


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("știrea 2: cine", "cine"),
        ("είδηση 2: ποιος", "ποιος"),
        ("zpráva 2: kdo", "kdo"),
        ("berita 2: siapa", "siapa"),
        ("tin 2: ai", "ai"),
        ("ख़बर 2: कौन", "कौन"),
        ("ידיעה 2: מי", "מי"),
        ("খবর 2: কে", "কে"),
        ("ニュース 2: 誰", "誰"),
        ("뉴스 2: 누가", "누가"),
        ("2番目のニュースは誰の船ですか", "誰の船ですか"),
        ("2つ目の記事、誰の船ですか", "誰の船ですか"),
        ("2번째 뉴스는 누구의 배인가요", "누구의 배인가요"),
        ("2번 기사: 누구의 배인가요", "누구의 배인가요"),
    ],
)
def test_a_story_is_named_by_its_number_in_the_words_of_the_language(text: str, rest: str) -> None:
    assert named_story(text) == (2, rest)


@pytest.mark.parametrize(
    "text", ["3番目の被害者は誰ですか", "2번 출구에서 무슨 일이 있었나요", "3번째 희생자는 누구인가요"]
)
def test_the_third_of_something_else_names_no_story(text: str) -> None:
    assert named_story(text) == (None, text)


def test_bengali_is_known_by_its_script() -> None:
    assert language_of("কতজন আহত", reads="en") == "bn"


@pytest.mark.parametrize(
    "text",
    [
        "2 who won", "2 is it true?", "2 wie stark war das Beben?", "2 ¿quién ganó?", "2 qui a gagné ?", "2 кто победил?",
        "2 хто переміг?", "2 كم عدد الجرحى؟", "2 谁赢了？", "2 chi ha vinto?", "2 quem venceu?", "2 hoeveel mensen raakten gewond?",
        "2 vem vann valet?", "2 cine a câștigat?", "2 ποιος κέρδισε;", "2 kto wygrał?", "2 kdo vyhrál?", "2 kim kazandı?",
        "2 چه کسی برد؟", "2 מי ניצח?", "2 कौन जीता?", "2 কে জিতেছে?", "2 siapa yang menang?", "2 ai thắng?", "2 誰が勝った？",
        "2 누가 이겼나요?",
    ],
)  # fmt: skip
def test_a_number_before_a_word_that_asks_is_a_storys(text: str) -> None:
    assert named_story(text) == (2, text[2:])
    assert may_name_story(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2 people died, is it true?", "2 hurt?", "2 Tote?", "2 personas murieron?", "2 morts ?", "2 человека погибли?", "2 قتلى؟",
        "2人死亡？", "2 人が死亡？", "2 人死亡了吗？", "2 年前に何があった？", "2 명은 누구인가요?", "2 시에 무슨 일이?", "2 個？", "2 일에 누가?", "2 명이 다쳤나요?", "2 kişi öldü mü?", "2 mrtví?", "2 νεκροί;", "2 हताहत?", "2 orang tewas?",
    ],
)  # fmt: skip
def test_a_number_that_counts_something_is_no_storys(text: str) -> None:
    assert (named_story(text), may_name_story(text)) == ((None, text), None)


@pytest.mark.parametrize(
    "text",
    [
        "2 are dead?", "2 sind tot?", "2 من فاز؟", "2 deprem ne kadar güçlüydü?", "2 地震は何時？", "2 日本は誰が勝った？", "2 台风在哪？",
        "2 台風はどこ？", "2 人质是谁", "2 年轻人为什么抗议？", "2 시장은 누구?", "2 일본은 왜 졌나요?", "2 개막식은 언제?",
    ],
)  # fmt: skip
def test_a_number_may_be_either(text: str) -> None:
    assert named_story(text) == (None, text)
    assert may_name_story(text) == 2


@pytest.mark.parametrize(
    "text",
    [
        "what does the user 301 read?", "What did reader no. 7 ask?", "was liest Nutzer 301?", "que lit l'utilisateur 301 ?",
        "¿qué lee el usuario 301?", "что читает пользователь 301?", "що читає користувач 301?", "cosa legge l'utente 301?",
        "ماذا يقرأ المستخدم 301؟", "用户301在读什么？", "301番のユーザーは何を読む？", "301 numaralı kullanıcı ne okuyor?",
    ],
)  # fmt: skip
def test_one_reader_by_a_number_is_another_reader(text: str) -> None:
    assert asks_of_readers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Did 301 readers ask for refunds?",
        "Was the reader 5 years old?",
        "How many users does it have?",
        "Hat der Nutzer 3 Konten?",
    ],
)
def test_readers_in_the_news_are_no_readers_of_ours(text: str) -> None:
    assert not asks_of_readers(text)
