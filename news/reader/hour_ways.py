"""How hours are told in words, by language: "halb acht", "sept heures et demie", "без четверти восемь". Words only; what reads
them is `hours_in_words`.

A row is what to do with the hour, and a pattern without accents' meaning: {h} an hour, {w} one in words, {p} a part of the day,
{o} one of `CASES`, {d} in figures, {c} in figures with its minutes, {m} minutes, {n} minutes in words that are five or a multiple of it. "+30" adds to the
hour, "-60+m" tells minutes of the hour that is not over, "=1:30" is that time, "no" no hour at all, as in
"every two hours". `at` are the words that may stand before, of
which one must where an hour in words has nothing else that says it is one; "~" ends those written together with it.

Half of the hour that comes, so half an hour less: Czech, Dutch, German, Indonesian, Polish, Russian, Swedish, Ukrainian. Half past,
as the British "half eight": all others.
"""

from collections.abc import Mapping

WAYS: Mapping[str, str] = {
    "ar": """
        at: في تمام الساعة|في الساعة|والساعة|عند الساعة|الساعة|وفي|في|عند
        +30: {h} و ?(ال)?نصف?ا?
        +15: {h} و ?(ال)?ربعا?
        +20: {h} و ?(ال)?ثلثا?
        -15: {h} إلا (ال)?ربعا?
        -20: {h} إلا (ال)?ثلثا?
        +m: {h} و ?{m} (دقائق|دقيقة)
        0: {o}(?= ({p})( |$))
        -m: {h} إلا {m}( دقائق| دقيقة)?
    """,
    "bn": """
        +30: সাড়ে {h} ?(টা(য়|র)?|টে|টো)?
        +15: (সোয়া|সওয়া) {h} ?(টা(য়|র)?|টে|টো)?
        -15: পৌনে {h} ?(টা(য়|র)?|টে|টো)?
        =1:30: দেড়টা(য়|র)?
        =2:30: আড়াইটা(য়|র)?
        +m: {h} ?টা (বেজে )?{m}( মিনিটে?)
        +m: {w} ?টা (বেজে )?{n}
        0: {w} ?টা(য়|র)?
    """,
    "cs": """
        at: kolem|okolo|ve|v|o
        -30-m: za {m}( minut)? půl {h}
        -30: půl {h}
        -45: čtvrt na {h}
        -15: (tři ?čtvrtě|tři ?čtvrti|třičtvrtě) na {h}
        -m: za {m}( minut[uy]?)? {h}
        +m: {w} hodin[uy]? {m}
        +m: {w} {n}
        0: {w} hodin[uy]?
        no: každ(é|ou|ých) {h} hodin[uy]?
    """,
    "de": """
        at: so um|um|gegen|ab
        -30-m: {m}( minuten)? vor halb {h}
        -30+m: {m}( minuten)? nach halb {h}
        -30: halb ?{h}
        +15: viertel nach {h}
        -15: viertel vor {h}
        -15: (drei ?viertel|¾) {h}
        -45: viertel {h}
        +m: {m}( minuten)? nach {h}
        -m: {m}( minuten)? vor {h}
        +m: {w} uhr (und )?{m}
        0: {w} uhr
    """,
    "el": """
        at: γύρω στις|κατά τις|στις|στη|στην
        +30: {h} και μισή
        +30: {h}η?μισ[ηι]
        +15: {h} και τέταρτο
        -15: {h} παρά τέταρτο
        -m: {h} παρά {m}
        +m: {w} και {n}
        +m: {w} {n}
        0: {w} (η ώρα|ακριβώς)
    """,
    "en": """
        at: at around|at about|at exactly|at|around
        +30: half[ ']past {h}
        +30: half {h}
        +15: (a )?quarter[ '](past|after) {h}
        -15: (a )?quarter[ '](to|of|till|til|before) {h}
        +m: {m}( minutes)? (past|after) {h}
        -m: (?<!from )(?<!between ){m} minutes (to|before|till|til) {h}
        -m: (?<!from )(?<!between ){n} (to|before|till|til) {h}
        +m: {w} {n}
        0: {w} o[ ']?clock
        no: every {h} ?(hours?|h)
    """,
    "es": """
        at: sobre las?|al|hacia las?|a eso de las?|a las?|las?
        +30: {h} y media
        +15: {h} y cuarto
        -15: {h} menos cuarto
        -15: (un )?cuarto para las? {h}
        -m: {h} menos {m}
        -m: {m}( minutos)? para las? {h}
        +m: {w} y {n}
        +m: {h} y {m} minutos
        +m: {w} {n}
        0: {w} horas?
        0: {w} en punto
        =1:00: (a )?la una
        =1:00: (?<!y )una(?= (de la (madrugada|mañana|tarde|noche)|del mediodía)( |$))
        no: cada {h} ?(horas?|h)
        no: en {h} horas?
        no: (no|o) (a las? )?{h}
    """,
    "fa": """
        at: در ساعت|ساعت|راس ساعت
        +30: {h} و ?نیم
        +15: {h} و (یک )?ربع
        -15: (یک )?ربع (مانده )?به {h}
        -15: {h} (یک )?ربع کم
        +m: {h} و {m} دقیقه
        -m: {m} دقیقه (مانده )?به {h}
        no: هر {h} ساعت
    """,
    "fr": """
        at: vers|dès|à
        +30: {h}( ?heures?| ?h)? et demie?
        +15: {h}( ?heures?| ?h)? et (un )?quart
        -15: {h}( ?heures?| ?h)? moins (le |un )?quart
        -m: {h}( ?heures?| ?h)? moins {m}
        +m: {w} heures? (et )?{m}
        0: {w} heures?( précises| pile)?
        no: toutes les {h} ?(heures?|h)
    """,
    "he": """
        at: ובשעה|בשעה|בסביבות|סביב|וב~|ב~
        +30: {h} וחצי
        +15: {h} ורבע
        -15: רבע ל'?{h}
        +m: {h} ו'?{n}( דקות)?
        -m: {n}( דקות)? ל'?{h}
        +m: {w} (?!עשרה?( |$)){n}
        0: ו?ב'?{d}
        0: ו?ב'?{c}
    """,
    "hi": """
        +30: (के )?साढ़े {h}( बजे)?
        +15: (के )?सवा {h}( बजे)?
        -15: (के )?पौने {h}( बजे)?
        =1:30: डेढ़ बजे
        =2:30: ढाई बजे
        +m: {h} (बजकर|बज कर|बजके) {m}( मिनट)?
        +m: {h} बजे {m} मिनट
        -m: {h} बजने में {m} मिनट
        0: (के )?{w} बजे
    """,
    "id": """
        at: sekitar jam|sekitar pukul|jam|pukul
        -30: (setengah|1/2) {h}
        +15: {h} (lewat|lebih) (seperempat|1/4)
        -15: {h} kurang (seperempat|1/4)
        +m: {h} (lewat|lebih) {m}( menit)?
        -m: {h} kurang {m}( menit)?
        +m: {w} {n}
    """,
    "it": """
        at: verso le|alle ore|alle|all'|per le|le ore|le|ore
        +30: {h} e mezz[ao]
        +15: {h} e un quarto
        +45: {h} e tre quarti
        -15: {h} meno un quarto
        -15: un quarto alle {h}
        -m: {h} meno {m}
        +m: {w} e {n}
        +m: {w} {n}
        0: {w} in punto
        =1:00: (all'|l')una
        no: ogni {h} ?(ore|h)
        no: o (alle )?{h}
    """,
    "nl": """
        at: rond|tegen|vanaf|om
        -30-m: {m}( minuten)? voor half {h}
        -30+m: {m}( minuten)? over half {h}
        -30: half ?{h}
        +15: kwart over {h}
        -15: kwart voor {h}
        +m: {m}( minuten)? over {h}
        -m: {m}( minuten)? voor {h}
        +m: {w} uur {m}
        0: {w} uur
        no: (om de|elke|iedere|na) {h} ?(uur|u)
    """,
    "pl": """
        at: o godzinie|o godz|godzina|około|koło|o|na
        -30-m: za {m} wpół do {h}
        -30+m: {m} po wpół do {h}
        -30: (wpół|w pół|pół) do {h}
        +15: kwadrans po {h}
        -15: (za kwadrans|kwadrans przed|kwadrans do) {h}
        +m: {m}( minut)? po {h}
        -m: za {m}( minut)? {h}
        +m: {o} {n}
        0: godzin[aie]+ {w}
    """,
    "pt": """
        at: por volta das?|lá pelas?|pelas?|às?|as|a
        +30: {h}( horas?| ?h)? e meia
        +15: {h}( horas?| ?h)? e um quarto
        -15: {h} menos um quarto
        -15: (um )?quarto (para (as|a)|pras?) {h}
        -m: {h} menos {m}
        -m: {m}( minutos)? (para (as|a)|pras?) {h}
        +m: {w}( horas?)? e {n}
        +m: {w} {n}
        0: {w} horas?( em ponto)?
        =1:00: (à )?uma(?= da (manhã|madrugada|tarde))
        no: (a )?cada {h} ?(horas?|h)
        no: em {h} horas?
    """,
    "ro": """
        at: pe la ora|pe la|la ora|la orele|la|ora|orele
        +30: {h} (și )?(jumătate|jumate)
        +15: {h} și (un )?sfert
        -15: {h} fără (un )?sfert
        -m: {h} fără {m}
        +m: {w} și {n}
        +m: {w} {n}
        0: {w} fix
        no: (la )?fiecare {h} ore
    """,
    "ru": """
        at: около|примерно в|ровно в|в|к
        -30: (половин[аеу]|пол)[ ']?({o}|{d}([ ']?го)?)
        -45: четверть ({o}|{d}([ ']?го)?)
        -15: без четверти {h}
        -60+m: {m} минут {o}
        -m: без {m}( минут)? {h}
        +m: {w} час(ов|а)? {m}( минут[уы]?)?
        +m: {w} {n}
        0: {w} час(ов|а)
        =1:00: в час(?= (дня|ночи|пополудни)( |$))
    """,
    "sv": """
        at: vid klockan|runt klockan|vid|runt|klockan|kl\\.?|om
        -30-m: {m}( minuter)? i halv {h}
        -30+m: {m}( minuter)? över halv {h}
        -30: halv ?{h}
        +15: kvart över {h}
        -15: kvart i {h}
        +m: {m}( minuter)? över {h}
        -m: {m}( minuter)? i {h}
        +m: {w} {n}
    """,
    "tr": """
        at: tam saat|saat tam|saat
        +30: {h}[ ']?buçuk(ta)?
        +15: {h}('?y?[iıuü])? çeyrek geçe
        -15: {h}('?y?[ea])? çeyrek (kala|var)
        +m: {h}('?y?[iıuü])? {m} geçe
        -m: {h}('?y?[ea])? {m} (kala|var)
        +m: {w} {n}([dt][ea])?
        0: {o}
        0: (tam saat|saat tam|saat) {w}'?[dt][ea]
        0: {d}'?[dt][ea]
        0: {c}'?[dt][ea]
    """,
    "uk": """
        at: близько|приблизно о|об|о|в|у
        -30: (о )?(пів|половин[аі]) (на|до) {h}
        -30: (пів|половин[аі])[ ']?({o}|{d})
        +30: пів по {h}
        -15: (за чверть|без чверті|чверть до) {h}
        +15: чверть по {h}
        -45: чверть на {h}
        +m: {m}( хвилин)? по {h}
        -60+m: {m}( хвилин)? на {h}
        -m: за {m}( хвилин)? {h}
        -m: без {m}( хвилин)? {h}
        +m: {o} годин[аіуи] {m}( хвилин)?
        +m: {o} {n}
        0: {w} годин[аіуи]?
    """,
    "vi": """
        at: vào lúc|lúc|khoảng
        +30: {h} ?(giờ|g|h)? rưỡi
        -m: {h} ?(giờ|g|h)? kém {m}( phút)?
        +m: {h} ?(giờ|g|h) {m} phút
        +m: {w} giờ {m}
        0: {w} giờ
        no: mỗi {h} ?(giờ|tiếng|h)
    """,
}

