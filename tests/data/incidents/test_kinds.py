"""Kinds of incidents and their severity classes."""

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import InputError, ParameterError
from beatwright.core import Severity, SeverityClass
from beatwright.data import IncidentSource, KindTable, read_incidents, write_default_kinds

# What the FBI's hierarchy calls violent, and what data.police.uk publishes.
CLASSES = {
    "high": "HOMICIDE|MURDER & NON-NEGL. MANSLAUGHTER|RAPE|ROBBERY|Robbery Firearm|AGG.ASSAULT-FIREARM/CITIZEN ADULT|"
    "Aggravated Assault|KIDNAPPING|Shots Fired|09A|11A|120|13A|100",
    "medium": "BURGLARY|burglary|Burglary/Breaking & Entering|AUTO THEFT-PERM RETNT|Motor Vehicle Theft|ARSON|"
    "SIMPLE ASSAULT|Violence and sexual offences|violent-crime|possession-of-weapons|STALKING|220|240|13B",
    "low": "LARCENY-FROM MTR VEH UNDER $500|Theft from Vehicle|SHOPLIFTING|Anti-social behaviour|anti-social-behaviour|"
    "criminal-damage-arson|Criminal damage and arson|other-theft|bicycle-theft|drugs|public-order|other-crime|"
    "vehicle-crime|theft-from-the-person|VANDALISM|DISORDERLY CONDUCT|FRAUD-CREDIT DEVICE|TRESPASSING|23F|290|90Z|"
    "Burglar alarm",
}


@pytest.mark.parametrize("name", CLASSES)
def test_default_table(name):
    table = KindTable.default()
    kinds = CLASSES[name].split("|")
    wrong = {k: i for k, i in zip(kinds, table.match(kinds), strict=True) if i != table.severity.position(name)}
    assert not wrong


def test_whole_words_only():
    table = KindTable.default()
    assert table.match(["GRAPE JUICE", "SCARSON", "THEFTS"]).tolist() == [-1, -1, 0]


def test_the_first_rule_that_fits_wins(tmp_path):
    (tmp_path / "kinds.csv").write_text(
        "pattern,class,officers,penalty,service_minutes\n,calm,1,10,5\n,wild,3,1000,45\n"
        "gang fight,wild,9,,\nfight*,calm,,,\n#10-19,wild,,,77\n"
    )
    table = KindTable.read(tmp_path / "kinds.csv")
    assert table.severity == Severity((SeverityClass("calm", 1, 10, 5), SeverityClass("wild", 3, 1000, 45)))
    assert table.match(["Fight (gang)", "FIGHTING", "15", "15 fights", "9", "x"]).tolist() == [1, 0, 1, 0, -1, -1]
    rows = {
        "time": "2024-01-01 10:00",
        "kind": ["gang fight", "fight", "15"],
        "lon": [-90.2, -90.3, -90.4],
        "lat": 38.6,
    }
    pd.DataFrame(rows).to_csv(tmp_path / "t.csv", index=False)
    incidents = IncidentSource("t.csv", kinds="kinds.csv").read(tmp_path)
    frame = incidents.frame.assign(kind=incidents.frame["kind"].astype(str)).set_index("kind")
    assert frame["officers"].to_dict() == {"gang fight": 9, "fight": 1, "15": 3}
    assert frame["service_minutes"].to_dict() == {"gang fight": 45, "fight": 5, "15": 77}


def test_the_table_written_is_the_table_read(tmp_path):
    default = KindTable.default()
    again = KindTable.read(write_default_kinds(tmp_path / "kinds.csv"))
    assert [rule.pattern for rule in again.rules] == [rule.pattern for rule in default.rules]
    assert again.severity == default.severity == Severity.default()


def test_unknown_kinds(tmp_path):
    table = pd.DataFrame(
        {"time": "2024-01-01 10:00", "kind": ["theft", "Quux", None, "quux"], "lon": -90.2, "lat": 38.6}
    )
    table.to_csv(tmp_path / "t.csv", index=False)
    least = read_incidents(tmp_path / "t.csv")
    assert least.report.kept == 4
    assert any("3 rows of 3 kinds" in w and "Quux (1)" in w and "'low'" in w for w in least.report.warnings)
    dropped = read_incidents(tmp_path / "t.csv", unknown_kind="drop")
    assert dict(dropped.report.reasons) == {"unknown kind": 3}
    high = read_incidents(tmp_path / "t.csv", unknown_kind="high")
    assert high.frame["severity"].value_counts().to_dict() == {2: 3, 0: 1}
    with pytest.raises(ParameterError, match=r"no severity class 'hihg'\. Did you mean 'high'"):
        read_incidents(tmp_path / "t.csv", unknown_kind="hihg")


def test_no_kinds_at_all(tmp_path):
    pd.DataFrame({"time": ["2024-01-01 10:00"], "lon": -90.2, "lat": 38.6}).to_csv(tmp_path / "t.csv", index=False)
    report = read_incidents(tmp_path / "t.csv").report
    assert any("no column of kinds" in warning for warning in report.warnings)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "must have the columns"),
        ("pattern,class\ntheft,gone\n", "name gone"),
        ("pattern,class,officers,penalty,service_minutes\n,low,two,1,1\n", "line 2"),
        ("pattern,class\n#x-y,low\ntheft,\n", "(?s)line 2.*line 3"),
    ],
)
def test_faults_of_a_table_are_told(text, says, tmp_path):
    (tmp_path / "kinds.csv").write_text(text)
    with pytest.raises(InputError, match=says):
        KindTable.read(tmp_path / "kinds.csv")


def test_severity_of_the_study(tmp_path):
    pd.DataFrame({"time": ["2024-01-01 10:00"], "kind": "robbery", "lon": -90.2, "lat": 38.6}).to_csv(
        tmp_path / "t.csv", index=False
    )
    other = Severity(tuple(SeverityClass(name, 1, 1.0, 1.0) for name in ("high", "low", "medium")))
    incidents = IncidentSource("t.csv").read(tmp_path, severity=other)
    assert (incidents.severity, incidents.frame["severity"].tolist()) == (other, [0])
    with pytest.raises(InputError, match="names the classes high, medium"):
        IncidentSource("t.csv").read(tmp_path, severity=Severity((SeverityClass("low", 1, 1.0, 1.0),)))


@pytest.mark.data
def test_nearly_every_description_of_st_louis_is_known(data_folder):
    table = pd.read_parquet(data_folder / "stlouis" / "incidents.parquet", columns=["description", "ucr_group"])
    kinds = table.groupby("description", observed=True)["ucr_group"].agg(["first", "size"])
    classes = KindTable.default().match(kinds.index.astype(str).tolist())
    assert (classes >= 0).mean() > 0.99
    # The department's own groups: 1-4 are the violent ones, 6 is theft.
    violent = kinds["first"].between(1, 4).to_numpy()
    assert (classes[violent] == 2).all()
    assert (classes[(kinds["first"] == 6).to_numpy()] == 0).all()
    assert np.isin(classes[kinds["first"].isin([5, 7]).to_numpy()], 1).all()
