"""The corpus is sound by itself: verbatim texts, every form, reproducible binaries."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.plans.corpus import DOCUMENTS, HERE, expected_of, measures_of, own_text, squeezed
from tests.plans.forms import coverage_table, shown
from tests.plans.make_documents import document_bytes, sources

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
MEASURE_KEYS = {"text", "lead", "support", "deadline", "quantities", "names", "frequency"}


def headings_of(outline):
    for area in outline["areas"]:
        yield area["heading"]
        for item in area["items"]:
            yield item["heading"]
            yield from (sub["heading"] for sub in item["subitems"])


@every_document
def test_measures_stand_verbatim_and_in_order_in_the_document(document):
    text, position = own_text(document), 0
    for measure in measures_of(expected_of(document)):
        found = text.find(squeezed(measure["text"]), position)
        assert found >= 0, measure["text"]
        position = found + len(squeezed(measure["text"]))


@every_document
def test_title_headings_and_context_stand_verbatim_in_the_document(document):
    text, outline = own_text(document), expected_of(document)
    wanted = [outline["title"], *headings_of(outline), *outline["not_measures"]]
    assert [words for words in wanted if squeezed(words) not in text] == []


@every_document
def test_measures_carry_no_mark_number_or_final_punctuation(document):
    texts = [measure["text"] for measure in measures_of(expected_of(document))]
    assert [t for t in texts if t != t.strip("。；，、！： ①②③\n")] == []


@every_document
def test_quantities_and_names_stand_in_their_measure(document):
    for measure in measures_of(expected_of(document)):
        assert set(measure) == MEASURE_KEYS
        phrases = [*measure["quantities"], *measure["names"]]
        assert [p for p in phrases if p not in measure["text"]] == [], measure["text"]


@every_document
def test_units_limits_and_rhythms_stand_in_the_document(document):
    text = own_text(document)
    for measure in measures_of(expected_of(document)):
        phrases = [*measure["lead"], *measure["support"]]
        phrases += [p for p in (measure["deadline"], measure["frequency"]) if p]
        assert [p for p in phrases if p not in text] == [], measure["text"]


@every_document
def test_context_and_measures_are_disjoint(document):
    outline = expected_of(document)
    texts = [measure["text"] for measure in measures_of(outline)]
    assert [c for c in outline["not_measures"] if any(t in c or c in t for t in texts)] == []


@every_document
def test_a_document_has_four_to_thirty_measures(document):
    assert 4 <= len(measures_of(expected_of(document))) <= 30


def test_the_corpus_is_large_enough():
    assert len(DOCUMENTS) >= 16
    assert sum(len(measures_of(expected_of(d))) for d in DOCUMENTS) >= 220


def test_every_listed_form_occurs():
    assert [code for code, hits in shown().items() if not hits] == []


def test_the_readme_shows_the_coverage_table():
    assert coverage_table() in (HERE / "README.md").read_text(encoding="utf-8")


def test_text_documents_keep_their_encodings():
    data = {d.stem[:2]: d.read_bytes() for d in DOCUMENTS if d.suffix == ".txt"}
    bom = {number for number, content in data.items() if content.startswith(b"\xef\xbb\xbf")}
    crlf = {number for number, content in data.items() if b"\r\n" in content}
    assert (bom, crlf) == ({"04", "27"}, {"02", "08", "16", "23", "27"})
    assert [data[number].decode("gbk") for number in ("02", "16", "23")]
    for number in ("06", "22"):
        assert data[number].decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            data[number].decode("gbk")


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_binary_documents_are_what_the_script_writes(source):
    committed = (HERE / "documents" / source.stem).read_bytes()
    assert _parts(document_bytes(source)) == _parts(committed)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}
