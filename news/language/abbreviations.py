"""Words that end in a dot without ending a sentence, per language: what `news.language.sentences` must know.

`abbreviations` never end a sentence ("Dr.", "z. B."); `may_end` do if a capital follows ("etc.", "и др."),
and `after_numbers` if also a number stands before ("в 2016 г."). `BEFORE_NUMBERS` go on only with a number
("No. 5"). `begins_sentences`: small words that begin sentences often and names never; they tell "in the U.S.
The ..." from "the U.S. Senate". All are written without the last dot, in small letters.
"""

from functools import cache

ANY = "vs dr prof st mr mrs ms sen gen col lt capt cf ca op cit ed al approx tel mt ft art fig"

NEVER = {
    "en": "rep gov hon rev sgt maj cmdr adm messrs mmes jan feb mar apr jun jul aug sept sep oct nov dec "
    "sec ch pp p pt dept univ assn bros i.e e.g viz supt det insp cpl pvt ave blvd rd gens reps "
    "sens lts esp nos",
    "de": "bzw usw z b d h u a o ä bspw evtl ggf inkl exkl sog vgl abs hl hr fr frl dipl ing med phil "
    "jur nat rer hrsg "
    "geb gest verh jan febr feb mär apr jun jul aug sept okt nov dez mio mrd str tel s bd jh jhd "
    "jhdt st zz ztl österr dt engl frz ital lat amtl einschl gem n v lfd max min mind allg ehem kath ev",
    "fr": "m mm mme mmes mlle mlles me mgr av apr env ex janv févr juil sept oct nov déc boul bd hab "
    "chap p pp éd trad coll réf ste sts j.-c",
    "es": "sr sra srta sres dra d dña da ud uds vd pág págs núm cía avda av gral tte cap lic ing arq p "
    "pp s ss "
    "sta sto ej aprox ee uu art arts a d a.c d.c",
    "pt": "sr sra srta dra exmo exma eng av pág págs p núm n.º art jan fev abr mai jun jul ago set out "
    "nov dez sto sta d gal",
    "it": "sig sigg sigra dott avv ing arch on geom rag mons pag pagg p es ecc tav cap sec gen feb mar "
    "apr mag giu "
    "lug ago set ott nov dic s ss a.c d.c",
    "nl": "dhr mevr mw drs ir ing mr bijv bv nl blz pag d.w.z o.a t.a.v m.b.t i.v.m z.g zgn jl hfdst ong "
    "min max resp incl excl jan feb mrt apr jun jul aug sept okt nov dec jkvr st h vgl gem",
    "sv": "t.ex bl.a d.v.s dvs ca kl s k t f resp inkl exkl ev jfr nr dr prof jan feb mars apr jun jul "
    "aug sept okt nov dec fr",
    "da": "f.eks bl.a dvs ca kl hr fru inkl ekskl jf nr dr prof jan feb mar apr jun jul aug sept okt "
    "nov dec pga ifm kr",
    "no": "f.eks bl.a dvs ca kl hr fru inkl ekskl jf nr dr prof jan feb mar apr jun jul aug sept okt "
    "nov des pga kr",
    "is": "t.d þ.e þ.m.t m.a u.þ.b s.s sbr nr kl hr frú dr próf bls ca f skv",
    "fi": "esim mm ts t.s tri prof ns n ks vrt vs noin ym kts os puh k klo s nk ent em. luutn kenr evl",
    "et": "nt s.t jne pr hr dr prof lk vt ca u",
    "pl": "np m.in tzw tzn tj ok ul al pl al pkt ust art prof dr hab inż mgr ks św gen płk kpt por r w "
    "im "
    "godz str ws ang łac niem franc ros tys mln mld min wg ww ds tel red zob por śp bł abp bp",
    "cs": "např tzv tj resp popř ing mgr mudr judr phdr doc prof dr st sv ul nám č čís str cca hod mil "
    "max "
    "min zn angl něm lat pl kpt gen plk por mjr pí p vl tř odst čl",
    "sk": "napr tzv t.j resp ing mgr mudr judr doc prof dr st sv ul nám č str cca hod max min gen plk p",
    "sl": "npr t.i oz dr prof mag g ga sv ul št str ca tj",
    "hr": "npr tzv tj dr prof mr gosp sv ul br str cca god",
    "hu": "pl ill ún dr prof ifj id özv szt kb st u f sz o vö ld pp",
    "ro": "dl dna dra dr prof ing av str nr art al lit pag p sf gen col lt cpt mr ex cca aprox jud mun "
    "com pct n",
    "bg": "г напр арх изд бл вх ап еп т.нар т.е проф доц инж акад д-р гр ул бул ж.к пл с стр вж ок чл ал "
    "св ген полк лат англ нар р м.г",
    "ru": "г т.е т.н т.к напр см ср им ул пр просп пер пл д корп стр обл р-н с пос акад проф доц канд д-р "
    "ген полк подп "
    "англ нем фр лат греч букв род ум рис табл гл ст п пп в св гн гна гр о тыс млн млрд трлн руб кв "
    "нач кон сер прибл исп ит яп кит гос зам",
    "uk": "ісп реєстр м т.з т.зв напр див пор ім вул просп пров пл буд корп обл р-н с сел акад проф доц "
    "канд д-р ген полк англ нім фр лат "
    "грец букв нар пом рис табл гл ст п пп св о тис млн млрд кв поч кін сер ін зам гр",
    "sr": "нпр тзв тј др проф г гђа св ул бр стр npr tzv tj dr prof g sv ul br str",
    "el": "π.χ κ κα κ.κ κος κκ δηλ βλ σελ αρ αριθ αγ π.μ μ.μ μ.χ π.χ λ.χ καθ στρ γεν οδ εκ τηλ υπ",
    "tr": "dr prof doç yrd av sn bkz vb örn yy alb gen org apt cad sok mah no müh st hz say s ör",
    "vi": "tp th ts gs pgs ths bs ks ls tt q p đ tr vd",
    "id": "nn dr drs ir prof tn ny sdr jl no hlm s.h m.si tgl yth kol jend",
    "fa": "دکتر",
    "ar": "د أ م",
    "he": "ד״ר פרופ עו״ד גב מר",
    "hi": "डॉ श्री प्रो कु पं सु रु मि ई",
    "ur": "ڈاکٹر",
}

