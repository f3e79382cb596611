"""Days of the week as people say several of them, in every language of the interface; by hand, not by a native reader."""

import pytest

from news.i18n import UI_LANGUAGES, open_words
from news.reader.schedule_line import Wish, read_line, vocabulary

WORDS = open_words()
SAID = {
    "en": "Mon to Fri=12345; on Saturdays=6; every Saturday=6; weekdays only=12345; Saturdays and Sundays=67; Monday thru Friday=12345",
    "de": "von Montag bis Freitag=12345; jeden Samstag=6; werktags=12345; montags bis freitags=12345; nur am Wochenende=67",
    "es": "de lunes a viernes=12345; todos los sábados=6; entre semana=12345; sábados y domingos=67; días de semana=12345",
    "fr": "du lundi au vendredi=12345; tous les samedis=6; en semaine=12345; le week-end=67; samedi et dimanche=67",
    "ru": "с понедельника по пятницу=12345; по субботам=6; каждую субботу=6; по будням=12345; в будние дни=12345; "
    "по субботам и воскресеньям=67; по понедельникам, средам и пятницам=135; по вторникам, по четвергам=24; с пн по пт=12345",
    "uk": "з понеділка по п'ятницю=12345; від понеділка до п’ятниці=12345; по суботах=6; щосуботи=6; у будні=12345; "
    "по понеділках і середах=13; кожної суботи=6",
    "ar": "من الاثنين إلى الجمعة=12345; كل سبت=6; كل يوم سبت=6; أيام السبت=6; السبت والأحد=67; من الأحد الى الخميس=12347",
    "zh": "周一到周五=12345; 周一至五=12345; 每周六=6; 每个星期六=6; 周六日=67; 周一、三、五=135; 礼拜一到礼拜五=12345; 工作日=12345",
    "it": "dal lunedì al venerdì=12345; tutti i sabati=6; nei giorni feriali=12345; nel fine settimana=67; di sabato=6",
    "pt": "de segunda a sexta=12345; de segunda a sexta-feira=12345; todos os sábados=6; às segundas=1; dias úteis=12345",
    "nl": "van maandag tot en met vrijdag=12345; maandag t/m vrijdag=12345; elke zaterdag=6; in het weekend=67; op werkdagen=12345",
    "sv": "måndag till fredag=12345; på lördagar=6; varje lördag=6; på vardagar=12345; på helgerna=67",
    "ro": "de luni până vineri=12345; în fiecare sâmbătă=6; sâmbetele=6; în zilele lucrătoare=12345; în weekend=67",
    "el": "από Δευτέρα έως Παρασκευή=12345; Δευτέρα με Παρασκευή=12345; τα Σάββατα=6; κάθε Σάββατο=6; τις καθημερινές=12345",
    "pl": "od poniedziałku do piątku=12345; pn-pt=12345; od pn do pt=12345; w soboty=6; w każdą sobotę=6; co sobotę=6; "
    "w dni robocze=12345; soboty i niedziele=67",
    "cs": "od pondělí do pátku=12345; pondělí až pátek=12345; každou sobotu=6; v soboty=6; ve všední dny=12345; o víkendu=67",
    "tr": "pazartesiden cumaya=12345; pazartesi'den cuma'ya kadar=12345; cumartesi günleri=6; her cumartesi=6; "
    "hafta içi her gün=12345; cumartesileri=6",
    "fa": "از شنبه تا چهارشنبه=12367; شنبه‌ها=6; جمعه ها=5; هر شنبه=6; پنجشنبه و جمعه=45; سه شنبه=2; روزهای کاری=12345",
    "he": "מיום ראשון עד יום חמישי=12347; מראשון עד חמישי=12347; א-ה=12347; מא' עד ה'=12347; כל שבת=6; בימי חול=12345; בשבתות=6",
    "hi": "सोमवार से शुक्रवार तक=12345; हर शनिवार को=6; प्रत्येक शनिवार=6; शनिवार और रविवार=67; सप्ताहांत में=67",
    "bn": "সোমবার থেকে শুক্রবার পর্যন্ত=12345; শনিবারে=6; প্রতি শনিবার=6; রবিবার থেকে বৃহস্পতিবার=12347; সপ্তাহান্তে=67",
    "id": "dari Senin sampai Jumat=12345; Senin s/d Jumat=12345; setiap hari Sabtu=6; tiap Sabtu=6; hari kerja=12345",
    "vi": "từ thứ 2 tới thứ 6=12345; thứ hai đến thứ sáu=12345; mỗi thứ bảy=6; thứ bảy hàng tuần=6; cuối tuần=67; các ngày thứ bảy=6",
    "ja": "月曜日から金曜日まで=12345; 月曜から金曜=12345; 月〜金=12345; 毎週土曜日=6; 土曜日に=6; 平日のみ=12345; 土曜と日曜=67",
    "ko": "월요일부터 금요일까지=12345; 월부터 금까지=12345; 토요일마다=6; 매주 토요일=6; 토요일과 일요일=67; 토·일=67; 주말에=67",
}


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_days_are_understood_as_people_say_several_of_them(language: str) -> None:
    words = vocabulary([WORDS(language), WORDS("en")])
    for said, days in (each.strip().rsplit("=", 1) for each in SAID[language].split(";")):
        wish = Wish(times=(("", "07:30"),), days=days)
        assert read_line(f"07:30 {said}", words) == [wish], said
        assert read_line(f"{said} 07:30", words) == [wish], said


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_name_of_several_days_leaves_the_hour_before_it_as_it_is(language: str) -> None:
    words = vocabulary([WORDS(language), WORDS("en")])
    for said, days in words.days.items():
        assert read_line(f"07:30 {said}", words) == [Wish(times=(("", "07:30"),), days=days)], said


