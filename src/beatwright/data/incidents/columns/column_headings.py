"""The headings under which police departments and portals keep the columns that beatwright needs.

Every tuple is in order of preference. Headings stand in their plain form: lower case, letters and digits only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from beatwright.base.columns.coordinate_headings import (
    EASTINGS,
    LATITUDES,
    LONGITUDES,
    NORTHINGS,
    POINTS,
    plain_heading,
)

__all__ = [
    "ADDRESSES",
    "ANY_CLOCK",
    "CLOCKS",
    "CLOCKS_OF_END",
    "ENDS",
    "KNOWN",
    "NEEDED",
    "PLANES",
    "ROLES",
    "clock_headings",
    "hour_headings",
    "is_clock",
    "is_hour",
    "plain_heading",
    "same_heading",
    "without_zone",
    "words_of",
]


def same_heading(name: str, headings: Iterable[str]) -> tuple[str, ...]:
    """Return the headings that `name` may mean: the one written alike, else all of the same plain form.

    >>> same_heading("año", ["Año", "Ano", "Mes"])
    ('Año', 'Ano')
    """
    known = tuple(headings)
    if name in known:
        return (name,)
    wanted = plain_heading(name)
    return tuple(heading for heading in known if wanted and plain_heading(heading) == wanted)


def _words(text: str) -> tuple[str, ...]:
    return tuple(map(plain_heading, text.split()))


# One row, one number: a number that repeats is a row given twice.
_ID = _words("""
    rowid offenseid pdid drno cmplntnum crimeid id incidentid objectid cartodbid globalid callid eventid recordid
    uniqueid uniqueidentifier
""")

# One case, one number: several victims or offences make several rows with the same number.
_CASE = _words("""
    casenumber incidentnumber incidentnum incidntnum reportnumber filenumber complaint complaintnumber complaintnum
    generaloffensenumber gonumber dckey eventnumber cadnumber cadeventnumber cadid callnumber callno incidentno
    incidentnumberwyear incidentnummer
    incidentnbr reportno reportnum caseno casenum casenbr caseid ccn rdno rdnumber irnumber irno drnumber drnum
    offensenumber crimenumber crimeno controlnumber servicenumber compnos
    folio aktenzeichen numerodecaso
""")

# First when it happened, then when it was sent for, then when it was reported.
_TIME = _words("""
    occurred occurredat occurredon occurredondate occurreddatetime occurrencedatetime datetimeoccurred
    datetimeofoccurrence occurreddateordaterangestart offensestartdatetime offensedatetime offensestartdate offensedate
    occurredstart occurredstartdate occurredstartdatetime occurredbegin occurredbegindate occurredearliest earliestdate
    earliestdatetime earliestoccurrence earliestoccurred earliest datestart datetimestart datebegin datefirst datelower
    fechainiciohecho datedebutfaits tatzeitab
    incdate incdatetime incdt
    firstoccurrencedate crimedatetime incidentdatetime eventdatetime incidentdateandtime occurredfrom occurredfromdate
    occurredfromdatetime fromdatetime datetimefrom datefrom fromdate cmplntfrdt dateocc dateoccur dateoccured
    dateoccurred datetimeoccur occurdate occurdatetime occurreddate occurrencedate occdate occdatetime
    dateofoccurrence begindate begindatetime startdatetime startdate crimedate incidentdate eventdate offencedate
    dateofoffense dateofincident dateofcrime rmsoccurrencedate eventdt dateofevent offensedt occurdt occdt incidentdt
    date1ofoccurrence incidenttimestamp datumincident datumdelict pleegdatum datumfeit
    fechahecho fechadelhecho fechahechos fechadeloshechos fechaevento fechaincidente fechadelito fechaocurrencia
    dataocorrencia dataocorrenciabo datafato datadofato dataocorrido datedufait datedesfaits datefait dateincident
    fechahorahecho fechahoradelhecho fechahorahechos fechahoraocurrencia datahoraocorrencia datahorafato
    dateheuredesfaits dateheurefaits dateheuredufait
    tatzeit tatzeitvon tatzeitbeginn tatzeitanfangdatum tatdatum datadelfatto dataorafatto
    fechainicio fechahorainicio fechadesde fechainicial datedebut
    датасовершения датаивремясовершения датапроисшествия ημερομηνιατελεσης ημερομηνιασυμβαντος
    發生日期 发生日期 案發日期 案发日期 發生時間 发生时间 案發時間 案发时间 發生日期時間 发生日期时间
    発生日時 発生年月日 発生日 발생일시 발생일자 발생일 تاريخالحادث تاريخالواقعة תאריךהאירוע
    occfrom occfromdate occfromdatetime occfromdt occdatefrom occurreddatefrom occurreddatetimefrom dateoccurredfrom
    dateoccfrom occurrencefrom occurrencefromdate occurrencestartdate occurrencestart offensefrom offensefromdate
    incidentfrom incidentfromdate incidentstartdate dateincidentbegan incidentbegan firstpossible firstpossibledate
    firstpossibledatetime earliestpossible earliestpossibledate earliestpossibledatetime earliestpossibletime
    datetimefirst dateearliest fechadesdehecho fechahechodesde fechahoradesde
    calldatetime calldateandtime calldate callreceived callreceiveddatetime callreceivedtime receiveddatetime
    receivedtime timereceived received receivedat
    originaltimequeued calltime callcreated created createdatetime createtime createdtime createddate timecreate
    dispatchdatetime dispatchdate dispatcheddatetime timedispatched dispatchtime dispatched
    eventclearancedate responsedate responsedatetime dateopened openeddate opendate opendatetime
    datetimelocal localdatetime datetime timestamp dttm incidenttime eventtime datetimeutc utcdatetime dateutc
    date start begin from month
    reportdatetime reporteddatetime reporteddate reportdate datereported dateofreport daterptd rptdt dtreported
    reportedon reportedat codedmonth monthreportedtomshp yearmonth time
    fecha datum datainizio dataevento datahora fechahora fechayhora fechareporte fecharegistro dataregistro data
    dataregistro dateheure дата датаивремя датарегистрации ημερομηνια ημερομηνιαωρα
    日期 日付 日時 날짜 일시 التاريخ تاريخ تاريخالبلاغ תאריך mes mois monat mese