MAY_END = {
    "": "etc inc ltd corp co bros",
    "en": "jr sr",
    "de": "usw etc ff u.s.w usf",
    "fr": "etc",
    "es": "etc s.a",
    "pt": "etc s.a",
    "it": "ecc",
    "nl": "enz e.d e.a n.v b.v",
    "sv": "osv m.m etc m.fl d.y",
    "da": "osv m.m mv m.fl",
    "no": "osv m.m mv m.fl",
    "is": "o.s.frv o.fl m.fl f.kr e.kr",
    "fi": "jne ym yms eaa ekr jkr",
    "pl": "itd itp n.e p.n.e",
    "cs": "atd apod aj kol l",
    "sk": "atď apod a.s",
    "hu": "stb u.n i.sz i.e",
    "ro": "etc d.hr î.hr",
    "bg": "др пр хил млн лв т.н км",
    "ru": "др пр т.д т.п н.э",
    "uk": "ін т.д т.п н.е",
    "el": "κ.λπ κλπ κ.ά κ.α",
    "tr": "vb vs a.ş",
    "vi": "v.v vv",
    "id": "dll dsb dst tbk",
}

BEFORE_NUMBERS = frozenset(
    ["no", "nr", "vol", "art", "fig", "№", "n", "núm", "num", "nro", "č", "бр", "pt", "pct"]
)

AFTER_NUMBERS = {
    "pl": "r w zł tys mln mld",
    "cs": "kč tis mil mld km cm hod",
    "bg": "г гг в вв хил млн млрд лв км м кг",
    "ru": "г гг в вв руб млн млрд трлн тыс чел км см м кг",
    "uk": "р рр ст грн млн млрд тис км м кг",
}

STARTERS = (
    "the a an in on at he she it they we but and this that these those there as for if when while "
    "after before however "
    "his her its their i you what who how with by from to some many most "
    "der die das ein eine er sie es wir im in am auf mit nach bei auch aber und doch dies diese "
    "dieser für von zu wie als "
    "le la les un une il elle ils elles on nous dans en au aux mais et ce cette ces pour par "
    "selon après avec "
    "el los las una en pero y este esta estos estas para por según tras con no se su sus "
    "o os as um uma no na nos nas ele ela eles mas e para por com segundo após "
    "il lo gli un uno una nel nella ma e questo questa per con secondo dopo "
    "de het een hij zij ze wij dit dat deze op bij voor maar en ook "
    "в на и но он она они это по для с к у не как что а до из во при после также от "
    "у на і й але він вона вони це за з до від не як що та при після "
    "det den en ett de han hon i på men och som för av med "
    "w na z i ale on ona to po nie jak do od za "
    "az egy és de ez a ezt nem "
    "bu bir ve ama o da ilk "
    "на в от за но той тя те това се и с по "
    "ο η το οι τα στο στη στην στον και αλλά με για από σε"
)

ORDINAL_DOTS = frozenset(
    [
        "de",
        "da",
        "no",
        "nb",
        "nn",
        "is",
        "fi",
        "et",
        "lv",
        "lt",
        "pl",
        "cs",
        "sk",
        "sl",
        "hr",
        "sr",
        "bs",
        "hu",
        "tr",
    ]
)
NEIGHBOURS = {"nb": "no", "nn": "no", "bs": "hr", "mk": "bg", "be": "ru", "ms": "id", "ca": "es", "gl": "pt"}


@cache
def abbreviations(language: str) -> frozenset[str]:
    """What never ends a sentence in `language` (base code); English for one not known."""
    return frozenset(f"{ANY} {NEVER.get(NEIGHBOURS.get(language, language), NEVER['en'])}".split())


@cache
def may_end(language: str) -> frozenset[str]:
    """What ends a sentence only if a capital follows."""
    return frozenset(f"{MAY_END['']} {MAY_END.get(NEIGHBOURS.get(language, language), '')}".split())


@cache
def after_numbers(language: str) -> frozenset[str]:
    """What, after a number, ends a sentence if a capital follows: "в 2016 г. Она"."""
    return frozenset(AFTER_NUMBERS.get(NEIGHBOURS.get(language, language), "").split())


@cache
def begins_sentences() -> frozenset[str]:
    return frozenset(STARTERS.split())
