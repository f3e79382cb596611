"""Nobody is let go by a sentence whom its source has in custody."""

import pytest

from news.checks.freed import check
from tests.news.checks.held import found


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Police released two men after the match.", "en", "Police arrested two men after the match.", "en"),
        ("Zwei Männer wurden freigelassen.", "de", "Police arrested two men.", "en"),
        ("El alcalde fue puesto en libertad.", "es", "El alcalde fue detenido.", "es"),
        ("Il sindaco è stato scarcerato.", "it", "Il sindaco è stato arrestato.", "it"),
        ("Двое мужчин отпущены.", "ru", "Двое мужчин задержаны.", "ru"),
        ("İki kişi serbest bırakıldı.", "tr", "İki kişi gözaltına alındı.", "tr"),
        ("أفرجت الشرطة عن رجلين.", "ar", "اعتقلت الشرطة رجلين.", "ar"),
        ("两名男子获释。", "zh", "两名男子被捕。", "zh"),
        ("男2人が釈放された。", "ja", "男2人が逮捕された。", "ja"),
        ("남성 2명이 석방됐다.", "ko", "남성 2명이 체포됐다.", "ko"),
        ("Hai người được thả.", "vi", "Hai người bị bắt giữ.", "vi"),
    ],
)
def test_who_is_arrested_is_not_let_go(sentence: str, language: str, source: str, of: str) -> None:
    assert found(check, sentence, source, language=language, of=of)


@pytest.mark.parametrize(
    ("sentence", "language", "source", "of"),
    [
        ("Police released a photo of him.", "en", "Police published a photo of the arrested suspect.", "en"),
        ("The film was released on Friday.", "en", "The director was arrested on Friday.", "en"),
        ("Министр освобожден от должности.", "ru", "The detained minister was sacked.", "en"),
        ("The minister was released on bail.", "en", "Der festgenommene Minister ist auf freiem Fuß.", "de"),
        ("He was released from prison in May.", "en", "He served two years in prison until May.", "en"),
        ("She was released from hospital.", "en", "Police arrested her in hospital.", "en"),
        ("Zwei Männer wurden freigelassen.", "de", "Two men met the mayor.", "en"),
        ("Zwei Männer wurden freigelassen.", "de", "Watu wawili walikamatwa kisha wakaachiliwa.", "sw"),
    ],
)
def test_what_may_be_so_by_now_or_is_said_of_things_passes(
    sentence: str, language: str, source: str, of: str
) -> None:
    assert found(check, sentence, source, language=language, of=of) == []


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Police have not released the men.", "en"),
        ("The men were never released.", "en"),
        ("Lawyers want the men to be let go, but no men were released.", "en"),
        ("Families demand that the men are released.", "en"),
        ("Police have released the man's name.", "en"),
        ("Police have released the man’s name.", "en"),
        ("Die zwei Männer wurden nicht freigelassen.", "de"),
        ("Le ministre a relâché ses efforts.", "fr"),
        ("La police n'a pas relâché les deux hommes.", "fr"),
        ("Los dos hombres no fueron liberados.", "es"),
        ("Famílias pedem que sejam libertados.", "pt"),
        ("De foto's zijn vrijgelaten.", "nl"),
        ("Полиция не отпустила двоих мужчин.", "ru"),
        ("警方没有释放2人。", "zh"),
        ("家属要求释放2人。", "zh"),
        ("Polisi belum membebaskan keduanya.", "id"),
        ("2人は釈放されていない。", "ja"),
        ("경찰은 2명을 석방하지 않았다.", "ko"),
    ],
)
def test_a_sentence_that_denies_it_or_asks_for_it_passes(sentence: str, language: str) -> None:
    assert found(check, sentence, "Two men were arrested and remain in custody.", language=language) == []


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("The two men were released without charge.", "en"),
        ("Die zwei Männer sind auf freiem Fuß.", "de"),
        ("Die zwei Männer sind wieder auf freien Fuß gesetzt.", "de"),
        ("La police a relâché les deux hommes.", "fr"),
        ("De twee mannen zijn vrijgelaten.", "nl"),
        ("Os dois homens foram libertados.", "pt"),
        ("警方释放2人。", "zh"),
        ("Polisi membebaskan keduanya.", "id"),
    ],
)
def test_one_that_only_looks_like_it_is_found(sentence: str, language: str) -> None:
    assert found(check, sentence, "Two men were arrested and remain in custody.", language=language)


