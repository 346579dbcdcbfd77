"""The headings under which files keep coordinates, for incidents and for places alike.

Every tuple is in order of preference. Headings stand in their plain form: lower case, letters and digits only.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["EASTINGS", "LATITUDES", "LONGITUDES", "NORTHINGS", "POINTS", "plain_heading"]

# Accents of Latin, Greek and Cyrillic letters; the vowel signs of other alphabets are letters.
_ACCENTS = re.compile("[\u0300-\u036f]+")
_DROPPED = re.compile(r"[\W_]+")


def plain_heading(heading: str) -> str:
    """Return the plain form of a heading: letters and digits of every alphabet, without accents.

    >>> plain_heading("Occurred Date/Time ")
    'occurreddatetime'
    >>> plain_heading("Año"), plain_heading("Дата события")
    ('ano', 'датасобытия')
    """
    return _DROPPED.sub("", _ACCENTS.sub("", unicodedata.normalize("NFKD", heading).casefold()))


def _words(text: str) -> tuple[str, ...]:
    return tuple(map(plain_heading, text.split()))


LATITUDES = _words("""
    latitude lat geolat blurredlatitude reportingarealat latitudewgs84 latwgs84 wgslat gpslat gpslatitude lat83
    incidentlatitude publiclatitude latitudepublic latitudey ylatitude ylat pointlat latdd hundredblocklatitude
    maplatitude opendatalat latitud breitengrad breite latitudine breedtegraad latitudex широта πλατος
    γεωγραφικοπλατος 緯度 纬度 위도 خطالعرض دائرةالعرض קורוח lathecho latitudhecho latitudehecho latitudeocorrencia
""")

LONGITUDES = _words("""
    longitude lon lng long geolon geolong geolng blurredlongitude reportingarealon reportingarealong longitudewgs84
    lonwgs84 wgslon wgslong gpslon gpslong gpslongitude lon83 incidentlongitude publiclongitude longitudepublic
    longitudex xlongitude xlon pointlon londd longdd hundredblocklongitude
    maplongitude opendatalon longwgs84 longitud laengengrad langengrad lange longitudine lengtegraad долгота μηκος
    γεωγραφικομηκος 經度 经度 経度 경도 خطالطول קואורך lonhecho longhecho longitudhecho longitudeocorrencia
""")

EASTINGS = _words("""
    x pointx xcoordinate xcoord xcoordcd geox easting xcoordpublic coordx gpsx mapx xloc xcoordinatepublic statex
    x1 utmx utmeasting nadx osgbeasting
    opendatax este coordeste coordenadaeste rechtswert ostwert
""")
NORTHINGS = _words("""
    y pointy ycoordinate ycoord ycoordcd geoy northing ycoordpublic coordy gpsy mapy yloc ycoordinatepublic statey
    y1 utmy utmnorthing nady osgbnorthing
    opendatay norte coordnorte coordenadanorte hochwert nordwert
""")

# A place written as text, such as "(41.88, -87.63)" or "POINT (-87.63 41.88)".
POINTS = _words("""
    latlon latlong latlng point location location1 geolocation geocodedcolumn geocodedlocation mappedlocation geopoint
    geopoint2d coordinates geocode thegeom geom geometry wkt shape incidentlocation newgeoreferencedcolumn
    intersectionpoint blocklocation blockaddress ubicacion localizacao localizacion coordenadas emplacement standort
    koordinaten
""")
