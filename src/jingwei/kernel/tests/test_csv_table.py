"""A file that a spreadsheet opens in Chinese and never runs."""

from __future__ import annotations

import csv
import io

import pytest

from jingwei.kernel.documents.csv_table import csv_bytes


def test_reads_back_as_it_was_written():
    data = csv_bytes(["名称", "数"], [("区委“组织部”, 办公室", 3), (None, 0)])

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows == [["名称", "数"], ["区委“组织部”, 办公室", "3"], ["", "0"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_a_text_that_would_run_is_disarmed_and_a_number_is_not(text):
    lines = csv_bytes(["甲", "乙"], [(text, -1)]).decode("utf-8-sig")

    (row,) = list(csv.reader(io.StringIO(lines, newline="")))[1:]
    assert row == [f"'{text}", "-1"]