LEFT_OUT = {
    "en": "except weekends=12345; every day but Friday=123467; every day except Friday and Sunday=12346; weekdays except Wed=1245; "
    "not on weekends=12345; Mon-Fri but not on Wednesdays=1245; daily, but not Sundays=123456",
    "de": "täglich außer freitags=123467; außer am Wochenende=12345; jeden Tag außer Sonntag=123456; werktags ohne Mittwoch=1245; "
    "freitags nicht=123467; bis auf Samstag und Sonntag=12345",
    "es": "todos los días menos el viernes=123467; excepto los fines de semana=12345; salvo los domingos=123456; "
    "de lunes a viernes menos los miércoles=1245",
    "fr": "tous les jours sauf le vendredi=123467; sauf le week-end=12345; hormis samedi et dimanche=12345; en semaine sauf mercredi=1245",
    "ru": "кроме выходных=12345; каждый день кроме пятницы=123467; ежедневно, за исключением воскресенья=123456; "
    "по будням кроме среды=1245; не по выходным=12345; кроме суббот и воскресений=12345",
    "uk": "крім вихідних=12345; щодня, крім п’ятниці=123467; окрім суботи й неділі=12345; за винятком неділі=123456",
    "ar": "كل يوم ما عدا الجمعة=123467; يوميا باستثناء الجمعة=123467; عدا الجمعة والسبت=12347; كل يوم إلا يوم الأحد=123456",
    "zh": "除了周五每天=123467; 每天，周五除外=123467; 除周末外每天=12345; 周末以外=12345; 除了周六和周日以外每天=12345; 工作日除周三=1245",
    "it": "tutti i giorni tranne il venerdì=123467; tranne nel fine settimana=12345; eccetto la domenica=123456; esclusi i weekend=12345",
    "pt": "todos os dias menos sexta=123467; exceto aos domingos=123456; exceto fins de semana=12345; dias úteis menos quarta=1245",
    "nl": "elke dag behalve vrijdag=123467; behalve in het weekend=12345; niet op zondag=123456; werkdagen behalve woensdag=1245",
    "sv": "varje dag utom fredagar=123467; utom på helgen=12345; förutom lördag och söndag=12345; inte på söndagar=123456",
    "ro": "în fiecare zi cu excepția vinerii=123467; cu excepția weekendului=12345; în afară de duminică=123456; mai puțin vinerea=123467",
    "el": "κάθε μέρα εκτός Παρασκευής=123467; εκτός από τα Σαββατοκύριακα=12345; κάθε μέρα εκτός από Κυριακή=123456; πλην Σαββάτου=123457",
    "pl": "codziennie oprócz piątku=123467; oprócz weekendów=12345; poza niedzielą=123456; z wyjątkiem sobót i niedziel=12345; "
    "bez weekendów=12345",
    "cs": "každý den kromě pátku=123467; kromě víkendů=12345; kromě soboty a neděle=12345; mimo neděli=123456; s výjimkou pátku=123467",
    "tr": "cuma hariç her gün=123467; her gün cuma hariç=123467; hafta sonu hariç=12345; cuma ve pazar dışında=12346; "
    "cuma günleri hariç=123467",
    "fa": "هر روز به جز جمعه=123467; هر روز به‌جز جمعه‌ها=123467; غیر از جمعه=123467; بجز پنجشنبه و جمعه=12367",
    "he": "כל יום חוץ משבת=123457; כל יום חוץ מיום שישי=123467; למעט סוף השבוע=12345; מלבד שישי ושבת=12347",
    "hi": "हर दिन शुक्रवार को छोड़कर=123467; शुक्रवार को छोड़कर हर दिन=123467; सप्ताहांत को छोड़कर=12345; रविवार के अलावा=123456; "
    "शनिवार और रविवार को छोड़कर=12345",
    "bn": "প্রতিদিন শুক্রবার ছাড়া=123467; শুক্রবার ছাড়া প্রতিদিন=123467; সপ্তাহান্ত ছাড়া=12345; শুক্রবার ও শনিবার বাদে=12347",
    "id": "setiap hari kecuali Jumat=123467; kecuali akhir pekan=12345; kecuali hari Sabtu dan Minggu=12345; selain Minggu=123456",
    "vi": "mỗi ngày trừ thứ sáu=123467; trừ cuối tuần=12345; ngoại trừ chủ nhật=123456; trừ thứ bảy và chủ nhật=12345",
    "ja": "金曜以外=123467; 金曜日を除く毎日=123467; 週末以外=12345; 土日を除いて毎日=12345; 毎日、日曜以外=123456; 平日、水曜以外=1245",
    "ko": "금요일 제외=123467; 금요일은 빼고 매일=123467; 주말 제외=12345; 토요일과 일요일을 제외한 매일=12345; 매일, 일요일 빼고=123456",
}


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_days_that_are_left_out_are_understood_as_people_say_them(language: str) -> None:
    words = vocabulary([WORDS(language), WORDS("en")])
    for said, days in (each.strip().rsplit("=", 1) for each in LEFT_OUT[language].split(";")):
        wish = Wish(times=(("", "07:30"),), days=days)
        assert read_line(f"07:30 {said}", words) == [wish], said
        assert read_line(f"{said} 07:30", words) == [wish], said


