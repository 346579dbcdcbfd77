"""Minutes on the scene: those of the record are told from those of the table of kinds."""

from beatwright.core.service_records import service_recorded
from beatwright.data import IncidentSource

HEADINGS = "Incident ID,Date/Time,Offense,Longitude,Latitude"
KINDS = "pattern,class,officers,penalty,service_minutes\n,minor,2,0,30\ntheft,minor,,,50\nnoise,minor,,,\n"


def read(tmp_path, minutes, **options):
    """Read two thefts and a noise, with or without a column of minutes."""
    kinds = ("THEFT", "THEFT", "NOISE")
    rows = [
        f"{number},2024-01-0{number} 10:00,{kind},-90.20,38.60" + (f",{minutes[number - 1]}" if minutes else "")
        for number, kind in enumerate(kinds, 1)
    ]
    path = tmp_path / "incidents.csv"
    heading = HEADINGS + (",Service Minutes" if minutes else "")
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    (tmp_path / "kinds.csv").write_text(KINDS, encoding="utf-8")
    return IncidentSource(path.name, **options).read(tmp_path)


def test_those_of_the_record_are_its_own(tmp_path):
    found = read(tmp_path, ("30", "", "12"), kinds="kinds.csv")
    assert found.frame["service_minutes"].tolist() == [30, 50, 12]
    assert service_recorded(found.frame, found.severity).tolist() == [True, False, True]
    assert service_recorded(found.select(kinds=["NOISE"]).frame, found.severity).tolist() == [True]


def test_those_of_a_kind_are_nobodys_own(tmp_path):
    found = read(tmp_path, (), kinds="kinds.csv")
    assert found.frame["service_minutes"].tolist() == [50, 50, 30]
    assert not service_recorded(found.frame, found.severity).any()


def test_a_table_that_says_nothing_of_it_has_no_column(tmp_path):
    found = read(tmp_path, ())
    assert "service_recorded" not in found.frame
    assert not service_recorded(found.frame, found.severity).any()
