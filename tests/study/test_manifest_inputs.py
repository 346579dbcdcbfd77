"""The manifest lists the files that a study reads, and no other file of the machine."""

from pathlib import Path

from beatwright.study import read_study
from beatwright.study.demo import DEMO_STUDY
from beatwright.study.manifest import input_files

GOOD = DEMO_STUDY.format(name="Town", holdout="2024-01-01", seed=3, posts=4, most=6)
READ = [
    "beats.gpkg",
    "blockgroups.gpkg",
    "boundary.gpkg",
    "districts.gpkg",
    "incidents.csv",
    "posts.csv",
    "streets.gpkg",
]


def test_only_options_for_files_name_files(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("not given", encoding="utf-8")
    folder = tmp_path / "study"
    folder.mkdir()
    text = GOOD.replace('name = "Town"', f'name = "{elsewhere}"')
    text = text.replace(
        'parents = "districts.gpkg"', 'parents = "districts.gpkg|layername=wards"\nparent_id = "../elsewhere"'
    )
    text += '\n[today]\ndistricts = "beats.gpkg:beat"\n'
    for file in READ:
        (folder / file).write_text("there", encoding="utf-8")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    assert [file.name for file in input_files(read_study(folder / "study.toml"))] == READ