@pytest.mark.parametrize(
    ("language", "text", "wish"),
    [
        (
            "en",
            "07:30 weekends except weekends",
            Wish(times=(("", "07:30"),), rest=("07:30 weekends except weekends",)),
        ),
        ("en", "07:30 except sport", Wish(times=(("", "07:30"),), rest=("except", "sport"))),
        ("de", "07:30 ohne Ton", Wish(times=(("", "07:30"),), is_silent=True)),
        ("pt", "07:30 no sábado", Wish(times=(("", "07:30"),), days="6")),
        ("ru", "07:30 ежедневно без выходных", Wish(times=(("", "07:30"),), days="1234567")),
        (
            "en",
            "07:30 except Fri 5 min Berlin",
            Wish(times=(("", "07:30"),), days="123467", minutes=5, rest=("Berlin",)),
        ),
    ],
)
def test_nothing_else_is_left_out(language: str, text: str, wish: Wish) -> None:
    assert read_line(text, vocabulary([WORDS(language), WORDS("en")])) == [wish]


@pytest.mark.parametrize(
    ("language", "text", "at", "days"),
    [
        ("zh", "每周六晚上8点", "20:00", "6"),
        ("ja", "毎週土曜の朝7時", "07:00", "6"),
        ("ko", "토요일마다 저녁 8시", "20:00", "6"),
        ("ru", "по субботам в 9 утра", "09:00", "6"),
    ],
)
def test_days_and_an_hour_are_understood_in_one_breath(language: str, text: str, at: str, days: str) -> None:
    words = vocabulary([WORDS(language), WORDS("en")])
    assert read_line(text, words) == [Wish(times=(("", at),), days=days)]


@pytest.mark.parametrize(
    ("language", "name"), [("ja", "日本"), ("zh", "周杰伦"), ("ko", "일본"), ("vi", "tuệ")]
)
def test_names_that_begin_as_days_do_stay_names(language: str, name: str) -> None:
    (wish,) = read_line(f"07:30 {name}", vocabulary([WORDS(language), WORDS("en")]))
    assert (wish.days, wish.rest) == (None, (name,))