CASES: Mapping[str, str] = {
    "ar": (
        "الواحدة|الثانية|الثالثة|الرابعة|الخامسة|السادسة|السابعة|الثامنة|التاسعة|العاشرة|"
        "الحادية عشرة_الحادية عشر|الثانية عشرة_الثانية عشر|"
        "الثالثة عشرة_الثالثة عشر|الرابعة عشرة_الرابعة عشر|الخامسة عشرة_الخامسة عشر|السادسة عشرة_السادسة عشر|"
        "السابعة عشرة_السابعة عشر|الثامنة عشرة_الثامنة عشر|التاسعة عشرة_التاسعة عشر|"
        "العشرون_العشرين|الحادية والعشرون_الحادية والعشرين|الثانية والعشرون_الثانية والعشرين|"
        "الثالثة والعشرون_الثالثة والعشرين|الرابعة والعشرون_الرابعة والعشرين"
    ),
    "cs": "jedné_jednu|druhé|třetí|čtvrté|páté|šesté|sedmé|osmé|deváté|desáté|jedenácté|dvanácté",
    "pl": (
        "pierwsza_pierwszej_pierwszą|druga_drugiej_drugą|trzecia_trzeciej_trzecią|czwarta_czwartej_czwartą|piąta_piątej_piątą|"
        "szósta_szóstej_szóstą|siódma_siódmej_siódmą|ósma_ósmej_ósmą|dziewiąta_dziewiątej_dziewiątą|dziesiąta_dziesiątej_dziesiątą|"
        "jedenasta_jedenastej_jedenastą|dwunasta_dwunastej_dwunastą|trzynasta_trzynastej|czternasta_czternastej|"
        "piętnasta_piętnastej|szesnasta_szesnastej|siedemnasta_siedemnastej|osiemnasta_osiemnastej|"
        "dziewiętnasta_dziewiętnastej|dwudziesta_dwudziestej|dwudziesta pierwsza_dwudziestej pierwszej|"
        "dwudziesta druga_dwudziestej drugiej|dwudziesta trzecia_dwudziestej trzeciej"
    ),
    "ru": "первого|второго|третьего|четвёртого_четвертого|пятого|шестого|седьмого|восьмого|девятого|десятого|одиннадцатого|двенадцатого",
    "tr": (
        "|ikide|üçte|dörtte|beşte|altıda|yedide|sekizde|dokuzda||on birde_onbirde|on ikide_onikide|on üçte_onüçte|"
        "on dörtte_ondörtte|on beşte_onbeşte|on altıda_onaltıda|on yedide_onyedide|on sekizde_onsekizde|"
        "on dokuzda_ondokuzda|yirmide|yirmi birde|yirmi ikide|yirmi üçte|yirmi dörtte"
    ),
    "uk": (
        "перша_першої_першій_першу|друга_другої_другій_другу|третя_третьої_третій_третю|четверта_четвертої_четвертій_четверту|"
        "п'ята_п'ятої_п'ятій_п'яту|шоста_шостої_шостій_шосту|сьома_сьомої_сьомій_сьому|восьма_восьмої_восьмій_восьму|"
        "дев'ята_дев'ятої_дев'ятій_дев'яту|десята_десятої_десятій_десяту|одинадцята_одинадцятої_одинадцятій_одинадцяту|"
        "дванадцята_дванадцятої_дванадцятій_дванадцяту|тринадцята_тринадцятій|чотирнадцята_чотирнадцятій|"
        "п'ятнадцята_п'ятнадцятій|шістнадцята_шістнадцятій|сімнадцята_сімнадцятій|вісімнадцята_вісімнадцятій|"
        "дев'ятнадцята_дев'ятнадцятій|двадцята_двадцятій|двадцять перша_двадцять першій|двадцять друга_двадцять другій|"
        "двадцять третя_двадцять третій"
    ),
}  # fmt: skip
"""Hours by words that are no numbers to count with, one o'clock first; forms after _."""

