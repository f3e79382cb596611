"""Small words of a line, in the languages of the interface: "off", "on", "for ever", "at", "and", "o'clock". Pure.

What a catalogue says is one of the words that people type; these are the others. What is done with them is the readers'
of lines, who know what a line is about.
"""

from news.clock import fold


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split("|"))


OFF = _folded(
    "off|no|none|stop|without|disable|disabled|0|aus|kein|keine|ohne|nein|apagado|desactivado|desactivar|ninguno|ninguna|sin|"
    "désactivé|désactiver|aucun|aucune|sans|non|выкл|выключить|выключено|отключить|нет|без|вимк|вимкнути|вимкнено|немає|ні|"
    "إيقاف|أوقف|بدون|بلا|لا|关|关闭|不开启|无|没有|不要|desligado|desligar|desativar|nenhum|sem|não|spento|disattiva|nessuno|"
    "senza|wyłącz|wyłączone|wył|brak|bez|nie|uit|geen|zonder|nee|kapalı|kapat|yok|olmadan|hayır|خاموش|هیچ|بدون|نه|"
    "כבוי|כבה|ללא|בלי|לא|बंद|नहीं|बिना|বন্ধ|না|ছাড়া|オフ|なし|無し|끄기|끔|없음|없이|tắt|không|mati|nonaktif|tanpa|tidak|"
    "vypnout|vypnuto|vyp|žádné|ne|oprit|oprește|dezactivat|fără|nu|ανενεργό|κλειστό|χωρίς|όχι|av|inga|ingen|utan|nej"
)
WITHOUT = _folded(
    "without|no|kein|keine|ohne|sin|ninguno|ninguna|aucun|aucune|sans|без|нет|немає|بدون|بلا|无|没有|不要|sem|nenhum|senza|nessuno|bez|"
    "żadne|žádné|geen|zonder|هیچ|ללא|בלי|बिना|không|tanpa|fără|χωρίς|utan|inga|ingen"
)
"""Those of them that stand before what is not wanted, never behind it: "compact without a photo"."""
STOP = _folded("stop|إيقاف|أوقف|kapat|oprește")
"""Those of them that may mean the digests as well, where it is a pause that is ended."""
ON = _folded(
    "on|yes|with|an|ein|mit|ja|activado|activar|con|sí|activé|activer|avec|oui|вкл|включить|включено|да|с|увімк|увімкнути|так|з|"
    "تشغيل|مع|نعم|开|开启|打开|ligado|ligar|ativar|com|sim|acceso|attiva|sì|włącz|włączone|wł|z|tak|aan|met|açık|aç|evet|ile|"
    "روشن|بله|با|פועל|הפעל|עם|כן|चालू|हाँ|চালু|হ্যাঁ|オン|あり|켜기|켬|있음|bật|có|hidup|aktif|dengan|ya|zapnout|zapnuto|zap|s|"
    "ano|pornit|activat|cu|da|ενεργό|ανοιχτό|με|ναι|på|med"
)
PICTURES = _folded(
    "photo|photos|a photo|picture|pictures|a picture|image|images|foto|fotos|ein foto|bild|bilder|una foto|imagen|imágenes|une photo|"
    "des photos|фото|фотография|фотографии|фотографию|фотографией|фотографий|картинка|картинки|картинок|фотографія|фотографії|"
    "фотографію|фотографією|світлина|світлини|світлин|صورة|صور|照片|图片|圖片|fotografia|fotografias|imagem|imagens|immagine|immagini|"
    "een foto|foto's|afbeelding|afbeeldingen|ett foto|foton|o fotografie|fotografie|fotografii|poză|poze|imagine|imagini|φωτογραφία|"
    "φωτογραφίες|εικόνα|εικόνες|zdjęcie|zdjęcia|zdjęć|zdjęciem|obrazek|obrazków|fotografií|fotka|fotky|fotek|obrázek|obrázku|obrázky|"
    "obrázků|fotoğraf|resim|görsel|عکس|تصویر|תמונה|תמונות|फ़ोटो|तस्वीर|तस्वीरें|ছবি|gambar|ảnh|hình|hình ảnh|写真|画像|사진|이미지"
)
NO_PICTURES = _folded(
    "fotoğrafsız|resimsiz|görselsiz|写真なし|写真無し|画像なし|画像無し|不要照片|不带照片|无照片|没有照片|不要图片|无图|사진없이|사진없음"
)
"""In one word."""
ORIGINALS = _folded(
    "original|originals|the original|das original|originale|zweisprachig|el original|bilingüe|l'original|bilingue|оригинал|оригинала|"
    "оригиналом|оригінал|оригіналу|оригіналом|الأصل|النص الأصلي|原文|l'originale|o original|origineel|het origineel|tweetalig|originalet|"
    "tvåspråkig|originalul|bilingv|πρωτότυπο|το πρωτότυπο|oryginał|oryginału|oryginałem|originál|originálu|originálem|özgün metin|"
    "متن اصلی|המקור|מקור|मूल पाठ|मूल|মূল লেখা|teks asli|bản gốc|원문"
)
"""Beside a translation."""
NO_ORIGINALS = _folded("原文なし|原文無し|不要原文|无原文|원문없이|özgün metinsiz")
"""In one word."""
MY_COUNTRY = _folded(
    "my country|my own country|mein land|mi país|mon pays|моя страна|мою страну|моя країна|мою країну|بلدي|我的国家|本国|我国|"
    "il mio paese|mio paese|o meu país|meu país|mijn land|mitt land|țara mea|η χώρα μου|χώρα μου|mój kraj|moje země|moji zemi|ülkem|"
    "ülkemi|کشورم|کشور من|המדינה שלי|ארצי|मेरा देश|আমার দেশ|negaraku|negara saya|nước tôi|đất nước tôi|自分の国|我が国|내 나라|우리나라"
)
FOR_EVER = _folded(
    "forever|for ever|for good|always|für immer|immer|dauerhaft|para siempre|siempre|pour toujours|toujours|definitivement|навсегда|"
    "навечно|назавжди|للأبد|إلى الأبد|دائما|永远|永久|一直|para sempre|sempre|per sempre|na zawsze|zawsze|voor altijd|altijd|"
    "sonsuza kadar|süresiz|daima|برای همیشه|همیشه|לתמיד|תמיד|हमेशा के लिए|हमेशा|চিরকালের জন্য|সবসময়|永久に|ずっと|영원히|계속|"
    "mãi mãi|vĩnh viễn|selamanya|navždy|natrvalo|pentru totdeauna|mereu|για πάντα|πάντα|för alltid|alltid"
)

