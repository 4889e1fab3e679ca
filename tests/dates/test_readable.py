"""Dates in words."""

from __future__ import annotations

import pytest

from whomet.ontology.dates.readable import heading, readable

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
    "2017-10/2017-11": "Oct – Nov 2017",
    "2016-06-28/..": "since 28 Jun 2016",
    "2017-10-01/": "from 1 Oct 2017 (end not told)",
    "/2017-10-01": "until 1 Oct 2017",
    "../2019-03-18": "until 18 Mar 2019",
    "[2017-10-01..2017-10-10]": "between 1 and 10 Oct 2017",
    "[2017-09-28..2017-10-10]": "between 28 Sep and 10 Oct 2017",
    "[2017-12-28..2018-01-10]": "between 28 Dec 2017 and 10 Jan 2018",
    "[..2017-10-02]": "by 2 Oct 2017",
    "[2017..]": "2017 or later",
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
