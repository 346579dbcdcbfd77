"""Kinds as the portals of many places write them, and the class that each belongs to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from beatwright.data import KindTable
from beatwright.data.incidents.incident_source import check_incidents
from beatwright.data.incidents.rows.guessed_severity import GUESSED

_KINDS = {
    "high": """Murder, non-negligent
Negligent manslaughter
Homicide
Attempted murder
Forcible rape
Forcible sodomy
Sexual assault with an object
Kidnapping, abduction
Robbery
Attempted robbery
Robbery - Mugging
Robbery With Weapon
Aggravated Assault
AGGRAVATED ASSAULT - FAMILY
Assault - deadly weapon
SHOOTING
SHOTS FIRED
STABBING
Carjacking
Bomb Threat
Human Trafficking/Commercial Sex Acts
CHILD MOLESTATION
Child molesting
HOMICIDIO DOLOSO
FEMINICIDIO
SECUESTRO EXPRESS
Robo con violencia
ROBO A MANO ARMADA
Asalto a transeúnte
Disparo de arma de fuego
Lesiones por arma de fuego
Violación sexual
Homicídio doloso
LATROCÍNIO
Roubo de veículo
ROUBO
Estupro de vulnerável
Sequestro
Tentativa de homicídio
Homicides
Vols avec violences
Vol à main armée
Vols armés
Enlèvement
Séquestrations
Raub
Raubüberfall
Straßenraub
Mord
Totschlag
Vergewaltigung
Geiselnahme
Gefährliche Körperverletzung
Schwere Körperverletzung
HOSTAGE SITUATION
OFFICER NEEDS HELP
Home Invasion
11A
09A
100
120
13A
64A""",
    "medium": """Break and Enter
BREAK & ENTER
Breaking & Entering
Breaking and Entering
B&E
B & E - RESIDENCE
Attempted Break and Enter
House breaking
Housebreaking
Burglary, Breaking and Entering
BURGLARY RESIDENTIAL
BURGLARY AUTO PARTS STORE
Break-in
Break in residence
Einbruch
Wohnungseinbruch
Wohnungseinbruchdiebstahl
Einbruchdiebstahl
Allanamiento de morada
ALLANAMIENTO
ROBO A CASA HABITACIÓN
Robo a casa habitacion
Robo a vivienda
Robo a negocio
Robo de vehículo
Robo
arrombamento
Arrombamento de residência
Furto em residência
Furto de veículo
cambriolage
Cambriolages de logement
Vol avec effraction
Vols par effraction
Motor vehicle theft
Auto Theft
Theft of Motor Vehicle
Stolen Vehicle
Arson
Brandstiftung
Incendie volontaire
Incendio
Simple assault
Assault
ASSAULT/BATTERY MISD.
Assault no weapon
Intimidation
Stalking
Harassment
Weapon law violations
Molestation
Lesiones dolosas
Violencia familiar
AMENAZAS
Extorsión
Acoso
Ameaça
Lesão corporal
Coups et blessures volontaires
Agression
Körperverletzung
Bedrohung
Violación de domicilio
Driving under the influence
Hit and Run
Welfare Check
Missing Person
FIGHT
Violence and sexual offences
DOMESTIC VIOLENCE
Fondling
Extortion, Blackmail
13B
13C
200
210
220
240
520""",
    "low": """Theft from motor vehicle
Theft Over
Shoplifting
SHOPLIFT
Theft from building
Theft of motor vehicle parts or accessory
All other larceny
Bicycle theft
Other theft
Vehicle Break-in
Auto break in
BREAK AND ENTER MOTOR VEHICLE
B&E Auto
Pocket-picking
Purse-snatching
BURGLARY ALARM
Burglary from vehicle
LARCENY - FROM VEHICLE
Vandalism
Destruction, damage, vandalism
Criminal damage
Graffiti
Counterfeiting, forgery
Credit card, ATM fraud
Impersonation
Identify theft
Wire fraud
Embezzlement
Stolen property offenses
Drug, narcotic violations
Drug equipment violations
Pornographic, obscene material
Betting, wagering, gambling
Prostitution
Bribery
Disorderly conduct
Drunkenness
Liquor law violations
Trespass of real property
Curfew, loitering, vagrancy violations
Runaway
NOISE COMPLAINT
Noise Disturbance
Suspicious Person
Suspicious Vehicle
Alarm
False alarm
Parking Complaint
Traffic Stop
Traffic accident
Animal complaint
Fireworks
Lost property
Found Property
Civil
Information
Assist citizen
Public order
Anti-social behaviour
Vehicle crime
ACTIVE SHOOTER DRILL
Active shooter training
TEST CALL
Non-violent disturbance
Robo call
MOLESTAR
HURTO
Hurto simple
Robo sin violencia
NARCOMENUDEO
FRAUDE
Estafa
Daños
Daño a la propiedad
Abuso de confianza
Furto
Furto simples
Tráfico de drogas
Estelionato
Vols sans violence
Vol à la tire
Escroqueries
Usage de stupéfiants
Dégradations
Diebstahl
Ladendiebstahl
Fahrraddiebstahl
Sachbeschädigung
Betrug
Rauschgiftdelikt
23A
23C
23F
250
26A
290
35A
90C
90J""",
}


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, kinds in _KINDS.items() for kind in kinds.split("\n")]
)
def test_the_class_of_a_kind(name: str, kind: str) -> None:
    table = KindTable.default()
    found = int(table.match([kind])[0])
    assert found >= 0, "no rule fits"
    assert table.severity.names[found] == name


def test_over_two_hundred_kinds_are_held_to() -> None:
    assert sum(len(kinds.split("\n")) for kinds in _KINDS.values()) > 200


@pytest.mark.parametrize("strange", [0, 1, 10, 20, 21, 50, 99, 100])
def test_the_share_of_guessed_severities_is_told(tmp_path: Path, strange: int) -> None:
    rng = np.random.default_rng(0)
    lines = ["time,kind,lat,lon"]
    for row in range(100):
        kind = "XYZZY" if row < strange else "ROBBERY"
        at = f"{38.6 + rng.uniform(0, 0.01):.6f},{-90.2 + rng.uniform(0, 0.01):.6f}"
        lines.append(f"2024-01-{1 + row % 28:02} 1{row % 10}:{row % 60:02},{kind},{at}")
    (tmp_path / "calls.csv").write_text("\n".join(lines))
    report = check_incidents(str(tmp_path / "calls.csv"))
    assert report.facts.get(GUESSED) == (f"{strange / 100:.1%} of the rows" if strange else None)
    assert any("is a guess" in warning for warning in report.warnings) == (strange > 20)
    assert any("XYZZY" in warning for warning in report.warnings) == (strange > 0)