FORGET = _folded(
    "forget|forget it|forget all|forget everything|forget my questions|vergessen|vergiss|vergiss es|vergiss alles|alles vergessen|"
    "olvidar|olvida|olvídalo|olvida todo|oublier|oublie|oubliez|oublie tout|забыть|забудь|забудьте|забудь всё|забути|забудьте все|"
    "انس|انسى|نسيان|انس كل شيء|انسَ|忘记|忘記|忘掉|忘了|忘了吧|esquecer|esquece|esqueça|esquece tudo|dimentica|dimenticare|"
    "dimentica tutto|zapomnij|zapomnieć|zapomnij wszystko|vergeet|vergeten|vergeet alles|unut|unutmak|hepsini unut|فراموش|"
    "فراموش کن|فراموش کنید|שכח|שכחי|לשכוח|שכח הכל|भूल जाओ|भूल जाएँ|भूल जाइए|भूलें|ভুলে যাও|ভুলে যান|忘れて|忘れる|忘れてください|"
    "全部忘れて|잊어|잊어줘|잊어버려|잊기|quên|quên đi|quên hết|lupakan|lupakan semua|zapomeň|zapomeňte|zapomenout|zapomeň všechno|"
    "uită|uitați|uită tot|ξέχασε|ξεχάστε|ξέχασέ τα|glöm|glömma|glöm allt"
)
"""What was asked."""

