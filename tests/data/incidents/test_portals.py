"""Every portal's documented headings are recognised without help; the rows are made up."""

import numpy as np
import pandas as pd
import pytest

from beatwright.data import check_incidents, read_incidents

# name: (headings, two rows, what is expected of the first: heading of each role, time, longitude, latitude, kind)
PORTALS = {
    "Chicago": (
        "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,Beat,District,"
        "Ward,Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,Longitude,Location",
        [
            "10224738,HY411648,09/25/2015 01:30:00 PM,043XX S WOOD ST,0486,BATTERY,DOMESTIC BATTERY SIMPLE,RESIDENCE,"
            "false,true,0924,009,12,61,08B,1165074,1875917,2015,02/10/2018 03:50:01 PM,41.815117,-87.67,"
            '"(41.815117, -87.67)"',
            "10224739,HY411615,09/04/2015 11:30:00 AM,008XX N CENTRAL AVE,0870,THEFT,POCKET-PICKING,CTA BUS,false,"
            "false,1511,015,29,25,06,1138875,1904869,2015,02/10/2018 03:50:01 PM,41.89508,-87.7654,"
            '"(41.89508, -87.7654)"',
        ],
        {"id": "ID", "time": "Date", "kind": "Primary Type", "lon": "Longitude", "lat": "Latitude"},
        ("2015-09-25 13:30", -87.67, 41.815117, "BATTERY", "medium"),
    ),
    "Cambridge MA": (
        "File Number,Date of Report,Crime Date Time,Crime,Reporting Area,Neighborhood,Location,Reporting Area Lat,"
        "Reporting Area Lon",
        [
            "2009-01323,02/21/2009 09:53:00 AM,02/21/2009 09:20 - 09:30,Threats,105,East Cambridge,"
            '"100 OTIS ST, Cambridge, MA",42.3690,-71.0790',
            "2009-01324,02/21/2009 09:59:00 AM,02/20/2009 22:30 - 02/21/2009 10:00,Auto Theft,1109,North Cambridge,"
            '"400 RINDGE AVE, Cambridge, MA",42.3927,-71.1385',
        ],
        {"case": "File Number", "time": "Crime Date Time", "kind": "Crime", "lat": "Reporting Area Lat"},
        ("2009-02-21 09:20", -71.0790, 42.3690, "Threats", "medium"),
    ),
    "Boston": (
        "INCIDENT_NUMBER,OFFENSE_CODE,OFFENSE_CODE_GROUP,OFFENSE_DESCRIPTION,DISTRICT,REPORTING_AREA,SHOOTING,"
        "OCCURRED_ON_DATE,YEAR,MONTH,DAY_OF_WEEK,HOUR,UCR_PART,STREET,Lat,Long,Location",
        [
            "I182070945,00619,Larceny,LARCENY ALL OTHERS,D14,808,,2018-09-02 13:00:00,2018,9,Sunday,13,Part One,"
            'LINCOLN ST,42.35779134,-71.13937053,"(42.35779134, -71.13937053)"',
            "I182070945,01402,Vandalism,VANDALISM,C11,347,,2018-08-21 00:00:00,2018,8,Tuesday,0,Part Two,HECLA ST,"
            '42.30682138,-71.06030035,"(42.30682138, -71.06030035)"',
        ],
        {"case": "INCIDENT_NUMBER", "time": "OCCURRED_ON_DATE", "kind": "OFFENSE_DESCRIPTION", "lon": "Long"},
        ("2018-09-02 13:00", -71.13937053, 42.35779134, "LARCENY ALL OTHERS", "low"),
    ),
    "Boston, marked as UTC": (
        "INCIDENT_NUMBER,OFFENSE_CODE,OFFENSE_CODE_GROUP,OFFENSE_DESCRIPTION,DISTRICT,REPORTING_AREA,SHOOTING,"
        "OCCURRED_ON_DATE,YEAR,MONTH,DAY_OF_WEEK,HOUR,UCR_PART,STREET,Lat,Long,Location",
        [
            "232007173,3115,,INVESTIGATE PERSON,B3, ,0,2023-01-27 22:44:00+00,2023,1,Friday   ,22,,FAVRE ST,"
            '42.27166103,-71.09952455,"(42.27166103, -71.09952455)"',
            "232000079,3115,,INVESTIGATE PERSON,B3, ,0,2023-01-01 01:15:00+00,2023,1,Sunday,1,,PARK ST,42.28,-71.08,"
            '"(42.28, -71.08)"',
        ],
        {"time": "OCCURRED_ON_DATE", "hour": "HOUR"},
        ("2023-01-27 22:44", -71.09952455, 42.27166103, "INVESTIGATE PERSON", "low"),
    ),
    "New York (NYPD complaints)": (
        "CMPLNT_NUM,CMPLNT_FR_DT,CMPLNT_FR_TM,CMPLNT_TO_DT,CMPLNT_TO_TM,ADDR_PCT_CD,RPT_DT,KY_CD,OFNS_DESC,PD_CD,"
        "PD_DESC,CRM_ATPT_CPTD_CD,LAW_CAT_CD,BORO_NM,LOC_OF_OCCUR_DESC,PREM_TYP_DESC,JURIS_DESC,JURISDICTION_CODE,"
        "PARKS_NM,HADEVELOPT,HOUSING_PSA,X_COORD_CD,Y_COORD_CD,SUSP_AGE_GROUP,SUSP_RACE,SUSP_SEX,TRANSIT_DISTRICT,"
        "Latitude,Longitude,Lat_Lon,PATROL_BORO,STATION_NAME,VIC_AGE_GROUP,VIC_RACE,VIC_SEX",
        [
            "325341655,02/11/2015,15:00:00,,,73,02/11/2015,359,OFFENSES AGAINST PUBLIC ADMINI,749,"
            '"VIOLATION OF ORDER OF PROTECTI",COMPLETED,MISDEMEANOR,BROOKLYN,INSIDE,RESIDENCE,N.Y. POLICE DEPT,0,,,,'
            '1009656,178550,25-44,BLACK,M,,40.65673,-73.907495,"(40.65673, -73.907495)",PATROL BORO BKLYN NORTH,,25-44,'
            "BLACK,F",
            '393816841,03/17/2018,10:30:00,,,43,03/18/2018,107,BURGLARY,221,"BURGLARY,RESIDENCE,DAY",COMPLETED,FELONY,'
            "BRONX,INSIDE,RESIDENCE,N.Y. POLICE DEPT,0,,,,1022508,238783,,,,,40.82205,-73.87066,"
            '"(40.82205, -73.87066)",PATROL BORO BRONX,,25-44,WHITE,M',
        ],
        {"id": "CMPLNT_NUM", "time": "CMPLNT_FR_DT", "clock": "CMPLNT_FR_TM", "kind": "OFNS_DESC"},
        ("2015-02-11 15:00", -73.907495, 40.65673, "OFFENSES AGAINST PUBLIC ADMINI", "low"),
    ),
    "Los Angeles": (
        "DR_NO,Date Rptd,DATE OCC,TIME OCC,AREA,AREA NAME,Rpt Dist No,Part 1-2,Crm Cd,Crm Cd Desc,Mocodes,Vict Age,"
        "Vict Sex,Vict Descent,Premis Cd,Premis Desc,Weapon Used Cd,Weapon Desc,Status,Status Desc,Crm Cd 1,Crm Cd 2,"
        "Crm Cd 3,Crm Cd 4,LOCATION,Cross Street,LAT,LON",
        [
            "211507896,04/11/2021 12:00:00 AM,11/07/2020 12:00:00 AM,0845,15,N Hollywood,1502,2,354,THEFT OF IDENTITY,"
            "0377,31,M,H,501,SINGLE FAMILY DWELLING,,,IC,Invest Cont,354,,,,7800 BEEMAN AV,,34.2124,-118.4092",
            "201516622,10/21/2020 12:00:00 AM,10/18/2020 12:00:00 AM,45,15,N Hollywood,1521,1,230,"
            '"ASSAULT WITH DEADLY WEAPON, AGGRAVATED ASSAULT",0416,32,M,H,102,SIDEWALK,200,KNIFE,IC,Invest Cont,230,,,,'
            "ATOLL AV,N GAULT,34.1993,-118.4203",
        ],
        {"id": "DR_NO", "time": "DATE OCC", "clock": "TIME OCC", "kind": "Crm Cd Desc", "lat": "LAT", "lon": "LON"},
        ("2020-11-07 08:45", -118.4092, 34.2124, "THEFT OF IDENTITY", "low"),
    ),
    "San Francisco (to 2018)": (
        "IncidntNum,Category,Descript,DayOfWeek,Date,Time,PdDistrict,Resolution,Address,X,Y,Location,PdId",
        [
            "150060275,NON-CRIMINAL,LOST PROPERTY,Monday,01/19/2015,14:00,MISSION,NONE,18TH ST / VALENCIA ST,"
            '-122.421582,37.761701,"(37.761701, -122.421582)",15006027571000',
            '150098210,ROBBERY,"ROBBERY, BODILY FORCE",Sunday,02/01/2015,15:45,TENDERLOIN,NONE,300 Block of LEAVENWORTH'
            ' ST,-122.414406,37.784191,"(37.784191, -122.414406)",15009821003074',
        ],
        {"id": "PdId", "time": "Date", "clock": "Time", "kind": "Category"},
        ("2015-01-19 14:00", -122.421582, 37.761701, "NON-CRIMINAL", "low"),
    ),
    "San Francisco": (
        "Incident Datetime,Incident Date,Incident Time,Incident Year,Incident Day of Week,Report Datetime,Row ID,"
        "Incident ID,Incident Number,CAD Number,Report Type Code,Report Type Description,Filed Online,Incident Code,"
        "Incident Category,Incident Subcategory,Incident Description,Resolution,Intersection,CNN,Police District,"
        "Analysis Neighborhood,Supervisor District,Supervisor District 2012,Latitude,Longitude,Point",
        [
            "2023/03/13 11:41:00 PM,2023/03/13,23:41,2023,Monday,2023/03/13 11:41:00 PM,125373607041,1253736,230167874,"
            ",VS,Vehicle Supplement,,07041,Recovered Vehicle,Recovered Vehicle,Recovered vehicle,Open or Active,"
            "A ST / B ST,24403000,Mission,Mission,9,9,37.7625,-122.4216,POINT (-122.4216 37.7625)",
            "2023/03/01 05:02:00 AM,2023/03/01,05:02,2023,Wednesday,2023/03/11 03:40:00 PM,125379506374,1253795,"
            "236046151,,II,Coplogic Initial,true,06374,Larceny Theft,Larceny Theft - Other,Theft,Open or Active,C ST,"
            "24403001,Southern,SoMa,6,6,37.7775,-122.4133,POINT (-122.4133 37.7775)",
        ],
        {"id": "Row ID", "time": "Incident Datetime", "kind": "Incident Category", "lat": "Latitude"},
        ("2023-03-13 23:41", -122.4216, 37.7625, "Recovered Vehicle", "low"),
    ),
    "Seattle": (
        "Report Number,Offense ID,Offense Start DateTime,Offense End DateTime,Report DateTime,Group A B,"
        "Crime Against Category,Offense Parent Group,Offense,Offense Code,Precinct,Sector,Beat,MCPP,100 Block Address,"
        "Longitude,Latitude",
        [
            "2020-044620,12605873663,02/05/2020 10:10:00 AM,,02/05/2020 11:24:31 AM,A,SOCIETY,DRUG/NARCOTIC OFFENSES,"
            "Drug/Narcotic Violations,35A,W,Q,Q1,MAGNOLIA,32XX BLOCK OF 23RD AVE W,-122.385973723,47.649387136",
            "2020-044452,12605598696,02/03/2020 08:00:00 AM,02/04/2020 08:00:00 AM,02/05/2020 10:06:28 AM,A,PROPERTY,"
            "LARCENY-THEFT,Theft of Motor Vehicle Parts or Accessories,23G,N,J,J3,ROOSEVELT,63XX BLOCK OF 5TH AVE NE,"
            "-122.323399063,47.675118038",
        ],
        {"id": "Offense ID", "time": "Offense Start DateTime", "kind": "Offense", "lon": "Longitude"},
        ("2020-02-05 10:10", -122.385973723, 47.649387136, "Drug/Narcotic Violations", "low"),
    ),
    "Seattle, today's": (
        "Report Number,Report DateTime,Offense ID,Offense Date,NIBRS Group AB,NIBRS Crime Against Category,"
        "Offense Sub Category,Shooting Type Group,Block Address,Latitude,Longitude,Beat,Precinct,Sector,Neighborhood,"
        "Reporting Area,Offense Category,NIBRS Offense Code Description,NIBRS_offense_code",
        [
            "2024-100001,2024 Jan 05 09:41:00 PM,52000000001,2024 Jan 05 08:10:00 PM,A,PERSON,AGGRAVATED ASSAULT,-,"
            "5XX BLOCK OF PINE ST,47.6113,-122.3345,M3,West,M,DOWNTOWN,7000,VIOLENT CRIME,Aggravated Assault,13A",
            "2024-100002,2024 Jan 06 09:41:00 AM,52000000002,2024 Jan 06 08:10:00 AM,A,PROPERTY,LARCENY,-,REDACTED,"
            "REDACTED,REDACTED,M3,West,M,DOWNTOWN,7000,PROPERTY CRIME,Theft From Motor Vehicle,23F",
        ],
        {"id": "Offense ID", "time": "Offense Date", "kind": "NIBRS Offense Code Description"},
        ("2024-01-05 20:10", -122.3345, 47.6113, "Aggravated Assault", "high"),
    ),
    "Seattle (to 2017)": (
        "RMS CDW ID,General Offense Number,Offense Code,Offense Code Extension,Offense Type,Summary Offense Code,"
        "Summarized Offense Description,Date Reported,Occurred Date or Date Range Start,Occurred Date Range End,"
        "Hundred Block Location,District/Sector,Zone/Beat,Census Tract 2000,Longitude,Latitude,Location,Month,Year",
        [
            "483839,2015218538,2202,0,BURGLARY-FORCE-RES,2200,BURGLARY,06/28/2015 10:31:00 AM,06/28/2014 10:31:00 AM,"
            "06/28/2015 10:31:00 AM,6XX BLOCK OF NW 74 ST,J,J2,2900.3013,-122.364672,47.682524,"
            '"(47.682524, -122.364672)",6,2014',
            "481252,2015213067,2610,0,FRAUD-IDENTITY THEFT,2600,FRAUD,06/24/2015 11:09:00 AM,06/01/2015 12:00:00 PM,"
            "06/24/2015 11:09:00 AM,23XX BLOCK OF 43 AV E,C,C2,6300.1004,-122.27708,47.639901,"
            '"(47.639901, -122.27708)",6,2015',
        ],
        {"time": "Occurred Date or Date Range Start", "kind": "Summarized Offense Description"},
        ("2014-06-28 10:31", -122.364672, 47.682524, "BURGLARY", "medium"),
    ),
    "Philadelphia": (
        "the_geom,cartodb_id,the_geom_webmercator,objectid,dc_dist,psa,dispatch_date_time,dispatch_date,dispatch_time,"
        "hour,dc_key,location_block,ucr_general,text_general_code,point_x,point_y,lat,lng",
        [
            "0101000020E6100000A51C8299A5C752C006342AD3DCFF4340,2,0101,114,25,3,2018-07-20 20:40:00+00,2018-07-20,"
            "16:40:00,16,201825067519,3300 BLOCK HARTVILLE ST,300,Robbery Firearm,-75.1195,39.9989,39.9989,-75.1195",
            "0101000020E6100000F9245E3B64CC52C0B7195D940FF64340,4,0101,116,01,1,2018-01-20 05:09:00+00,2018-01-20,"
            "00:09:00,0,201801004597,S 19TH ST / JACKSON ST,600,Theft from Vehicle,-75.1779,39.9226,39.9226,-75.1779",
        ],
        {"time": "dispatch_date_time", "kind": "text_general_code", "lat": "lat", "lon": "lng", "hour": "hour"},
        ("2018-07-20 16:40", -75.1195, 39.9989, "Robbery Firearm", "high"),
    ),
    "Denver": (
        "INCIDENT_ID,OFFENSE_ID,OFFENSE_CODE,OFFENSE_CODE_EXTENSION,OFFENSE_TYPE_ID,OFFENSE_CATEGORY_ID,"
        "FIRST_OCCURRENCE_DATE,LAST_OCCURRENCE_DATE,REPORTED_DATE,INCIDENT_ADDRESS,GEO_X,GEO_Y,GEO_LON,GEO_LAT,"
        "DISTRICT_ID,PRECINCT_ID,NEIGHBORHOOD_ID,IS_CRIME,IS_TRAFFIC,VICTIM_COUNT",
        [
            "2016376978,2016376978521300,5213,0,weapon-unlawful-discharge-of,all-other-crimes,6/15/2016 11:31:00 PM,,"
            "6/15/2016 11:31:00 PM,,3193983,1707251,-104.809881,39.773188,5,521,montbello,1,0,1",
            "2016376978,2016376978239900,2399,0,theft-other,larceny,10/11/2017 12:30:00 PM,10/11/2017 4:55:00 PM,"
            "1/29/2018 5:53:00 PM,,3201943,1711852,-104.781434,39.785649,5,522,gateway,1,0,1",
        ],
        {"id": "OFFENSE_ID", "time": "FIRST_OCCURRENCE_DATE", "kind": "OFFENSE_CATEGORY_ID", "lon": "GEO_LON"},
        ("2016-06-15 23:31", -104.809881, 39.773188, "all-other-crimes", "low"),
    ),
    "data.police.uk": (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
        "Last outcome category,Context",
        [
            ",2012-01,Metropolitan Police Service,Metropolitan Police Service,-0.140035,51.589112,On or near Beaufort,"
            "E01000027,Barking 001A,Anti-social behaviour,,",
            "a1b2,2012-02,Metropolitan Police Service,Metropolitan Police Service,-0.134947,51.588063,On or near Mead,"
            "E01000027,Barking 001A,Violence and sexual offences,Under investigation,",
        ],
        {"id": "Crime ID", "time": "Month", "kind": "Crime type", "lon": "Longitude"},
        ("2012-01-01 00:00", -0.140035, 51.589112, "Anti-social behaviour", "low"),
    ),
    "St. Louis (to 2020)": (
        "Complaint,CodedMonth,DateOccur,FlagCrime,FlagUnfounded,FlagAdministrative,Count,FlagCleanup,Crime,District,"
        "Description,ILEADSAddress,ILEADSStreet,Neighborhood,LocationName,LocationComment,CADAddress,CADStreet,XCoord,"
        "YCoord",
        [
            "14-055458,2014-11,1/1/2014 10:45,Y, , ,1, ,121000,4,EMBEZZLEMENT-VALUE OVER $150,1,N JEFFERSON AVE,37,X,"
            "X,114,BEAUMONT,901374.6,1019237",
            "14-055458,2014-11,1/1/2014 23:45,Y, , ,1, ,10000,4,HOMICIDE,1,N JEFFERSON AVE,37,X,X,114,BEAUMONT,"
            "901374.6,1019237",
        ],
        {"case": "Complaint", "time": "DateOccur", "kind": "Description", "x": "XCoord", "y": "YCoord"},
        ("2014-01-01 10:45", -90.215857, 38.632402, "EMBEZZLEMENT-VALUE OVER $150", "low"),
    ),
    "St. Louis": (
        "IncidentNum,IncidentDate,OccurredFromTime,Offense,NIBRS,NIBRSCategory,SRS_UCR,CrimeAgainst,FelMisdCit,"
        "IncidentTopSRS_UCR,IncidentLocation,IntersectionOtherLoc,NbhdNum,Neighborhood,District,Latitude,Longitude,"
        "IncidentNature,FirearmUsed,IncidentSupplemented,LastSuppDate,VictimNum",
        [
            "23000001,01/05/2023,2:05,LARCENY - FROM MTR VEH,23F,LARCENY,6,PROPERTY,M,6,100 MAIN ST,,35,Downtown,4,"
            "38.6290,-90.1950,STEALING,No,,,1",
            "23000002,01/06/2023,23:15,MURDER,09A,HOMICIDE,1,PERSON,F,1,200 MAIN ST,,35,Downtown,4,38.6295,-90.1955,"
            "HOMICIDE,Yes,,,1",
        ],
        {"case": "IncidentNum", "time": "IncidentDate", "clock": "OccurredFromTime", "kind": "Offense"},
        ("2023-01-05 02:05", -90.1950, 38.6290, "LARCENY - FROM MTR VEH", "low"),
    ),
}


