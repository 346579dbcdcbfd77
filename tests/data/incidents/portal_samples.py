"""Made-up rows under the headings that open-data portals publish, and what is true of the first row.

name: (headings, rows, time of the first row, its longitude and latitude, its kind)
"""

from __future__ import annotations

Sample = tuple[str, list[str], str, tuple[float, float], str]

SAMPLES: dict[str, Sample] = {
    "Washington DC": (
        "X,Y,CCN,REPORT_DAT,SHIFT,METHOD,OFFENSE,BLOCK,XBLOCK,YBLOCK,WARD,ANC,DISTRICT,PSA,LATITUDE,LONGITUDE,"
        "START_DATE,END_DATE,OBJECTID",
        [
            "-77.012,38.91,23000001,2023/01/05 14:20:11+00,DAY,OTHERS,THEFT F/AUTO,1 - 99 BLOCK OF P STREET NW,398900,"
            "137900,5,5E,5,501,38.91,-77.012,2023/01/05 13:30:00+00,2023/01/05 13:40:00+00,1",
            "-77.022,38.92,23000002,2023/01/06 20:20:11+00,EVENING,GUN,ROBBERY,1 - 99 BLOCK OF Q STREET NW,398100,"
            "138900,5,5E,5,501,38.92,-77.022,2023/01/06 19:30:00+00,2023/01/06 19:40:00+00,2",
        ],
        "2023-01-05 13:30", (-77.012, 38.91), "THEFT F/AUTO",
    ),
    "Baltimore": (
        "RowID,CCNumber,CrimeDateTime,CrimeCode,Description,Inside_Outside,Weapon,Post,Gender,Age,Race,Ethnicity,"
        "Location,Old_District,New_District,Neighborhood,Latitude,Longitude,GeoLocation,PremiseType",
        [
            '1,23A00001,2023/01/05 14:20:00+00,6D,LARCENY FROM AUTO,,NA,131,,,,,0 N PACA ST,,CENTRAL,Downtown,39.29,'
            '-76.62,"(39.29, -76.62)",STREET',
            '2,23A00002,2023/01/06 02:20:00+00,4E,COMMON ASSAULT,,NA,131,,,,,0 S PACA ST,,CENTRAL,Downtown,39.28,'
            '-76.621,"(39.28, -76.621)",STREET',
        ],
        "2023-01-05 14:20", (-76.62, 39.29), "LARCENY FROM AUTO",
    ),
    "Austin": (
        "Incident Number,Highest Offense Description,Highest Offense Code,Family Violence,Occurred Date Time,"
        "Occurred Date,Occurred Time,Report Date Time,Report Date,Report Time,Location Type,Address,Zip Code,"
        "Council District,APD Sector,APD District,PRA,Census Tract,Clearance Status,Clearance Date,UCR Category,"
        "Category Description,X-coordinate,Y-coordinate,Latitude,Longitude,Location",
        [
            "20225000001,THEFT,600,N,01/05/2022 02:20:00 PM,01/05/2022,1420,01/05/2022 03:00:00 PM,01/05/2022,1500,"
            'STREETS,1 CONGRESS AVE,78701,9,GE,1,1,11,,,23H,Theft,3115000,10070000,30.265,-97.745,"(30.265, -97.745)"',
            "20225000002,ROBBERY BY ASSAULT,302,N,01/06/2022 11:20:00 PM,01/06/2022,2320,01/07/2022 12:10:00 AM,"
            '01/07/2022,10,STREETS,2 CONGRESS AVE,78701,9,GE,1,1,11,,,120,Robbery,3115100,10070100,30.266,-97.744,'
            '"(30.266, -97.744)"',
        ],
        "2022-01-05 14:20", (-97.745, 30.265), "THEFT",
    ),
    "Dallas": (
        "Incident Number w/year,Year of Incident,Service Number ID,Watch,Call (911) Problem,Type of Incident,"
        "Type Location,Type of Property,Incident Address,Reporting Area,Beat,Division,Date1 of Occurrence,"
        "Year1 of Occurrence,Month1 of Occurence,Day1 of the Week,Time1 of Occurrence,Day1 of the Year,Date of Report,"
        "UCR Offense Name,NIBRS Crime,NIBRS Crime Category,X Coordinate,Y Cordinate,Zip Code,Location1",
        [
            "000001-2022,2022,000001-2022-01,2,6X - MAJOR DIST,THEFT OF PROP,Parking,,1 MAIN ST,1001,121,CENTRAL,"
            "2022-01-05 00:00:00.0000000,2022,January,Wed,14:20,5,2022-01-05 16:00:00.0000000,THEFT,"
            'THEFT FROM MOTOR VEHICLE,LARCENY/ THEFT OFFENSES,2492000,6973000,75201,"1 MAIN ST\nDALLAS, TX 75201\n'
            '(32.781, -96.797)"',
            "000002-2022,2022,000002-2022-01,3,11R - BURG,BURGLARY OF HABITATION,House,,2 MAIN ST,1001,121,CENTRAL,"
            "2022-01-06 00:00:00.0000000,2022,January,Thu,22:05,6,2022-01-07 01:00:00.0000000,BURGLARY,"
            'BURGLARY-RESIDENCE,BURGLARY/ BREAKING & ENTERING,2492100,6973100,75201,"2 MAIN ST\nDALLAS, TX 75201\n'
            '(32.782, -96.796)"',
        ],
        "2022-01-05 14:20", (-96.797, 32.781), "THEFT FROM MOTOR VEHICLE",
    ),
    "Minneapolis": (
        "X,Y,Type,Case_Number,Case_NumberAlt,Reported_Date,Occurred_Date,NIBRS_Crime_Against,NIBRS_Group,NIBRS_Code,"
        "Offense_Category,Offense,Problem_Initial,Problem_Final,Address,Precinct,Neighborhood,Ward,Latitude,Longitude,"
        "wgsXAnon,wgsYAnon,Crime_Count,OBJECTID",
        [
            "-10382000,5618000,Crime Offenses (NIBRS),MP2023000001,23-1,2023/01/05 21:10:00+00,2023/01/05 20:20:00+00,"
            "Property,A,23H,Larceny/Theft,All Other Larceny,THEFT,THEFT,00XX MAIN ST,1,Downtown,3,44.98,-93.265,"
            "-10382000,5618000,1,1",
            "-10382100,5618100,Crime Offenses (NIBRS),MP2023000002,23-2,2023/01/06 21:10:00+00,2023/01/06 03:20:00+00,"
            "Property,A,220,Burglary/Breaking and Entering,Burglary,BURG,BURG,00XX OAK ST,1,Downtown,3,44.981,-93.266,"
            "-10382100,5618100,1,2",
        ],
        "2023-01-05 20:20", (-93.265, 44.98), "All Other Larceny",
    ),
    "Detroit": (
        "X,Y,crime_id,report_number,address,offense_description,offense_category,state_offense_code,arrest_charge,"
        "charge_description,incident_timestamp,incident_time,incident_day_of_week,incident_hour,year,scout_car_area,"
        "precinct,block_id,neighborhood,council_district,zip_code,longitude,latitude,ibr_date,oid",
        [
            "-83.05,42.335,3400001,2301050001,Woodward & Congress,LARCENY - THEFT FROM BUILDING,LARCENY,2303,23003,"
            "LARCENY,2023/01/05 19:20:00+00,14:20,4,14,2023,0307,3,1,Downtown,5,48226,-83.05,42.335,,1",
            "-83.06,42.345,3400002,2301060001,Cass & Warren,ROBBERY,ROBBERY,1201,12000,ROBBERY,2023/01/07 03:20:00+00,"
            "22:20,5,22,2023,0307,3,1,Midtown,5,48201,-83.06,42.345,,2",
        ],
        "2023-01-05 14:20", (-83.05, 42.335), "LARCENY - THEFT FROM BUILDING",
    ),
    "New Orleans calls": (
        "NOPD_Item,Type,TypeText,Priority,InitialType,InitialTypeText,InitialPriority,MapX,MapY,TimeCreate,"
        "TimeDispatch,TimeArrive,TimeClosed,Disposition,DispositionText,SelfInitiated,Beat,BLOCK_ADDRESS,Zip,"
        "PoliceDistrict,Location",
        [
            "A0000123,67A,AUTO THEFT,1E,67A,AUTO THEFT,1E,3682000,532000,01/05/2023 02:20:00 PM,01/05/2023 02:31:00 PM,"
            "01/05/2023 02:40:00 PM,01/05/2023 03:00:00 PM,RTF,REPORT TO FOLLOW,N,8A,001XX Bourbon St,70130,8,"
            "POINT (-90.07 29.955)",
            "A0000223,64G,ARMED ROBBERY WITH GUN,2B,64G,ARMED ROBBERY WITH GUN,2B,3682100,532100,"
            "01/06/2023 11:20:00 PM,01/06/2023 11:31:00 PM,01/06/2023 11:40:00 PM,01/07/2023 01:00:00 AM,RTF,"
            "REPORT TO FOLLOW,N,8A,002XX Bourbon St,70130,8,POINT (-90.071 29.956)",
        ],
        "2023-01-05 14:20", (-90.07, 29.955), "AUTO THEFT",
    ),
    "Cincinnati": (
        "INSTANCEID,INCIDENT_NO,DATE_REPORTED,DATE_FROM,DATE_TO,CLSD,UCR,DST,BEAT,OFFENSE,LOCATION,THEFT_CODE,FLOOR,"
        "SIDE,OPENING,HATE_BIAS,DAYOFWEEK,RPT_AREA,CPD_NEIGHBORHOOD,WEAPONS,DATE_OF_CLEARANCE,HOUR_FROM,HOUR_TO,"
        "ADDRESS_X,LONGITUDE_X,LATITUDE_X,VICTIM_AGE,TOTALNUMBERVICTIMS,UCR_GROUP,ZIP",
        [
            "A1,239000001,01/05/2023 03:00:00 PM,01/05/2023 02:20:00 PM,01/05/2023 02:40:00 PM,,600,1,1,THEFT,"
            "22-RETAIL,23D,,,,N,THURSDAY,47,DOWNTOWN,99 - NONE,,1420,1440,1XX VINE ST,-84.512,39.101,31-40,1,THEFT,"
            "45202",
            "A2,239000002,01/07/2023 01:00:00 AM,01/06/2023 11:20:00 PM,01/06/2023 11:40:00 PM,,400,1,1,"
            "AGGRAVATED ROBBERY,13-STREET,,,,,N,FRIDAY,47,DOWNTOWN,12 - HANDGUN,,2320,2340,2XX VINE ST,-84.513,39.102,"
            "31-40,1,ROBBERY,45202",
        ],
        "2023-01-05 14:20", (-84.512, 39.101), "THEFT",
    ),
    "Las Vegas": (
        "X,Y,OBJECTID,Event_Number,ReportedOn,Location,Area_Command,NIBRSOffenseCode,OffenseGroup,CSIRT,"
        "CrimeAgainst,OffenseCategory,OffenseType,Longitude,Latitude",
        [
            "-115.14,36.17,1,LLV230100000001,2023/01/05 22:20:00+00,1XX FREMONT ST,DTAC,23H,A,N,Property,"
            "Larceny/Theft Offenses,All Other Larceny,-115.14,36.17",
            "-115.15,36.18,2,LLV230100000002,2023/01/06 07:20:00+00,2XX FREMONT ST,DTAC,120,A,N,Property,Robbery,"
            "Robbery,-115.15,36.18",
        ],
        "2023-01-05 22:20", (-115.14, 36.17), "Larceny/Theft Offenses",
    ),
    "Vancouver": (
        "TYPE,YEAR,MONTH,DAY,HOUR,MINUTE,HUNDRED_BLOCK,NEIGHBOURHOOD,X,Y",
        [
            "Theft from Vehicle,2023,1,5,14,20,1XX ROBSON ST,Central Business District,491600,5458900",
            "Break and Enter Commercial,2023,1,6,23,5,2XX ROBSON ST,Central Business District,491700,5459000",
            "Mischief,2023,2,16,0,0,2XX ROBSON ST,Central Business District,491700,5459000",
        ],
        "2023-01-05 14:20", (-123.1155, 49.2828), "Theft from Vehicle",
    ),
    "Montreal": (
        "CATEGORIE,DATE,QUART,PDQ,X,Y,LONGITUDE,LATITUDE",
        [
            "Vol de véhicule à moteur,2023-01-05,jour,30,294904,5047549,-73.626,45.567",
            "Introduction,2023-01-16,nuit,30,294900,5047500,-73.627,45.566",
        ],
        "2023-01-05", (-73.626, 45.567), "Vol de véhicule à moteur",
    ),
    "Mexico City": (
        "anio_inicio,mes_inicio,fecha_inicio,hora_inicio,anio_hecho,mes_hecho,fecha_hecho,hora_hecho,delito,"
        "categoria_delito,competencia,fiscalia,agencia,unidad_investigacion,colonia_hecho,colonia_catalogo,"
        "alcaldia_hecho,alcaldia_catalogo,municipio_hecho,latitud,longitud",
        [
            "2023,Enero,2023-01-06,10:00:00,2023,Enero,2023-01-05,14:20:00,ROBO A TRANSEUNTE EN VIA PUBLICA CON "
            "VIOLENCIA,ROBO A TRANSEÚNTE EN VÍA PÚBLICA CON Y SIN VIOLENCIA,FUERO COMUN,F,A,U,CENTRO,Centro,CUAUHTEMOC,"
            "Cuauhtémoc,CDMX,19.4326,-99.1332",
            "2023,Enero,2023-01-07,10:00:00,2023,Enero,2023-01-06,23:05:00,FRAUDE,DELITO DE BAJO IMPACTO,FUERO COMUN,F,"
            "A,U,ROMA,Roma,CUAUHTEMOC,Cuauhtémoc,CDMX,19.4178,-99.1601",
        ],
        "2023-01-05 14:20", (-99.1332, 19.4326), "ROBO A TRANSEUNTE EN VIA PUBLICA CON VIOLENCIA",
    ),
    "Buenos Aires": (
        "id-mapa,anio,mes,dia,fecha,franja,tipo,subtipo,uso_arma,uso_moto,barrio,comuna,latitud,longitud,cantidad",
        [
            "1,2023,ENERO,JUE,2023-01-05,14,Robo,Robo total,NO,NO,PALERMO,14,-34.58,-58.42,1",
            "2,2023,ENERO,VIE,2023-01-06,23,Hurto,Hurto total,NO,NO,RECOLETA,2,-34.59,-58.39,1",
            "3,2023,FEBRERO,JUE,2023-02-16,0,Lesiones,Siniestros viales,NO,NO,RECOLETA,2,-34.59,-58.39,1",
        ],
        "2023-01-05 14:00", (-58.42, -34.58), "Robo",
    ),
    "Buenos Aires (older)": (
        "id;fecha;franja_horaria;tipo_delito;subtipo_delito;cantidad_registrada;comuna;barrio;lat;long",
        [
            "1;2019-01-05;14;Robo (con violencia);;1;14;Palermo;-34.58;-58.42",
            "2;2019-01-06;23;Hurto (sin violencia);Hurto Automotor;1;2;Recoleta;-34.59;-58.39",
            "3;2019-02-16;0;Hurto (sin violencia);Hurto Automotor;1;2;Recoleta;-34.59;-58.39",
        ],
        "2019-01-05 14:00", (-58.42, -34.58), "Robo (con violencia)",
    ),
    "Sao Paulo": (
        "NUM_BO;ANO_BO;DATA_OCORRENCIA_BO;HORA_OCORRENCIA_BO;DESCR_PERIODO;LOGRADOURO;NUMERO_LOGRADOURO;BAIRRO;CIDADE;"
        "LATITUDE;LONGITUDE;RUBRICA;NATUREZA_APURADA",
        [
            "AA0001;2023;05/01/2023;14:20:00;A TARDE;RUA A;10;CENTRO;S.PAULO;-23,5505;-46,6333;Roubo (art. 157);"
            "ROUBO - OUTROS",
            "AA0002;2023;26/01/2023;23:05:00;A NOITE;RUA B;20;CENTRO;S.PAULO;-23,5605;-46,6433;Furto (art. 155);"
            "FURTO - OUTROS",
        ],
        "2023-01-05 14:20", (-46.6333, -23.5505), "Roubo (art. 157)",
    ),
    "San Diego calls": (
        "INCIDENT_NUM,DATE_TIME,DAY_OF_WEEK,CALL_TYPE,DESCRIPTION,DISPOSITION,BEAT,PRIORITY,lat,lng",
        [
            "E23010001,2023-01-05 14:20:31,5,415,DISTURBING PEACE,K,521,2,32.716,-117.161",
            "E23010002,2023-01-06 23:05:31,6,459,BURGLARY,A,521,2,32.717,-117.162",
        ],
        "2023-01-05 14:20:31", (-117.161, 32.716), "DISTURBING PEACE",
    ),
    "Bogota": (
        "FECHA_HECHO,HORA_HECHO,LOCALIDAD,UPZ,MODALIDAD,DELITO,ARMA EMPLEADA,CLASE SITIO,LATITUD,LONGITUD",
        [
            "05/01/2023,2:20 p. m.,CHAPINERO,88,ATRACO,HURTO A PERSONAS,SIN ARMA,VIA PUBLICA,4.6486,-74.0628",
            "26/01/2023,11:05 p. m.,SUBA,71,RAPONAZO,HURTO A RESIDENCIAS,SIN ARMA,CASA,4.7110,-74.0721",
        ],
        "2023-01-05 14:20", (-74.0628, 4.6486), "HURTO A PERSONAS",
    ),
    "Lima": (
        "ID_DENUNCIA,FECHA_HECHO,HORA_HECHO,TIPO_DELITO,MODALIDAD,DISTRITO,UBICACION,LATITUD,LONGITUD",
        [
            "1,05/01/2023,14:20,ROBO AGRAVADO,A MANO ARMADA,MIRAFLORES,AV LARCO 100,-12.1219,-77.0297",
            "2,26/01/2023,23:05,HURTO SIMPLE,DESCUIDO,MIRAFLORES,AV LARCO 200,-12.1229,-77.0287",
        ],
        "2023-01-05 14:20", (-77.0297, -12.1219), "ROBO AGRAVADO",
    ),
    "Rio de Janeiro": (
        "controle;data_fato;hora_fato;tipo_delito;bairro;latitude;longitude",
        [
            "1;05/01/2023;14:20;Roubo de celular;Centro;-22,9068;-43,1729",
            "2;26/01/2023;23:05;Furto de bicicleta;Lapa;-22,9130;-43,1800",
        ],
        "2023-01-05 14:20", (-43.1729, -22.9068), "Roubo de celular",
    ),
    "French": (
        "N° de fait;Date du fait;Heure du fait;Type d'infraction;Commune;Latitude;Longitude",
        [
            "1;05/01/2023;14h20;Cambriolage;Lyon;45,7640;4,8357",
            "2;26/01/2023;23h05;Vol avec violence;Lyon;45,7650;4,8367",
        ],
        "2023-01-05 14:20", (4.8357, 45.764), "Cambriolage",
    ),
    "German": (
        "Aktenzeichen;Tatdatum;Tatzeit;Delikt;Ort;Breitengrad;Längengrad",
        [
            "1;05.01.2023;14:20;Wohnungseinbruch;Köln;50,9375;6,9603",
            "2;26.01.2023;23:05;Raub;Köln;50,9385;6,9613",
        ],
        "2023-01-05 14:20", (6.9603, 50.9375), "Wohnungseinbruch",
    ),
    "Italian": (
        "Numero;Data del fatto;Ora del fatto;Tipo di reato;Via;Latitudine;Longitudine",
        [
            "1;05/01/2023;14.20;Furto in abitazione;Via Roma 1;45,4642;9,1900",
            "2;26/01/2023;23.05;Rapina;Via Roma 2;45,4652;9,1910",
        ],
        "2023-01-05 14:20", (9.19, 45.4642), "Furto in abitazione",
    ),
    "Dutch": (
        "Incidentnummer;Datum incident;Tijd incident;Soort misdrijf;Straat;Breedtegraad;Lengtegraad",
        [
            "1;05-01-2023;14:20;Woninginbraak;Damrak;52,3745;4,8979",
            "2;26-01-2023;23:05;Straatroof;Damrak;52,3755;4,8989",
        ],
        "2023-01-05 14:20", (4.8979, 52.3745), "Woninginbraak",
    ),
}  # fmt: skip
