"""The collector of complaints: what an attempt finds wrong joins the rest, and everything else goes on."""

import pytest

from beatwright.base.errors import Complaints, InfeasibleError, InputError, ParameterError, StudyError


def failing(error, *texts):
    def work():
        complaints = Complaints()
        complaints.extend(texts)
        complaints.raise_if_any(error)

    return work


def test_complaints_of_an_attempt_are_taken_one_by_one():
    complaints = Complaints()
    complaints.add("first")
    assert complaints.attempt(failing(InputError, "second", "third")) is None
    assert complaints.attempt(lambda: 7) == 7
    assert complaints.texts == ("first", "second", "third")
    with pytest.raises(InputError) as error:
        complaints.raise_if_any(complaints.worst)
    assert error.value.complaints == complaints.texts
    assert str(error.value) == "Several things are wrong:\n  - first\n  - second\n  - third"


@pytest.mark.parametrize(("error", "worst"), [(ParameterError, 2), (StudyError, 2), (InputError, 1)])
def test_the_worst_of_several_says_the_exit_code(error, worst):
    complaints = Complaints()
    for kind in (InputError, error, InputError):
        complaints.attempt(failing(kind, "wrong"))
    assert complaints.worst.exit_code == worst


def test_an_error_that_tells_one_thing_has_its_text_as_complaint():
    assert InputError("no such file").complaints == ("no such file",)


@pytest.mark.parametrize("error", [InfeasibleError("no plan"), KeyError("x"), MemoryError()])
def test_other_errors_are_not_taken(error):
    def work():
        raise error

    with pytest.raises(type(error)):
        Complaints().attempt(work)