""")

# The latest time at which it can have happened: where the heading of the time has none that belongs to it, and alone.
_TIME_END = _words("""
    occurredto occurredtodate occurredtodatetime occurredend occurredenddate occurredenddatetime occurredthru
    occurredthrough occurreduntil occurreddateto occurreddatetimeto occto occtodate occtodatetime occtodt occdateto
    dateto todate datetimeto todatetime datethru cmplnttodt latestoccurrence
    latestoccurred latestpossible latestpossibledate latestpossibledatetime lastpossible lastpossibledate
    lastpossibledatetime lastoccurrencedate offenseenddatetime offenseenddate occurrenceenddate occurrenceto
    dateincidentend date2ofoccurrence fechahasta fechahorahasta fechahechohasta fechafinhecho
    tatzeitbis tatzeitende
""")

_KIND = _words("""
    primarytype crimetype ofnsdesc crmcddesc nibrsoffensecodedescription offensedescription textgeneralcode
    incidentcategory offensecategoryid summarizedoffensedescription offensecodegroup category offense offence
    offensesubcategory offenseparentgroup offensecategory offensetypeid offensetype offencetype crimecategory
    crimedescription description descript kind crime highestoffensedescription typetext
    initialtypetext calltypedescription calltypedesc calltype initialcalltype
    finalcalltype initialtypedescription incidenttypedescription incidenttypedesc incidenttype incidentdescription
    eventtypedescription eventtype eventdescription natureofcall nature callnature incidentnature problem problemtype
    calldescription offenses statutedescription chargedescription ucrdescription ucrdesc nibrsdescription
    nibrscategory nibrsoffense violation pddesc typ type
    ucrgeneral ucrcode ucr nibrscode nibrs nibrsoffensecode fbicode iucr crimecode offensecode crmcd kycd
    nibrsclass mci mcicategory offensename delito tipodelito tipodedelito incidente tipoincidente crimen rubrica
    natureza delit infraction categorie delikt straftat delikttyp reato cvlegend tipodecrime tipo tiporoubo
    nibrscrime ucroffensename typeofincident categorydescription ucrcategory tipodireato tiporeato fattispecie
    soortmisdrijf soortincident soortdelict misdrijf delict incidentsoort feitomschrijving
    modalidad conducta typedinfraction typededelit deliktart deliktsart
    naturecode casetype finalcasetype initialcasetype typeinfraction natureinfraction naturedesfaits naturedufait
    titulodelito tituloreato descrizione descrizionereato naturezaapurada naturezadaocorrencia naturezaocorrencia
    subtipo subtipodelito bienjuridico tipohecho tipodehecho titulodeldelito
    видпреступления составпреступления вид преступление τυποςαδικηματος αδικημα ειδοςαδικηματος
    案類 案类 案件類型 案件类型 案由 罪種 罪种 犯罪類型 犯罪类型 罪名 手口
    犯罪種別 범죄유형 죄명 نوعالجريمة نوعالبلاغ الجريمة סוגהעבירה עבירה