GREETINGS = _folded(
    "hello|hi|hey|hello there|hi there|good morning|good evening|good day|hallo|guten morgen|guten tag|guten abend|moin|servus|hola|"
    "buenos días|buenas tardes|buenas noches|buenas|bonjour|bonsoir|salut|coucou|привет|здравствуйте|здравствуй|добрый день|доброе утро|"
    "добрый вечер|привіт|вітаю|добрий день|доброго дня|добрий ранок|добрий вечір|مرحبا|أهلا|السلام عليكم|صباح الخير|مساء الخير|سلام|"
    "سلام علیکم|درود|صبح بخیر|שלום|היי|הי|בוקר טוב|ערב טוב|नमस्ते|नमस्कार|हैलो|हेलो|सुप्रभात|নমস্কার|হ্যালো|হাই|সুপ্রভাত|আসসালামু আলাইকুম|"
    "你好|您好|早上好|晚上好|嗨|こんにちは|こんばんは|おはよう|おはようございます|안녕|안녕하세요|xin chào|chào|chào bạn|halo|hai|selamat pagi|"
    "selamat siang|selamat sore|selamat malam|olá|oi|bom dia|boa tarde|boa noite|ciao|salve|buongiorno|buonasera|cześć|dzień dobry|"
    "dobry wieczór|hej|witam|goedemorgen|goedemiddag|goedenavond|hoi|goedendag|merhaba|selam|günaydın|iyi akşamlar|ahoj|dobrý den|"
    "dobré ráno|dobrý večer|čau|bună|bună ziua|bună dimineața|bună seara|γεια|γεια σου|γεια σας|καλημέρα|καλησπέρα|hejsan|"
    "god morgon|god kväll|tjena|👋"
)
COURTESIES = _folded(
    "thanks|thank you|thx|ty|many thanks|thanks a lot|thank you very much|great|perfect|ok|okay|cool|nice|well done|good bot|danke|"
    "danke schön|dankeschön|vielen dank|danke dir|danke sehr|super|prima|toll|perfekt|gut|gracias|muchas gracias|mil gracias|perfecto|"
    "genial|vale|muy bien|merci|merci beaucoup|merci bien|parfait|génial|très bien|d'accord|спасибо|большое спасибо|спасибо большое|"
    "благодарю|отлично|супер|хорошо|ок|класс|дякую|щиро дякую|дуже дякую|чудово|добре|гаразд|شكرا|شكرا جزيلا|شكرا لك|ممتاز|رائع|"
    "حسنا|تمام|ممنون|مرسی|متشکرم|سپاس|خیلی ممنون|عالی|باشه|תודה|תודה רבה|מעולה|מצוין|סבבה|אוקיי|धन्यवाद|शुक्रिया|बहुत धन्यवाद|"
    "बहुत अच्छा|ठीक है|ধন্যবাদ|অনেক ধন্যবাদ|দারুণ|ঠিক আছে|谢谢|謝謝|多谢|感谢|谢谢你|好的|很好|太好了|ありがとう|ありがとうございます|どうも|感謝|"
    "了解|고마워|고마워요|고맙습니다|감사|감사합니다|좋아요|좋아|cảm ơn|cám ơn|cảm ơn bạn|cảm ơn nhiều|tuyệt|tuyệt vời|tốt|"
    "terima kasih|makasih|trims|bagus|mantap|baik|oke|obrigado|obrigada|muito obrigado|muito obrigada|valeu|ótimo|perfeito|grazie|"
    "grazie mille|molte grazie|perfetto|ottimo|va bene|dziękuję|dzięki|dziękuję bardzo|świetnie|dobrze|bedankt|dank je|dank je wel|"
    "dank u|dankjewel|hartelijk dank|prima|teşekkürler|teşekkür ederim|sağ ol|sağol|çok teşekkürler|harika|süper|tamam|díky|"
    "děkuji|děkuju|moc děkuji|skvělé|dobře|mulțumesc|mersi|mulțumesc mult|excelent|bine|ευχαριστώ|ευχαριστώ πολύ|τέλεια|εντάξει|"
    "ωραία|tack|tack så mycket|tusen tack|utmärkt|bra|toppen|👍|🙏|❤️|❤|👌|😊|🙂"
)
"""Thanks and praise: they ask for nothing."""
THE_NEWS = _folded(
    "news|the news|latest news|today's news|news today|digest|my digest|nachrichten|neuigkeiten|die nachrichten|aktuelle nachrichten|"
    "noticias|las noticias|noticias de hoy|actualités|les actualités|nouvelles|infos|les infos|новости|новости сегодня|свежие новости|"
    "дайджест|новини|новини сьогодні|свіжі новини|أخبار|الأخبار|أخبار اليوم|آخر الأخبار|موجز|اخبار|خبرها|اخبار امروز|آخرین اخبار|"
    "חדשות|החדשות|חדשות היום|समाचार|ख़बरें|खबरें|आज की खबरें|ताज़ा ख़बरें|খবর|সংবাদ|আজকের খবর|新闻|新聞|今日新闻|最新新闻|ニュース|"
    "最新ニュース|今日のニュース|뉴스|소식|오늘의 뉴스|최신 뉴스|tin tức|tin mới|tin hôm nay|berita|berita hari ini|berita terbaru|notícias|"
    "as notícias|notícias de hoje|notizie|le notizie|ultime notizie|wiadomości|aktualności|nieuws|het nieuws|laatste nieuws|haberler|"
    "haber|son haberler|bugünün haberleri|zprávy|aktuální zprávy|știri|știrile|ultimele știri|ειδήσεις|νέα|τα νέα|nyheter|nyheterna|"
    "senaste nytt"
)
"""In which people ask for them, all of them."""
NEWS_ASKED = _folded(
    "what's new|whats new|what is new|anything new|any news|any news today|what's the news|what's in the news|what's the latest|the latest|"
    "what happened today|what's happening|what's going on|what did I miss|what have I missed|did I miss anything|"
    "catch me up|catch up|bring me up to date|update me|give me the news|tell me the news|show me the news|send me the news|headlines|"
    "was gibt es neues|was gibt's neues|gibt es neues|gibt's was neues|was ist neu|was ist heute passiert|was ist los|"
    "was habe ich verpasst|was hab ich verpasst|habe ich etwas verpasst|was gibt es heute|neues|schlagzeilen|"
    "qué hay de nuevo|que hay de nuevo|qué ha pasado hoy|qué pasó hoy|qué pasa|qué me he perdido|qué me perdí|"
    "hay novedades|alguna novedad|novedades|titulares|ponme al día|"
    "quoi de neuf|qu'est-ce qu'il y a de nouveau|du nouveau|que s'est-il passé aujourd'hui|"
    "qu'est-ce que j'ai raté|qu'est-ce que j'ai manqué|qu'ai-je manqué|les titres|"
    "что нового|что произошло сегодня|что случилось сегодня|что происходит|что я пропустил|что я пропустила|"
    "какие новости|какие новости сегодня|есть новости|последние новости|главное|"
    "що нового|що сталося сьогодні|що відбувається|що я пропустив|що я пропустила|які новини|є новини|останні новини|"
    "ما الجديد|ما الاخبار|ما هي الأخبار|شو الأخبار|ايش الاخبار|ماذا حدث اليوم|ماذا يحدث|ماذا فاتني|هل من جديد|"
    "有什么新闻|有什么新消息|今天有什么新闻|有新闻吗|今天发生了什么|我错过了什么|最近有什么新闻|头条|"
    "o que há de novo|quais são as novidades|novidades|alguma novidade|o que aconteceu hoje|o que perdi|o que eu perdi|"
    "o que está acontecendo|manchetes|"
    "che c'è di nuovo|cosa c'è di nuovo|novità|ci sono novità|cos'è successo oggi|cosa è successo oggi|"
    "cosa mi sono perso|cosa mi sono persa|che succede|i titoli|"
    "co nowego|co słychać|co się dzieje|co się dziś stało|co przegapiłem|co przegapiłam|co mnie ominęło|"
    "co dziś|nagłówki|"
    "wat is er nieuw|wat is het nieuws|is er nieuws|wat is er vandaag gebeurd|wat gebeurt er|wat heb ik gemist|"
    "nog nieuws|wat is er aan de hand|krantenkoppen|"
    "ne var ne yok|yeni ne var|bugün neler oldu|neler oluyor|ne kaçırdım|neyi kaçırdım|haber var mı|gündem|"
    "چه خبر|چه خبره|چه خبر است|خبر جدید|خبر جدید چیست|امروز چه شد|امروز چه خبر|چه چیزی را از دست دادم|تیترها|"
    "מה חדש|מה קרה היום|מה קורה|מה פספסתי|מה החדשות|יש חדשות|כותרות|"
    "क्या ख़बर है|क्या खबर है|क्या नया है|नया क्या है|आज क्या हुआ|क्या चल रहा है|मैंने क्या छोड़ा|मुझसे क्या छूटा|सुर्खियाँ|सुर्खियां|"
    "কী খবর|কি খবর|নতুন কী|নতুন কি|আজ কী হয়েছে|আজ কী হলো|কী চলছে|আমি কী মিস করেছি|শিরোনাম|"
    "何か新しいニュース|何かニュースある|ニュースは|今日のニュースは|今日は何があった|何か見逃した|見出し|"
    "새로운 소식|새 소식|오늘 무슨 일이 있었어|오늘 무슨 일 있었어|뭐 새로운 거 있어|새로운 뉴스 있어|내가 놓친 것|놓친 소식|헤드라인|"
    "có gì mới|có tin gì mới|có tin gì không|có chuyện gì|hôm nay có gì|hôm nay có gì mới|tôi đã bỏ lỡ gì|"
    "apa yang baru|ada berita apa|ada berita apa hari ini|ada kabar apa|apa yang terjadi hari ini|apa yang saya lewatkan|"
    "co je nového|co je nové|co se dnes stalo|co se děje|co mi uniklo|o co jsem přišel|o co jsem přišla|nějaké novinky|novinky|"
    "ce e nou|ce este nou|ce mai e nou|ce noutăți sunt|noutăți|ce s-a întâmplat azi|ce se întâmplă|ce am ratat|ce am pierdut|"
    "τι νέα|τι νέο υπάρχει|τι έγινε σήμερα|τι συμβαίνει|τι έχασα|τι έχω χάσει|"
    "vad är nytt|något nytt|vad har hänt idag|vad händer|vad har jag missat|vad missade jag|några nyheter|rubriker"
)
"""So they ask for all that is new, where what they write replies to nothing. "What happened?" alone is asked of a story."""