IN_CUSTODY = "Two men were arrested and remain in custody."
BESIDE = {
    "en": "Police released two men after questioning, the press reported.|Police released two men whom nobody had suspected.",
    "de": "Zwei Männer wurden ohne Anklage freigelassen, berichteten Berufskollegen.", "fr": "Deux hommes en garde à vue ont été relâchés mardi.",
    "es": "Los dos hombres fueron liberados, según un vecino llamado Juan.", "it": "I due uomini sono stati scarcerati davanti alla chiesa.",
    "pt": "Os dois homens da esquerda foram libertados.", "nl": "De twee dierenartsen zijn vrijgelaten, meldt de politie desgevraagd.",
    "sv": "De två männen släpptes i Villingsberg.", "pl": "Dwaj mężczyźni zostali zwolnieni z aresztu.", "cs": "Dva muži byli propuštěni na svobodu na žádost soudu.",
    "ro": "Cei doi bărbați au fost eliberați după cercetări.", "hu": "A két férfit szabadon engedték a kérdés után.",
    "tr": "İki adam salı günü serbest bırakıldı, listede adları vardı.", "ru": "Двое мужчин после допроса отпущены, хотя суд шёл долго.",
    "uk": "Двоє чоловіків відпущені після просування слідства.", "el": "Οι δύο άνδρες αφέθηκαν ελεύθεροι χωρίς να κατηγορηθούν.",
    "ar": "أفرجت الشرطة عن رجلين من طلبة الجامعة.", "he": "שני הגברים שוחררו לקראת ערב.", "zh": "涉嫌抢劫的两人获释，家属感到失望。",
    "ja": "強盗の疑いで逮捕された望月氏ら2人が釈放された。", "ko": "강도 혐의로 붙잡힌 2명이 경찰의 지원하에 풀려났다.", "vi": "Hai người được thả theo đề nghị của tòa.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "sentence"), [(code, each) for code, said in BESIDE.items() for each in said.split("|")]
)
def test_a_wish_or_a_denial_of_something_else_and_parts_of_words_let_nobody_pass(
    language: str, sentence: str
) -> None:
    assert found(check, sentence, IN_CUSTODY, language=language)


NOT_SO = {
    "en": "The lawyer hopes the two men are released soon.|A judge refused to let the men be released on bail.", "de": "Ob die Männer freigelassen werden, ist unklar.",
    "fr": "On ignore si les deux hommes ont été relâchés.", "es": "Se desconoce si fueron liberados.", "it": "Le famiglie chiedono che i due uomini siano scarcerati.",
    "nl": "De families eisen dat de twee mannen worden vrijgelaten.", "sv": "Nya bilder släpptes på tisdagen.", "da": "Familierne kræver, at mændene bliver løsladt.",
    "pl": "Rodziny żądają, by mężczyźni zostali zwolnieni z aresztu.", "cs": "Advokát doufá, že budou propuštěni z vazby.", "ro": "Familiile cer ca bărbații să fie eliberați.",
    "tr": "Aileler iki adamın serbest bırakılmasını istiyor.|İki adam serbest bırakılmadı.", "uk": "Родини вимагають, щоб чоловіків відпустили.",
    "ru": "Адвокат надеется, что мужчины будут отпущены.", "el": "Οι οικογένειες ζητούν να αποφυλακιστούν οι δύο άνδρες.", "ar": "العائلات تطالب بالإفراج عن الرجلين.",
    "he": "שני הגברים לא שוחררו.", "hi": "परिवार दोनों को रिहा करने की मांग कर रहे हैं।", "bn": "পরিবার দুজনকে মুক্তি দেওয়ার দাবি জানিয়েছে।", "th": "ชายสองคนยังไม่ได้รับการปล่อยตัว",
    "vi": "Hai người đàn ông chưa được thả.", "zh": "两人何时获释尚不清楚。", "ko": "변호사는 두 사람의 석방을 바라고 있다.", "ja": "弁護士は2人が釈放されることを望んでいる。",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "sentence"), [(code, each) for code, said in NOT_SO.items() for each in said.split("|")]
)
def test_what_is_only_hoped_for_or_denied_passes(language: str, sentence: str) -> None:
    assert found(check, sentence, IN_CUSTODY, language=language) == []


@pytest.mark.parametrize(
    ("sentence", "language", "source"),
    [
        ("Police released two men.", "en", "Police arrested two men, the nuclear safety service said."),
        ("Zwei Männer wurden freigelassen.", "de", "Am Freitag wurden zwei Männer festgenommen."),
        ("De twee mannen zijn vrijgelaten.", "nl", "Vrijdag zijn twee mannen aangehouden."),
        ("Les deux hommes ont été relâchés.", "fr", "Deux ressortissants belges ont été arrêtés."),
        ("Двое мужчин отпущены.", "ru", "Двое мужчин задержаны, им грозит пять лет лишения свободы."),
        ("İki adam serbest bırakıldı.", "tr", "İki adam gözaltına alındı, olay ortaya çıktı."),
        ("אתמול שוחררו שני הגברים.", "he", "שני גברים נעצרו אמש בערב."),
        ("دو مرد آزاد شدند.", "fa", "پلیس دو مرد را در شهرهای شمالی بازداشت کرد."),
        ("警方释放了两人。", "zh", "警方逮捕了两名涉嫌放火的男子，发言人解释。"),
    ],
)
def test_no_part_of_another_word_makes_the_source_say_so(sentence: str, language: str, source: str) -> None:
    assert found(check, sentence, source, language=language, of=language)


