"""The quick way through usual HTML gives what the careful way gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.text import html

PIECES = (
    *("<p>", "</p>", "<b>", "</b >", '<A HREF="x">', "<a title='a>b'>", "<br/>", "<i", "<", ">", '"', "'"),
    *(
        "&amp;",
        "&",
        "&lt;",
        "&#8217;",
        "&#xD800;",
        "&#99999999999999;",
        "&copy",
        "&nbsp;",
        "&shy;",
        "&notit;",
    ),
    *(
        "word ",
        " é",
        "نهر",
        "\n",
        "\u00ad",
        "\x00",
        "<!-- c -->",
        "<![CDATA[",
        "]]>",
        "<?x?>",
        "<script>",
        "</script>",
    ),
    *(
        "<title>",
        "<b:c>",
        "</ b>",
        "<1>",
        '<div class="a b">',
        "=",
        "<em/>",
        "<emx>",
        "/",
        '<p"x">',
        '<q cite=">">',
    ),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_both_ways_agree_on_whatever_the_quick_one_takes(text: str) -> None:
    quick = html._plain_of_usual(text)

    careful = html._tidy(html.flatten_html(text).replace("\u00ad", ""))
    assert quick is None or careful == html._tidy(quick.replace("\u00ad", ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Pluie <b>forte</b> &agrave; Gao</p><p>Hier</p>", "Pluie forte à Gao\nHier"),
        ("<ul><li>سوق</li><li>جسر</li></ul>", "سوق\nجسر"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("<i<b>>", ">"),
    ],
)
def test_usual_html_becomes_what_a_reader_sees(text: str, expected: str) -> None:
    assert expected == html.html_to_text(text)
