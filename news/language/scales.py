"""Words beside a number: scales ("million", "Mrd.", "тыс.") and units, in the languages we read most.

A form that ends in `*` stands for every word that begins with it. Units are given one name each.
"""

SCALES: dict[str, dict[str, float]] = {
    "en": {"thousand": 1e3, "million": 1e6, "mln": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
           "trillion": 1e12, "tn": 1e12, "k": 1e3, "lakh": 1e5, "crore": 1e7},
    "de": {"tausend": 1e3, "tsd": 1e3, "million*": 1e6, "mio": 1e6, "milliard*": 1e9, "mrd": 1e9, "billion*": 1e12},
    "fr": {"mille": 1e3, "million*": 1e6, "milliard*": 1e9, "md": 1e9, "mds": 1e9, "billion*": 1e12},
    "es": {"mil": 1e3, "millon*": 1e6, "millón": 1e6, "billon*": 1e12, "billón": 1e12},
    "it": {"mila": 1e3, "mille": 1e3, "milion*": 1e6, "mln": 1e6, "miliard*": 1e9, "mld": 1e9},
    "pt": {"mil": 1e3, "milh*": 1e6, "bilh*": 1e9},
    "nl": {"duizend": 1e3, "miljoen*": 1e6, "mln": 1e6, "miljard*": 1e9, "mld": 1e9},
    "pl": {"tys": 1e3, "tysi*": 1e3, "mln": 1e6, "milion*": 1e6, "mld": 1e9, "miliard*": 1e9, "bln": 1e12},
    "ru": {"тыс": 1e3, "тысяч*": 1e3, "млн": 1e6, "миллион*": 1e6, "млрд": 1e9, "миллиард*": 1e9, "трлн": 1e12},
    "uk": {"тис": 1e3, "тисяч*": 1e3, "млн": 1e6, "мільйон*": 1e6, "млрд": 1e9, "мільярд*": 1e9, "трлн": 1e12},
    "ar": {"ألف": 1e3, "آلاف": 1e3, "مليون": 1e6, "ملايين": 1e6, "مليار": 1e9, "مليارات": 1e9, "تريليون": 1e12},
    "tr": {"bin": 1e3, "milyon*": 1e6, "milyar*": 1e9, "trilyon*": 1e12},
    "zh": {"万亿*": 1e12, "亿*": 1e8, "億*": 1e8, "百万*": 1e6, "万*": 1e4, "萬*": 1e4, "千*": 1e3},
    "ja": {"兆*": 1e12, "億*": 1e8, "万*": 1e4, "千*": 1e3},
    "ko": {"조*": 1e12, "억*": 1e8, "만*": 1e4, "천*": 1e3},
}  # fmt: skip

UNITS: dict[str, str] = {
    "%": "%", "percent": "%", "per": "", "prozent*": "%", "procent*": "%", "процент*": "%", "відсотк*": "%", "pct": "%",
    "$": "usd", "us$": "usd", "dollar*": "usd", "dólar*": "usd", "dolar*": "usd", "доллар*": "usd", "долар*": "usd",
    "usd": "usd", "دولار*": "usd", "a$": "aud", "c$": "cad", "hk$": "hkd", "美元*": "usd", "€": "eur", "euro*": "eur",
    "eur": "eur", "евро": "eur", "євро": "eur", "يورو": "eur", "欧元*": "eur", "£": "gbp", "pound*": "gbp", "gbp": "gbp",
    "¥": "jpy", "yen": "jpy", "円*": "jpy", "yuan*": "cny", "юан*": "cny", "人民币*": "cny", "元*": "cny", "₹": "inr", "rupee*": "inr",
    "₽": "rub", "руб*": "rub", "rubel*": "rub", "₴": "uah", "гривн*": "uah", "грн": "uah", "₺": "try", "lira*": "try",
    "zł": "pln", "złot*": "pln", "pln": "pln", "₩": "krw", "₪": "ils",
    "km": "km", "kilomet*": "km", "километр*": "km", "кілометр*": "km", "км": "km", "公里": "km",
    "mile*": "mi", "mi": "mi", "metre*": "m", "meter*": "m", "metr*": "m", "метр*": "m", "cm": "cm", "mm": "mm", "ft": "ft",
    "feet": "ft", "kg": "kg", "kilogram*": "kg", "кг": "kg", "ton*": "t", "тонн*": "t", "°c": "°c", "°f": "°f",
    "degree*": "°", "grad": "°", "градус*": "°", "mw": "mw", "gw": "gw", "kwh": "kwh", "mph": "mph", "kph": "km/h",
}  # fmt: skip