def write(folder, headings, rows, name="portal.csv"):
    file = folder / name
    file.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("name", PORTALS)
def test_portal_is_recognised(name, tmp_path):
    headings, rows, columns, (time, lon, lat, kind, severity) = PORTALS[name]
    file = write(tmp_path, headings, rows)
    incidents = read_incidents(file)
    report = incidents.report
    for role, heading in columns.items():
        assert f"{role} = '{heading}'" in report.facts["columns"]
    if "portal" in report.facts:
        assert report.facts["portal"].startswith(name.split(",")[0])
    row = incidents.frame[incidents.frame["time"] == pd.Timestamp(time)].iloc[0]
    assert row["kind"] == kind
    assert incidents.severity.names[row["severity"]] == severity
    back = _to_degrees(incidents, row)
    np.testing.assert_allclose(back, (lon, lat), atol=2e-6)
    assert report.read == 2 == report.kept + sum(report.reasons.values())
    assert report.facts.get("portal") or name.startswith("Seattle, today")


def _to_degrees(incidents, row):
    import pyproj

    crs = incidents.report.facts["CRS"].split(" ")[0]
    return pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(row["x"], row["y"])


@pytest.mark.parametrize("name", PORTALS)
def test_header_alone_is_an_account_of_no_rows(name, tmp_path):
    report = check_incidents(write(tmp_path, PORTALS[name][0], []))
    assert (report.read, report.kept, report.usable) == (0, 0, False)
    for role in ("time", "kind"):
        if role in PORTALS[name][2]:
            assert f"{role} = '{PORTALS[name][2][role]}'" in report.facts["columns"]