""")

# The hour of the day in a column of its own, as a whole number: that of the event, or that of the report.
_HOUR = _words("""
    hour hours hourofday occurrencehour occhour occurhour occurredhour incidenthour offensehour crimehour eventhour
    rmsoccurrencehour hourofoccurrence hourofcrime hourofincident houroffense hourocc callhour dispatchhour
    houroccurred incidenthr occhr hr horadia stunde heuredujour
    hora horahecho horadelhecho horahechos horadeloshechos horaocurrencia horaocorrencia horadaocorrencia horafato
    horadofato horadelito horaincidente horaevento franja franjahoraria rangohorario heure heurefaits heuredesfaits
    heuredufait tranchehoraire uhrzeit tatstunde oraria fasciaoraria orafatto ora час часпреступления ωρα ωρατελεσης
    時間 時間帯 时段
    時段 小时 小時 시간 시간대 ساعة الساعة שעה hourrange timerange hourblock timeblock uur
""")
_REPORT_HOUR = _words("hourreported reporthour reportedhour hourofreport rmsreporthour")

# For how many incidents a row stands, in files of sums.
_COUNT = _words("""
    count counts offensecount offencecount incidentcount crimecount eventcount callcount casecount countofincidents
    countofoffenses countofcrimes incidentscount numberofincidents numberofoffenses numberofoffences numberofcrimes
    numberofcalls numberofcases numberofevents noofincidents noofoffenses noofcrimes numincidents numoffenses
    numcrimes incidentstotal totalincidents totaloffenses totalcrimes totalcount recordcount frequency freq
    quantidade qtd qtde quantidadeocorrencias numeroocorrencias numerodeocorrencias totalocorrencias
    cantidad cantidaddelitos numerodelitos numerodedelitos numeroincidentes totaldelitos conteo
    numerocasos numerodecasos totalcasos casos numerodehechos totalhechos hechos totaldecasos
    nombre nombredefaits nombrefaits nombredesfaits faits nbfaits nbdefaits effectif
    anzahl anzahldelikte fallzahl anzahlfaelle anzahlfalle
    numeroreati quantita conteggio количество число 件數 件数 件 수 건수 عدد total n
""")

ROLES: dict[str, tuple[str, ...]] = {
    "id": _ID,
    "case": _CASE,
    "time": _TIME,
    "clock": (),  # found by the heading of the time: see `clock_headings`
    "time_end": _TIME_END,  # found by the heading of the time first: see `end_heading`
    "clock_end": _words("""
        timeto totime occurredtotime occurredendtime occtotime cmplnttotm timethru timeofdayto latesttime horahasta
        time2ofoccurrence lastpossibletime
    """),
    "kind": _KIND,
    "lon": ("geometryx", *LONGITUDES),
    "lat": ("geometryy", *LATITUDES),
    "x": EASTINGS,
    "y": NORTHINGS,
    "point": POINTS,
    "hour": (*_HOUR, *_REPORT_HOUR),  # see `hour_headings`
    "count": _COUNT,
    "officers": _words("officersneeded officers unitsneeded"),
    "service_minutes": _words("serviceminutes minutesonscene servicetimeminutes timeonsceneminutes"),
}

ENDS, CLOCKS_OF_END = ROLES["time_end"], ROLES["clock_end"]

# Plain heading -> our column, and the columns of which a row of headings has one at least.
# "From" and "To" above a table are those of its period, as often as headings.
KNOWN = {
    alias: role
    for role, aliases in reversed(ROLES.items())
    for alias in aliases
    if role not in ("time_end", "clock_end") and alias != "from"
}
NEEDED = ("time", "lon", "lat", "x", "y", "point")

# x and y are found in pairs of the same place in their lists.
PLANES = tuple(zip(EASTINGS, NORTHINGS, strict=True))

# Where the time of day is not the heading of the date with "time" in the place of "date".
CLOCKS: dict[str, tuple[str, ...]] = {
    "incidentdate": _words("occurredfromtime incidenttime timeofincident timeofday"),
    "date": _words("time timeofday timeoccurred"),
    "occurreddate": _words("occurredtime timeoccurred"),
    "dateoccurred": _words("timeoccurred occurredtime"),
    "dateoccured": _words("timeoccured occuredtime"),
    "calldate": _words("calltime timeofcall"),
    "occurredondate": _words("occurredontime"),
    "fecha": _words("horahecho"),
    "dataocorrenciabo": _words("horaocorrencia"),
    "tatdatum": _words("tatzeit uhrzeit"),
}

# The word for the date in a heading, and the word that the heading of its time of day has in the same place.
_TWINS = tuple((plain_heading(day), plain_heading(clock)) for day, clock in (
    ("date", "time"), ("dt", "tm"), ("date", "heure"), ("fecha", "hora"), ("data", "hora"), ("data", "ora"),
    ("datum", "zeit"), ("datum", "uhrzeit"), ("datum", "tijd"), ("datum", "tijdstip"),
    ("дата", "время"), ("дата", "час"), ("ημερομηνια", "ωρα"),
    ("日期", "時間"), ("日期", "时间"), ("年月日", "時刻"), ("日", "時刻"), ("일자", "시간"),
    ("تاريخ", "وقت"), ("תאריך", "שעה"),
))  # fmt: skip
# A window has a side that its headings end in: "Occurred From", "Occurred From Time".
_SIDES = ("from", "to", "thru", "start", "end")
# A time of day that belongs to no date in particular.
ANY_CLOCK = _words("""
    timeofday time hora heure uhrzeit ora tijd tijdstip clock timeoccurred occurredtime timeofoccurrence время
    ωρα 時刻 時間 时间 시각 시간 الوقت وقت
