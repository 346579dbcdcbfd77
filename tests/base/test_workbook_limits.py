"""Workbooks that are damaged, too large or meant to do harm end in one sentence, at once."""

import re
import time
import zipfile

import openpyxl
import pytest

from beatwright.base.errors import InputError
from beatwright.base.vector.vector_files import read_vector
from beatwright.data.incidents.files.open_table import open_table

READERS = (read_vector, open_table)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path):
    """A small workbook of incidents."""
    page = (made := openpyxl.Workbook()).active
    for row in (["date", "kind", "lon", "lat"], *(["2024-01-05 10:00", "THEFT", -90.2, 38.6] for _ in range(9))):
        page.append(row)
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def changed(book, change, name=SHEET, compression=zipfile.ZIP_DEFLATED):
    """Rewrite one part of a workbook."""
    with zipfile.ZipFile(book) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(book, "w", compression) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def refused(read, book, match):
    """Check that a workbook is refused within the time of a test."""
    start = time.process_time()
    with pytest.raises(InputError, match=match) as caught:
        read(book)
    assert time.process_time() - start < 20
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("row", ["99999999999", "1048577", "00099999999999999999999", "1e11", "2.5e9"])
def test_a_row_beyond_the_last_is_refused(read, row, book):
    changed(book, lambda sheet: sheet.replace(b'<row r="10"', f'<row r="{row}"'.encode()))
    refused(read, book, "has a row numbered")


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("where", ["A99999999999", "XFD1048577"])
def test_a_cell_beyond_the_last_row_is_refused(read, where, book):
    changed(book, lambda sheet: sheet.replace(b'r="A10"', f'r="{where}"'.encode()))
    refused(read, book, "has a row numbered")


def add_far_corner(book):
    end = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    changed(book, lambda sheet: sheet.replace(b"</sheetData>", end))


def test_an_incident_in_the_far_corner_is_told(book):
    add_far_corner(book)
    start = time.process_time()
    table = open_table(book)
    assert time.process_time() - start < 20
    assert (len(table), table.read) == (9, 10)
    assert table.bad[0].detail == "16384 cells under 4 headings"


def test_a_place_in_the_far_corner_is_refused(book):
    add_far_corner(book)
    refused(read_vector, book, "more than 5,000 columns")


@pytest.mark.parametrize("read", READERS)
def test_a_number_in_a_text_is_no_row(read, book):
    text = b'<c r="B2" t="inlineStr"><is><t>said r="99999999999" twice</t></is></c>'
    changed(book, lambda sheet: re.sub(rb'<c r="B2".*?</c>', text, sheet))
    assert len(read(book)) == 9


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/media/more.xml"])
def test_a_bomb_is_refused_before_it_is_unpacked(read, part, book):
    changed(book, lambda _: b"<a>" + b" " * (65 << 20) + b"</a>", part)
    refused(read, book, "packed so tightly")


@pytest.mark.parametrize("read", READERS)
def test_a_directory_that_claims_gigabytes_is_refused(read, book):
    raw = bytearray(book.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    book.write_bytes(raw)
    refused(read, book, "unpacks to")


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("entity", ["lol", "SYSTEM"])
def test_entities_are_refused(read, part, encoding, entity, book, tmp_path):
    (tmp_path / "canary").write_text("canary")
    declared = f'SYSTEM "{(tmp_path / "canary").as_uri()}"' if entity == "SYSTEM" else '"lol"'
    text = f'<?xml version="1.0" encoding="{encoding}"?><!--{" " * 9}--><!DOCTYPE a [<!ENTITY b {declared}>]><a>&b;</a>'
    changed(book, lambda _: text.encode(encoding), part)
    refused(read, book, "document type")


@pytest.mark.parametrize("read", READERS)
def test_links_to_other_workbooks_are_not_followed(read, book, tmp_path):
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        f'Target="{(tmp_path / "canary.xlsx").as_uri()}" TargetMode="External"/></Relationships>'
    )
    changed(book, lambda _: relation.encode(), "xl/externalLinks/_rels/externalLink1.xml.rels")
    changed(book, lambda _: b"<externalLink/>", "xl/externalLinks/externalLink1.xml")
    assert len(read(book)) == 9


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("at", range(9))
def test_a_broken_deflate_is_one_sentence(read, at, book):
    with zipfile.ZipFile(book) as archive:
        part = archive.getinfo(SHEET)
    raw = bytearray(book.read_bytes())
    start = part.header_offset + 30 + len(part.filename)
    place = start + at * (part.compress_size - 1) // 9
    raw[place] ^= 0xFF
    book.write_bytes(raw)
    refused(read, book, "cannot be read")