def test_a_title_may_say_it() -> None:
    from news.checks.findings import Checked
    from news.writing.drafts import Line, Said
    from tests.news.checks.held import TUESDAY

    line = Line("1.1", "Police arrested two men.", 1, "Coast News", "Coast", 1, "en", TUESDAY, None, 1, None)
    title = Line("1.0", "Two freed", 1, "Coast News", "Coast", 1, "en", TUESDAY, None, 0, None)
    said, own = Said("Police released two men.", ("1.1",)), Checked("en", (line,))

    assert list(check(said, own))
    assert not list(check(said, own, titles=[title]))


LEFT_OPEN = {
    "en": "The two men may be released.|Two men are to be released on Monday.|The men were about to be released from custody.|A judge will decide when the men are released.",
    "de": "Freigelassen werden sollen die Männer erst am Freitag.|Wann die Männer freigelassen werden, ist offen.|Der Anwalt erwartet, dass die Männer freigelassen werden.",
    "es": "Los hombres pueden ser puestos en libertad.", "pl": "Mężczyźni mogą zostać zwolnieni z aresztu.", "ro": "Bărbații pot fi eliberați vineri.",
    "hu": "A férfiakat szabadon engedhetik.", "vi": "Hai người có thể được thả.", "id": "Dua pria bisa dibebaskan pada Jumat.", "hi": "दो लोगों को रिहा किया जा सकता है।",
    "ko": "남성 2명이 석방될 수 있다.", "zh": "两名男子将于周五获释。", "sv": "Männen kan frisläppas.", "da": "Mændene kan blive løsladt.", "nl": "De mannen kunnen worden vrijgelaten.",
    "tr": "İki kişi serbest bırakılabilir.", "ru": "Мужчины могут быть отпущены.", "uk": "Чоловіки можуть бути відпущені.", "cs": "Muži mohou být propuštěni z vazby.",
    "it": "I due uomini possono essere scarcerati.", "fr": "Les deux hommes peuvent être relâchés.", "el": "Οι άνδρες μπορούν να αποφυλακιστούν.", "fi": "Miehet voidaan vapauttaa.",
}  # fmt: skip
DENIED_BEHIND = {
    "en": "The claim that the men were released is untrue.|It is false that the two men were released.|Officials rejected reports that the men had been released.|The men were released, a rumour falsely claimed.",
    "de": "Freigelassen wurden die Männer nicht.|Freigelassen wurde keiner der Männer.|Dass die Männer freigelassen wurden, stimmt nicht.",
    "nl": "Vrijgelaten zijn de mannen niet.|Dat de mannen zijn vrijgelaten, klopt niet.", "ru": "Отпущены мужчины не были.|Мужчин пока не отпустили.|Неправда, что мужчин отпустили.",
    "uk": "Відпущені вони не були.|Неправда, що чоловіків відпустили.", "cs": "Propuštěni z vazby nebyli.|Není pravda, že muži byli propuštěni z vazby.", "pl": "Zwolnieni z aresztu nie zostali.|To nieprawda, że mężczyźni zostali zwolnieni z aresztu.",
    "fi": "Vapautettu heitä ei ole.", "da": "Mændene løslades ikke.|Det passer ikke, at mændene er løsladt.", "sv": "Männen frigavs inte.|Att männen släpptes stämmer inte.", "it": "Scarcerati non sono stati.|È falso che i due uomini siano stati scarcerati.",
    "es": "Puestos en libertad no fueron.|Es falso que los hombres fueran puestos en libertad.", "ro": "Eliberați nu au fost.|Este fals că bărbații au fost eliberați.", "fr": "Il est faux que les deux hommes ont été relâchés.",
    "pt": "É falso que os homens foram libertados.", "hu": "Nem igaz, hogy a férfiakat szabadon engedték.", "tr": "İki adamın serbest bırakıldığı iddiası asılsız.", "id": "Tidak benar bahwa dua pria dibebaskan.",
    "ar": "لا صحة لأنباء الإفراج عن الرجلين.", "ko": "두 사람이 석방됐다는 보도는 사실이 아니다.", "ja": "2人が釈放されたとの情報は誤りだ。", "zh": "两人获释的消息不实。", "vi": "Tin hai người được thả là không đúng.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (code, each)
        for told in (LEFT_OPEN, DENIED_BEHIND)
        for code, said in told.items()
        for each in said.split("|")
    ],
)
def test_what_may_come_and_what_is_denied_behind_the_word_passes(language: str, sentence: str) -> None:
    assert found(check, sentence, IN_CUSTODY, language=language) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Two men were released because the accusations against them were false."),
        ("en", "Police said that two men were released after the claims proved wrong."),
        ("en", "Two men wanted for weeks were released from custody, a spokeswoman said."),
        ("it", "Scarcerati due uomini che non avevano parlato."),
        ("es", "Puestos en libertad dos hombres que no hablaron."),
        ("ar", "أفرجت الشرطة عن رجلين لم توجه لهما تهمة."),
        ("de", "Freigelassen wurden die Männer am Montag, die niemand kannte."),
        ("ru", "Отпущены двое мужчин, которым не предъявили обвинений."),
        ("zh", "因虚假指控被捕的两人获释。"),
    ],
)
def test_a_denial_of_something_else_behind_the_word_lets_nobody_pass(language: str, sentence: str) -> None:
    assert found(check, sentence, IN_CUSTODY, language=language)