ALSO: Mapping[str, Mapping[str, int]] = {
    "bn": {"ন": 9, "ছ": 6},
    "de": {"zwo": 2},
    "es": {"diez y seis": 16, "diez y siete": 17, "diez y ocho": 18, "diez y nueve": 19},
    "pt": {"duas": 2},
    "ro": {"unu": 1, "doi": 2, "două": 2, "doisprezece": 12, "douăsprezece": 12},
    "tr": {"dörd": 4},
}
"""Numbers in forms that only hours have, or that are not among those of days."""

ARTICLES: Mapping[str, str] = {
    "de": "ein_eine_einen_einer_einem", "en": "a_an", "es": "un_una", "fr": "un_une", "it": "un_una_uno", "nl": "een", "pt": "um_uma",
    "ro": "un_o_una", "sv": "en", "id": "se",
}  # fmt: skip
"""They are no hour where nothing says so but a word before them."""

NOON: Mapping[str, str] = {
    "ar": "الظهر_ظهرا_الظهيرة", "bn": "মধ্যাহ্নে", "cs": "poledne_poledni", "de": "mittag_mittags", "el": "μεσημέρι", "en": "noon_midday",
    "es": "mediodía", "fa": "ظهر", "fr": "midi", "he": "צהריים_צהרים", "id": "tengah hari", "it": "mezzogiorno",
    "pl": "południe", "pt": "meio dia", "ro": "amiază_prânz", "ru": "полдень", "tr": "öğlen_öğleyin_öğle",
    "uk": "опівдні_полудень", "vi": "giữa trưa", "sv": "mitt på dagen",
}  # fmt: skip
MIDNIGHT: Mapping[str, str] = {
    "ar": "منتصف الليل", "bn": "মধ্যরাতে_মধ্যরাত", "cs": "půlnoci_půlnoc", "de": "mitternacht", "el": "μεσάνυχτα", "en": "midnight",
    "es": "medianoche", "fa": "نیمه شب_نیمه‌شب_نصف شب", "fr": "minuit", "he": "חצות", "hi": "आधी रात_मध्यरात्रि", "id": "tengah malam", "it": "mezzanotte",
    "nl": "middernacht", "pl": "północy_północ", "pt": "meia noite", "ro": "miezul nopții", "ru": "полночь", "sv": "midnatt",
    "tr": "gece yarısı_gece yarısında", "uk": "опівночі_північ", "vi": "nửa đêm",
}  # fmt: skip

