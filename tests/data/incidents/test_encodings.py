"""Text in the code pages of offices all over the world."""

import pytest

from beatwright.base.errors import InputError, ParameterError
from beatwright.base.files.encoding import to_utf8
from beatwright.data import read_incidents

TEXTS = {
    "ru": ("Дата;Состав преступления;Широта;Долгота", ["Кража", "Грабёж", "Разбойное нападение", "Мошенничество"]),
    "uk": ("Дата;Злочин;Широта;Довгота", ["Крадіжка", "Грабіж", "Хуліганство"]),
    "el": ("Ημερομηνία;Αδίκημα;Πλάτος;Μήκος", ["Κλοπή αυτοκινήτου", "Ληστεία", "Διάρρηξη"]),
    "he": ("תאריך;סוג עבירה;קו רוחב;קו אורך", ["גניבה", "שוד", "פריצה לדירה"]),
    "ar": ("تاريخ البلاغ;نوع الجريمة;خط العرض;خط الطول", ["سرقة", "اعتداء", "سطو مسلح"]),
    "th": ("วันที่;ประเภท;ละติจูด;ลองจิจูด", ["ลักทรัพย์", "ปล้น", "ทำร้ายร่างกาย"]),
    "ja": ("発生日;罪名;緯度;経度", ["窃盗", "自転車盗", "強盗", "ひったくり"]),
    "ko": ("발생일시;범죄유형;위도;경도", ["절도", "강도", "폭행"]),
    "zh": ("日期;类型;纬度;经度", ["盗窃", "抢劫", "故意伤害"]),
    "tw": ("發生日期;案類;緯度;經度", ["竊盜", "強盜", "搶奪"]),
}
PAGES = [
    ("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "cp866"), ("ru", "iso8859-5"), ("uk", "cp1251"), ("el", "cp1253"),
    ("el", "iso8859-7"), ("he", "cp1255"), ("he", "iso8859-8"), ("ar", "cp1256"), ("ar", "iso8859-6"), ("th", "cp874"),
    ("ja", "cp932"), ("ja", "euc-jp"), ("ko", "cp949"), ("zh", "gb18030"), ("tw", "big5"),
]  # fmt: skip


def text_of(language):
    head, kinds = TEXTS[language]
    rows = [
        f"2023-0{k % 9 + 1}-1{k % 9};{kinds[k % len(kinds)]};{35 + k / 900:.5f};{20 + k / 900:.5f}" for k in range(60)
    ]
    return "\n".join([head, *rows]) + "\n"


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_known_by_their_letters(language, page):
    text = text_of(language)
    assert to_utf8(text.encode(page), "a.csv")[0].decode() == text


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_read_and_told(tmp_path, language, page):
    (tmp_path / "a.csv").write_bytes(text_of(language).encode(page))
    head = text_of(language).split("\n")[0].split(";")
    mapping = dict(zip(("time", "kind", "lat", "lon"), head, strict=True))
    incidents = read_incidents(tmp_path / "a.csv", mapping=mapping)
    assert set(incidents.frame["kind"]) == set(TEXTS[language][1])
    assert any("by its letters" in said and "option encoding" in said for said in incidents.report.warnings)


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_as_asked_without_a_guess(tmp_path, language, page):
    (tmp_path / "a.csv").write_bytes(text_of(language).encode(page))
    mapping = dict(zip(("time", "kind", "lat", "lon"), text_of(language).split("\n")[0].split(";"), strict=True))
    report = read_incidents(tmp_path / "a.csv", mapping=mapping, encoding=page).report
    assert report.facts["encoding"] == f"{page}, as asked"
    assert not any("by its letters" in said for said in report.warnings)


@pytest.mark.parametrize(
    "words",
    ["Délit à l'étranger;Vol à l'étalage", "Straße;Größe;Öffnung;Körperverletzung", "São João;Ocorrência;ações",
     "Año;Lesión;Niño", "Göteborg;Malmö;Rån", "Coups et blessures volontaires;Œuvre;Cœur", "Ñuñoa", "naïve café",
     "Ação", "Mação", "ações;Lesão;coação"],
)  # fmt: skip
def test_western_words_stay_western(words):
    text, label = to_utf8(words.encode("cp1252"), "a.csv")
    assert text.decode() == words
    assert label == "Windows-1252"


def test_an_encoding_that_is_not_that_of_the_file(tmp_path):
    (tmp_path / "a.csv").write_bytes(text_of("ru").encode("cp1251"))
    with pytest.raises(InputError, match="not in the encoding 'utf-8' that was asked for: byte 1"):
        read_incidents(tmp_path / "a.csv", encoding="utf-8")


@pytest.mark.parametrize("name", ["klingon", "", "base64", "zip", 7, "hex"])
def test_no_encoding(name):
    with pytest.raises(ParameterError, match="'encoding' parameter"):
        read_incidents("a.csv", encoding=name)
