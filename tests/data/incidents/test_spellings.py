"""Dates as languages, spreadsheets and programs write them."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from beatwright.data import read_incidents
from beatwright.data.incidents.dates.date_texts import parse_moments

ONE = np.datetime64("2023-07-07T20:39:00")


@pytest.mark.parametrize(
    "text",
    [
        "2023年7月7日 20時39分", "2023年07月07日20时39分00秒", "2023年7月7日 午後8時39分", "2023年7月7日 下午8:39",
        "2023년 7월 7일 20시 39분", "2023년 7월 7일 오후 8시 39분",
        "2023/7/7(金) 20:39", "２０２３年７月７日２０時３９分",
        "07/07/2023 à 20h39", "07/07/2023 a las 20:39", "07.07.2023 um 20:39 Uhr", "07.07.2023, 20:39 Uhr",
        "07/07/2023 às 20:39", "07/07/2023 alle ore 20:39", "07.07.2023 kl. 20.39", "7 juillet 2023 à 20h39",
        "7 de julio de 2023 a las 20:39", "7 July 2023 at 20:39", "Fri Jul 07 20:39:00 CDT 2023",
        "Fri Jul  7 20:39:00 2023", "Fri Jul 07 20:39:00 CEST 2023",
        "Fri Jul 07 2023 20:39:00 GMT-0500 (Central Daylight Time)",
        "Fri Jul 07 2023 20:39:00 GMT+0200 (CEST)", "Fri, 07 Jul 2023 20:39:00 -0500", "07 Jul 2023 20:39:00 GMT",
        "2023-07-07 20:39:00 JST", "7 июля 2023 г. 20:39", "пт, 7 июля 2023 20:39", "пятница, 7 июля 2023 г., 20:39",
        "Παρασκευή, 7 Ιουλίου 2023 20:39", "7 Ιουλίου 2023 20:39", "٧ يوليو ٢٠٢٣ ٢٠:٣٩", "الجمعة، 7 يوليو 2023 20:39",
        "7 липня 2023 20:39", "7 Temmuz 2023 20:39",
        "viernes, 7 de julio de 2023 20:39", "vendredi 7 juillet 2023 20:39",
        "Freitag, 7. Juli 2023 20:39", "Fr. 07.07.2023 20:39", "sexta-feira, 7 de julho de 2023 20:39",
        "venerdì 7 luglio 2023 20:39", "vie 07/07/2023 20:39",
    ],
)  # fmt: skip
def test_one_moment_in_every_spelling(text):
    assert parse_moments(pa.array([text])).times(day_first=True)[0] == ONE


@pytest.mark.parametrize(
    "text", ["soon 12/03/2023", "7 Smarch 2023", "2023年13月7日", "2023年7月7日 25時10分", "version 7"]
)
def test_what_is_no_date_stays_unread(text):
    assert np.isnat(parse_moments(pa.array([text])).times(day_first=True)[0])


MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου "
    "Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}  # fmt: skip


@pytest.mark.parametrize("language", MONTHS)
def test_months_by_name(language):
    names = MONTHS[language].split()
    times = parse_moments(pa.array([f"5 {name} 2023" for name in names])).times(day_first=True)
    assert times.astype("datetime64[D]").astype(str).tolist() == [f"2023-{month:02d}-05" for month in range(1, 13)]


def written(path, dates):
    n = len(dates)
    table = {"date": dates, "offense": "THEFT", "lon": -90.2 - np.arange(n) / 900, "lat": 38.6 + np.arange(n) / 900}
    pd.DataFrame(table).to_csv(path, index=False, sep=";")
    return path


DAYS = pd.date_range("2021-11-03", periods=60, freq="D")


@pytest.mark.parametrize("form", ["%y%m%d", "%d%m%y", "%m%d%y", "%y%m%d %H:%M"])
def test_six_digits_that_prove_their_order(tmp_path, form):
    incidents = read_incidents(written(tmp_path / "a.csv", DAYS.strftime(form)))
    assert sorted(incidents.frame["time"]) == list(DAYS)


def test_six_digits_with_the_option(tmp_path):
    days = pd.date_range("2020-01-01", periods=12, freq="D")
    incidents = read_incidents(written(tmp_path / "a.csv", days.strftime("%y%m%d")), day_first="ymd")
    assert sorted(incidents.frame["time"]) == list(days)


def test_months_of_six_digits_stay_months(tmp_path):
    months = pd.date_range("2019-01-01", periods=40, freq="MS")
    incidents = read_incidents(written(tmp_path / "a.csv", months.strftime("%Y%m")))
    assert incidents.precision == "month"
    assert sorted(incidents.frame["time"]) == list(months)


@pytest.mark.parametrize("mark", [",", "."])
def test_days_of_a_spreadsheet_with_a_decimal_comma(tmp_path, mark):
    numbers = [f"{45147 + k + 0.0625 * (k % 7 + 1):.4f}".replace(".", mark) for k in range(60)]
    incidents = read_incidents(written(tmp_path / "a.csv", numbers))
    assert incidents.frame["time"].iloc[0] == pd.Timestamp("2023-08-09 01:30")
    assert incidents.precision == "minute"
