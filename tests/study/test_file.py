"""A study file is read and checked as a whole before anything runs."""

from pathlib import Path

import pytest

from beatwright.core import StudyError
from beatwright.study import read_study
from beatwright.study.demo import DEMO_STUDY

GOOD = DEMO_STUDY.format(name="Town", holdout="2024-01-01", seed=3, posts=4, most=6)


def written(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_is_read(tmp_path):
    study = read_study(written(tmp_path, GOOD))
    assert [name for name, _ in study.planners][-1] == "PMedian(p=4)"
    assert study.base == "today"
    assert study.main == "PMedian(p=4)"
    assert study.folder == tmp_path


def test_the_seed_reaches_every_step_that_takes_one(tmp_path):
    study = read_study(written(tmp_path, GOOD), seed=7)
    seeds = [planner.seed for _, planner in study.planners if hasattr(planner, "seed")]
    assert seeds
    assert set(seeds) == {7}


def test_a_step_may_keep_its_own_seed(tmp_path):
    text = GOOD.replace('step = "RandomPosts"', 'step = "RandomPosts"\nseed = 99')
    study = read_study(written(tmp_path, text))
    assert next(planner.seed for name, planner in study.planners if name.startswith("RandomPosts")) == 99


def test_a_date_needs_no_quotes(tmp_path):
    study = read_study(written(tmp_path, GOOD.replace('"2024-01-01"', "2024-01-01")))
    assert study.options.holdout == "2024-01-01"


def test_every_complaint_comes_at_once(tmp_path):
    text = GOOD.replace("within = 1500", "withn = 1500").replace('zones = "500 m"', 'zoness = "500 m"')
    text = text.replace('step = "KMeansPosts"', 'step = "KMeanPosts"')
    with pytest.raises(StudyError) as error:
        read_study(written(tmp_path, text))
    for told in ("'withn'", "Did you mean 'within'", "'zoness'", "Did you mean 'KMeansPosts'", "Known:"):
        assert told in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[problem]", "[problems]", r"no table \[problems\]"),
        ("[study]", "[study", "not valid TOML"),
        ("[[planning]]", "[planing]", "no valid|not valid|no table"),
        ('holdout = "2024-01-01"', 'holdout = "next year"', "must be a date"),
        ("seed = 3", "seed = -1", r"integer in \[0"),
        ("seed = 3", 'main = "PMedain"', "Did you mean"),
        ("p = 4", "p = 0", r"integer in \[1"),
        ("[network]", "[[network]]", "it stands once"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, old, new, told):
    with pytest.raises(StudyError, match=told):
        read_study(written(tmp_path, GOOD.replace(old, new)))


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StudyError, match="cannot be read"):
        read_study(tmp_path / "none.toml")


def test_the_data_folder_may_be_the_study_s_own_or_the_one_above(tmp_path, monkeypatch):
    path = written(tmp_path, GOOD.replace("[study]", '[study]\ndata = "town"'))
    (tmp_path / "all" / "town").mkdir(parents=True)
    assert read_study(path, data=tmp_path / "all").folder == tmp_path / "all" / "town"
    assert read_study(path, data=tmp_path / "all" / "town").folder == tmp_path / "all" / "town"
    monkeypatch.setenv("BEATWRIGHT_DATA", str(tmp_path / "all"))
    assert read_study(path).folder == tmp_path / "all" / "town"
    monkeypatch.setenv("BEATWRIGHT_DATA", str(tmp_path / "none"))
    with pytest.raises(StudyError, match="does not exist"):
        read_study(path)


def test_posts_and_districts_of_today_are_told_apart(tmp_path):
    layer = '\n[[planning]]\nstep = "CurrentDistricts"\n'
    text = GOOD + '\n[[planning]]\nstep = "CurrentPosts"\n' + layer + layer
    names = [name for name, _ in read_study(written(tmp_path, text)).planners]
    assert names[-2:] == ["today (districts)", "today (districts) no. 2"]
    assert names.count("today") == 1


def test_equal_names_are_numbered(tmp_path):
    text = GOOD + '\n[[planning]]\nstep = "PMedian"\np = 4\n'
    names = [name for name, _ in read_study(written(tmp_path, text)).planners]
    assert names[-2:] == ["PMedian(p=4)", "PMedian(p=4) no. 2"]


def test_a_planner_s_file_is_among_the_input_files(tmp_path):
    text = GOOD.replace('step = "CurrentPosts"', 'step = "CurrentPosts"\nfile = "posts.csv"')
    study = read_study(written(tmp_path, text))
    assert study.planners[0][1].file == str(tmp_path / "posts.csv")
    assert study.base == "today"


@pytest.mark.parametrize("broken", ["[alternativs]\ncount = 2\n", "[evaluate]\nstep = 'Coverage'\n", "[[study]]\n"])
def test_a_broken_table_hides_no_other_complaint(broken, tmp_path):
    text = '[incidents]\nfile = "a.csv"\nday_frist = "yes"\n[[planning]]\nstep = "PMedain"\n'
    text += '[[planning]]\nstep = "PMedian"\np = -3\n'
    file = tmp_path / "study.toml"
    file.write_text(text + broken, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_study(file)
    for word in ("day_frist", "PMedain", "'p'", broken.strip("[]\n").split("]")[0]):
        assert word in str(caught.value)