MINUTES: Mapping[str, str] = {
    "ar": "أربعون_أربعين|خمسة وأربعون_خمس وأربعين|خمسون_خمسين|خمسة وخمسون_خمس وخمسين", "bn": "চল্লিশ|পঁয়তাল্লিশ|পঞ্চাশ|পঞ্চান্ন",
    "cs": "čtyřicet|čtyřicet pět|padesát|padesát pět", "de": "vierzig|fünfundvierzig|fünfzig|fünfundfünfzig",
    "el": "σαράντα|σαράντα πέντε|πενήντα|πενήντα πέντε", "en": "forty|forty five|fifty|fifty five",
    "es": "cuarenta|cuarenta y cinco|cincuenta|cincuenta y cinco", "fa": "چهل|چهل و پنج|پنجاه|پنجاه و پنج",
    "fr": "quarante|quarante cinq|cinquante|cinquante cinq", "he": "ארבעים|ארבעים וחמש|חמישים|חמישים וחמש",
    "hi": "चालीस|पैंतालीस|पचास|पचपन", "id": "empat puluh|empat puluh lima|lima puluh|lima puluh lima",
    "it": "quaranta|quarantacinque|cinquanta|cinquantacinque", "nl": "veertig|vijfenveertig|vijftig|vijfenvijftig",
    "pl": "czterdzieści|czterdzieści pięć|pięćdziesiąt|pięćdziesiąt pięć",
    "pt": "quarenta|quarenta e cinco|cinquenta|cinquenta e cinco", "ro": "patruzeci|patruzeci și cinci|cincizeci|cincizeci și cinci",
    "ru": "сорок|сорок пять|пятьдесят|пятьдесят пять", "sv": "fyrtio|fyrtiofem|femtio|femtiofem",
    "tr": "kırk|kırk beş|elli|elli beş", "uk": "сорок|сорок п'ять|п'ятдесят|п'ятдесят п'ять", "vi": "bốn mươi|bốn mươi lăm|năm mươi|năm mươi lăm",
}  # fmt: skip
"""Forty, forty-five, fifty, fifty-five."""

