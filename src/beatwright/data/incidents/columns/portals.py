"""Open-data portals whose exports are known by their headings: what their files do not say themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from beatwright.data.incidents.columns.column_headings import plain_heading

__all__ = ["PORTALS", "Portal", "portal_of"]


@dataclass(frozen=True)
class Portal:
    """One portal.

    Parameters
    ----------
    name : str
        Whose export it is.
    signs : tuple of str
        Plain headings that together give it away.
    crs : str
        CRS of its projected x and y, where it has them; most are State Plane in US survey feet.
    timezone : str
        IANA name.
    day_first : bool
        Whether 03/04/2024 means 3 April.
    """

    name: str
    signs: tuple[str, ...]
    crs: str = ""
    timezone: str = ""
    day_first: bool = False


def _signs(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PORTALS = (
    Portal("Chicago", _signs("casenumber iucr primarytype"), "EPSG:3435", "America/Chicago"),
    Portal("Cambridge MA", _signs("filenumber crimedatetime crime"), "EPSG:2249", "America/New_York"),
    Portal("Boston", _signs("incidentnumber offensedescription occurredondate"), "EPSG:2249", "America/New_York"),
    Portal("New York (NYPD complaints)", _signs("cmplntnum cmplntfrdt ofnsdesc"), "EPSG:2263", "America/New_York"),
    Portal("Los Angeles", _signs("dateocc timeocc crmcddesc"), "EPSG:2229", "America/Los_Angeles"),
    Portal("San Francisco (to 2018)", _signs("incidntnum category descript"), "EPSG:2227", "America/Los_Angeles"),
    Portal("San Francisco", _signs("incidentdatetime rowid incidentcategory"), "EPSG:2227", "America/Los_Angeles"),
    Portal(
        "Seattle", _signs("reportnumber offensestartdatetime offenseparentgroup"), "EPSG:2926", "America/Los_Angeles"
    ),
    Portal(
        "Seattle", _signs("reportnumber offensedate nibrsoffensecodedescription"), "EPSG:2926", "America/Los_Angeles"
    ),
    Portal("Seattle (to 2017)", _signs("rmscdwid summarizedoffensedescription"), "EPSG:2926", "America/Los_Angeles"),
    Portal("Philadelphia", _signs("dispatchdatetime textgeneralcode dckey"), "EPSG:2272", "America/New_York"),
    Portal("Denver", _signs("firstoccurrencedate offensecategoryid geox"), "EPSG:2877", "America/Denver"),
    Portal("Detroit", _signs("incidenttimestamp scoutcararea offensedescription"), "", "America/Detroit"),
    Portal("Vancouver", _signs("type year month day hour minute hundredblock"), "EPSG:26910", "America/Vancouver"),
    Portal("Montreal", _signs("categorie date quart pdq"), "EPSG:32188", "America/Toronto"),
    Portal(
        name="data.police.uk",
        signs=_signs("month reportedby fallswithin crimetype"),
        crs="EPSG:27700",
        timezone="Europe/London",
        day_first=True,
    ),
    Portal("St. Louis (to 2020)", _signs("dateoccur crime description xcoord"), "ESRI:102696", "America/Chicago"),
    Portal("St. Louis (to 2020)", _signs("dateoccured crime description xcoord"), "ESRI:102696", "America/Chicago"),
    Portal("St. Louis", _signs("incidentnum occurredfromtime nibrscategory"), "ESRI:102696", "America/Chicago"),
)


def portal_of(headings: Iterable[str]) -> Portal | None:
    """Return the portal whose export has these headings, or None.

    >>> portal_of(["Crime ID", "Month", "Reported by", "Falls within", "Crime type"]).timezone
    'Europe/London'
    """
    known = {plain_heading(heading) for heading in headings}
    return next((portal for portal in PORTALS if known.issuperset(portal.signs)), None)
