"""The report says what share of the calls has a guessed severity, where the reading tells it."""

import dataclasses

import pytest

from beatwright.show.report.method import method_of


@pytest.mark.parametrize("share", ["0.4%", "12.5%", "100.0%"])
def test_share_of_guessed_severities_is_said(case, share):
    reading = dataclasses.replace(
        case.reading, facts={**case.reading.facts, "severity guessed": f"{share} of the rows"}
    )
    told = method_of(dataclasses.replace(case, reading=reading))
    assert any(text.startswith(f"The severity of {share} of the calls is guessed") for text in told)


def test_nothing_is_said_where_nothing_is_guessed(case):
    for plain in (case, dataclasses.replace(case, reading=None)):
        assert not any("guessed" in text for text in method_of(plain))