MORNING, NOONTIME, AFTERNOON, EVENING, NIGHT = "4-12", "11-15", "12-18", "17-24", "19-5"
PARTS: Mapping[str, Mapping[str, str]] = {
    "ar": {MORNING: "صباح|الصبح|الفجر", AFTERNOON: "عصرا|العصر", EVENING: "مساء|المساء"},
    "bn": {MORNING: "সকালে|ভোরে", NOONTIME: "দুপুরে", AFTERNOON: "বিকেল|বিকেলে|বিকালে", EVENING: "সন্ধ্যায়|সন্ধ্যে", NIGHT: "রাত|রাতে"},
    "de": {MORNING: "früh|in der Früh", NIGHT: "in der Nacht"},
    "fa": {AFTERNOON: "بعد از ظهر", EVENING: "غروب"},
    "fr": {MORNING: "dans la matinée|tous les matins", EVENING: "dans la soirée|tous les soirs"},
    "he": {AFTERNOON: "אחה״צ|אחה\"צ", EVENING: "לפנות ערב"},
    "hi": {MORNING: "सवेरे"},
    "id": {MORNING: "pagi hari|subuh", NOONTIME: "siang hari", AFTERNOON: "petang|sore hari", NIGHT: "malam hari"},
    "it": {MORNING: "del mattino|alla mattina", EVENING: "alla sera"},
    "ja": {MORNING: "早朝|毎朝", NOONTIME: "お昼", NIGHT: "深夜|晩|毎晩"},
    "ko": {MORNING: "새벽|아침에", NOONTIME: "낮", EVENING: "저녁에", NIGHT: "밤에"},
    "nl": {MORNING: "'s morgens|smorgens|sochtends", EVENING: "savonds"},
    "pl": {MORNING: "z rana|nad ranem|każdego ranka", EVENING: "każdego wieczoru|każdego wieczora"},
    "ru": {MORNING: "утром", AFTERNOON: "днём", EVENING: "вечером", NIGHT: "ночью"},
    "sv": {MORNING: "fm|f m", AFTERNOON: "em|e m"},
    "tr": {MORNING: "sabahları|sabahleyin", EVENING: "akşamları|akşamleyin", NIGHT: "geceleri|geceleyin"},
    "uk": {MORNING: "вранці|зранку|уранці|щоранку", AFTERNOON: "вдень", EVENING: "ввечері|увечері|щовечора", NIGHT: "вночі|уночі"},
    "vi": {MORNING: "buổi sáng", NOONTIME: "buổi trưa", AFTERNOON: "buổi chiều", EVENING: "buổi tối"},
    "zh": {MORNING: "早晨|早|每早", EVENING: "傍晚|晚|每晚", NIGHT: "夜里|夜裡|半夜|夜晚|深夜"},
}  # fmt: skip
"""Parts of the day that CLDR has not, or not in this form, by the hours from and to which they are."""