def without_end(text: str, phrases: frozenset[str]) -> str | None:
    """The text without the phrase that it ends with; None where it ends with none, or is nothing else."""
    parts = text.split()
    for count in range(min(3, len(parts) - 1), 0, -1):
        if fold(" ".join(parts[-count:])) in phrases:
            return " ".join(parts[:-count])
    return None


# --- of times and days ---------------------------------------------------------------------------

SMALL = _folded(
    "at|on|والساعة|in|and|every|each|from|the|um|am|an|im|und|jeden|jede|jedes|ab|gegen|a|las|la|los|el|y|de|por|cada|à|le|les|et|chaque|vers|"
    "dès|du|в|во|по|и|каждый|каждую|каждое|к|о|у|в|об|і|й|та|кожен|الساعة|في|عند|كل|و|يوم|يومي|أيام|em|no|na|às|as|ao|aos|e|nos|"
    "nas|todo|todos|da|alle|ore|il|i|ogni|dalle|del|della|di|w|we|oraz|godz|co|każdy|każdą|om|op|en|elke|iedere|saat|saati|ve|"
    "her|günü|günleri|ساعت|در|هر|روز|روزهای|בשעה|ב|כל|בימי|ביום|यह|और|को|हर|पर|এবং|ও|প্রতি|lúc|vào|và|mỗi|jam|pukul|pada|dan|"
    "setiap|hari|v|ve|každý|každou|și|în|ora|fiecare|στις|στη|στην|την|και|κάθε|το|τα|τις|kl|klockan|på|och|varje|と|に|の|和|跟|在|每|"
    "에|와|과|마다|hodin|o'"
)
"""They say nothing by themselves beside an hour or a day."""
CLOCK = _folded(
    "uhr|o'clock|oclock|часов|часа|час|годин|години|година|heures|heure|horas|hora|hrs|uur|godzina|hodin|hodiny|點鐘|点钟|ώρα|ore|ساعت"
)
"""Behind a number they say that it is an hour."""
EVERY_DAY_SAID = _folded(
    "daily|everyday|every day|jeden tag|täglich|todos los días|a diario|diario|tous les jours|chaque jour|каждый день|ежедневно|щодня|"
    "кожен день|кожного дня|каждого дня|без выходных|без вихідних|يوميا|كل يوم|每天|天天|毎日|todos os dias|diariamente|ogni giorno|tutti i giorni|codziennie|każdego dnia|elke dag|"
    "dagelijks|her gün|هر روز|כל יום|हर दिन|रोज|रोज़|প্রতিদিন|매일|mỗi ngày|hàng ngày|setiap hari|každý den|denně|zilnic|"
    "în fiecare zi|κάθε μέρα|καθημερινά|varje dag|dagligen"
)
WEEKDAYS_SAID = _folded(
    "weekdays|workdays|wochentags|werktags|werktage|unter der woche|entre semana|días laborables|laborables|en semaine|"
    "jours de semaine|jours ouvrés|будни|будням|по будням|рабочие дни|будні|по буднях|أيام العمل|أيام الأسبوع|工作日|平日|dias úteis|"
    "giorni feriali|feriali|dni robocze|w dni robocze|werkdagen|doordeweeks|hafta içi|روزهای کاری|ימי חול|कार्यदिवस|কর্মদিবস|평일|"
    "ngày thường|hari kerja|pracovní dny|všední dny|zile lucrătoare|καθημερινές|vardagar"
)
WEEKENDS_SAID = _folded(
    "weekend|weekends|week-end|wochenende|wochenenden|fin de semana|fines de semana|le week-end|week-ends|выходные|выходным|по выходным|"
    "вихідні|вихідних|на вихідних|عطلة نهاية الأسبوع|نهاية الأسبوع|周末|双休日|週末|fim de semana|fins de semana|fine settimana|weekendy|"
    "w weekend|w weekendy|hafta sonu|hafta sonları|آخر هفته|סופי שבוע|סוף השבוע|सप्ताहांत|সপ্তাহান্ত|주말|cuối tuần|"
    "akhir pekan|víkend|víkendy|sfârșit de săptămână|σαββατοκύριακο|σαββατοκύριακα|helg|helger|helgen"
)
SILENT = _folded(
    "silent|silently|quietly|lautlos|stumm|leise|silencioso|en silencio|silencieux|en silence|беззвучно|тихо|صامت|بصمت|静音|靜音|"
    "silenzioso|cicho|po cichu|stil|geluidloos|sessiz|بی صدا|בשקט|שקט|मौन|নীরব|サイレント|무음|im lặng|senyap|tiše|potichu|αθόρυβα|tyst"
)
SPOKEN = _folded(
    "aloud|read out|read out loud|audio|by voice|laut vorgelesen|als sprachnachricht|gesprochen|leído en voz alta|leída en voz alta|"
    "à voix haute|lu à voix haute|lue à voix haute|à haute voix|en vocal|letto ad alta voce|letta ad alta voce|áudio|"
    "lido em voz alta|lida em voz alta|hardop|hardop voorgelezen|högt|läs högt|czytane na głos|głosowo|čtené nahlas|hlasem|"
    "citit cu voce tare|читать вслух|голосом|аудио|читати вголос|вголос|аудіо|φωναχτά|ηχητικά|sesli oku|بصوت عال|بصوت مسموع|صوتي|"
    "با صدای بلند|صوتی|בקול|בקול רם|הקראה|ज़ोर से पढ़कर|आवाज़ में|ऑडियो|জোরে পড়ে|অডিও|đọc to|bằng giọng nói|"
    "読み上げて|音声|音声で|읽어 주기|음성|음성으로|语音|读出来|大声朗读"
)
FROM_TO = _folded(
    "from|to|till|until|through|between|dal|al|ao|du|au|von|bis|zwischen|с|до|по|від|з|desde|hasta|de|a|à|jusque|jusqu'à|dalle|alle|das|às|até|van|tot|od|do|din|la|"
    "până|dari|sampai|hingga|từ|đến|tới|από|έως|ως|μέχρι|från|till|من|إلى|حتى|از|تا|מ|עד|से|तक|থেকে|পর্যন্ত|から|まで|부터|까지|从|到|至"
)
"""They set the two ends of a window, or of a row of days, apart."""