""")

# A place that only a geocoder can turn into a point.
ADDRESSES = _words("""
    address fulladdress streetaddress blockaddress incidentaddress location locationaddress addressofcrime block
    hundredblock 100block street streetname blkaddr blocklocation addresstext locationtext crosstreet intersection
    direccion domicilio calle ubicacion endereco logradouro rua adresse rue voie strasse anschrift indirizzo via
    адрес улица
""")


# Words for the hour in a heading of several, such as "Hour of Day (local)" or "HORA_DEL_SUCESO".
_HOUR_WORDS = frozenset(_words("""
    hour hours hr hrs hora horas heure heures horaire horaria horario stunde stunden uhrzeit ora oraria orario час часы
    ωρα
"""))  # fmt: skip
_TIME_WORDS = frozenset(_words("time tm clock tijd zeit tempo tiempo время minute minutes min seconds 時間 時刻 时间"))
# Words that make it the hour of something else, or a length of time.
_OTHER_HOURS = frozenset(_words("""
    report reported rpt reporte reportado denuncia dispatch dispatched arrival arrived clear cleared close closed update
    updated entered created business opening open office duration total worked man men staff shift per overtime end to
    registro registrada fin hasta trabajadas extras arbeitsstunden travail travaillees
"""))  # fmt: skip


def is_hour(heading: str) -> bool:
    """Say whether a heading of several words is that of the hour of an event.

    >>> is_hour("HORA_DEL_SUCESO"), is_hour("HourOccur"), is_hour("Report Hour"), is_hour("Total Hours")
    (True, True, False, False)
    """
    words = words_of(heading)
    return bool(words & _HOUR_WORDS) and not words & _OTHER_HOURS


_ZONE_LAST = re.compile(
    r"[\s_(\[/-]+(?:in[\s_]+)?(?:UTC|GMT|Zulu|local(?:[\s_]+time)?|[ECMP][SD]?T|CES?T|WES?T|BST|IST|JST|KST|BRT|ART)[\s)\]]*$",
    re.I,
)


def without_zone(heading: str) -> str:
    """Return a heading without the time zone at its end.

    >>> [without_zone(heading) for heading in ("occurred_utc", "Call Time (GMT)", "Date (CST)", "Incident")]
    ['occurred', 'Call Time', 'Date', 'Incident']
    """
    return _ZONE_LAST.sub("", heading)


def is_clock(heading: str) -> bool:
    """Say whether a heading speaks of an hour or a time, of whatever event.

    >>> is_clock("Report Hour"), is_clock("minute_of_day"), is_clock("Beat")
    (True, True, False)
    """
    return bool(words_of(heading) & (_HOUR_WORDS | _TIME_WORDS))


def words_of(heading: str) -> set[str]:
    """Return the words of a heading in their plain form.

    >>> sorted(words_of("Anzahl der Fälle")), sorted(words_of("OffenceCount"))
    (['anzahl', 'der', 'falle'], ['count', 'offence'])
    """
    return {plain_heading(word) for word in re.findall(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])", heading)}


def clock_headings(date: str) -> tuple[str, ...]:
    """Return the plain headings that may hold the time of day of the column `date`.

    >>> clock_headings("dateocc")
    ('timeocc', 'heureocc')
    """
    derived = [date.replace(day, clock) for day, clock in _TWINS if day in date]
    derived += [f"{date}time"] if date.endswith(_SIDES) else []
    return tuple(dict.fromkeys([*CLOCKS.get(date, ()), *derived]))


def hour_headings(date: str) -> tuple[str, ...]:
    """Return the plain headings that may hold the hour of the column `date`: the hour of a report is no other's.

    >>> hour_headings("occdate")[0], "reporthour" in hour_headings("occdate"), hour_headings("reportdate")[0]
    ('occhour', False, 'reporthour')
    """
    derived = [date.replace("date", "hour"), date.replace("dt", "hour")]
    reported = "report" in date or "rpt" in date or "rptd" in date
    named = (*_REPORT_HOUR, *_HOUR) if reported else _HOUR
    return tuple(dict.fromkeys([*(heading for heading in derived if heading != date), *named]))