@pytest.mark.parametrize("name", PORTALS)
def test_headings_as_the_interfaces_write_them(name, tmp_path):
    """Interfaces of the portals give the same columns in lower case with underscores."""
    headings, rows, _, (time, _, _, kind, _) = PORTALS[name]
    plain = headings.lower().replace(" ", "_")
    incidents = read_incidents(write(tmp_path, plain, rows))
    assert kind in set(incidents.frame.loc[incidents.frame["time"] == pd.Timestamp(time), "kind"])


def test_same_case_number_is_no_duplicate(tmp_path):
    headings, rows, *_ = PORTALS["Boston"]
    incidents = read_incidents(write(tmp_path, headings, rows))
    assert sorted(incidents.frame["id"]) == ["I182070945", "I182070945/2"]


def test_redacted_place_is_no_coordinate(tmp_path):
    headings, rows, *_ = PORTALS["Seattle, today's"]
    assert dict(read_incidents(write(tmp_path, headings, rows)).report.reasons) == {"no coordinate": 1}


def test_feet_of_state_plane(tmp_path):
    """The x and y of Chicago alone give the place of its latitude and longitude: they are feet, not metres."""
    headings, rows, *_ = PORTALS["Chicago"]
    both = read_incidents(write(tmp_path, headings, rows))
    blank = {"Latitude", "Longitude", "Location"}
    table = pd.read_csv(tmp_path / "portal.csv", dtype=str)
    table[list(blank)] = None
    table.to_csv(tmp_path / "plane.csv", index=False)
    plane = read_incidents(tmp_path / "plane.csv")
    np.testing.assert_allclose(plane.frame[["x", "y"]], both.frame[["x", "y"]], atol=250)
    assert "Illinois East (ftUS)" in plane.report.facts["place"]
