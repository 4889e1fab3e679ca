"""Dates in words."""

from __future__ import annotations

import pytest

from whomet.dossier.readable_dates import heading, readable

CASES = {
    None: "",
    "": "",
    "2017-10-19": "19 Oct 2017",
    "2017-10": "Oct 2017",
    "2017": "2017",
    "2017-22": "summer 2017",
    "2017-10-19~": "about 19 Oct 2017",
    "2017?": "possibly 2017",
    "2017-08-15/2017-08-17": "15–17 Aug 2017",
    "2017-09-30/2017-10-02": "30 Sep – 2 Oct 2017",
    "2017-12-30/2018-01-02": "30 Dec 2017 – 2 Jan 2018",
    "2017-10/2017-11": "Oct 2017 – Nov 2017",
    "2016-06-28/..": "since 28 Jun 2016",
    "../2019-03-18": "until 18 Mar 2019",
    "[2017-10-01..2017-10-10]": "between 1 Oct 2017 and 10 Oct 2017",
    "[..2017]": "until 2017",
    # What has no simple words stays as it is.
    "[2017,2018]": "[2017,2018]",
    "2017-13": "2017-13",
    "201X": "201X",
    "<b>": "<b>",
}


@pytest.mark.parametrize("edtf", CASES)
def test_readable(edtf: str | None) -> None:
    assert readable(edtf) == CASES[edtf]


def test_a_heading_has_room_for_the_month() -> None:
    assert heading("2017-11") == "November 2017"
    assert heading("last month") == "last month"
