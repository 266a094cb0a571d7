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


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.integers(1, 40))
def test_the_beginning_is_that_of_the_whole(text: str, most: int) -> None:
    begun, whole = html.html_to_text(text, most), html.html_to_text(text)

    assert "".join(whole.split()).startswith("".join(begun.split()))


@pytest.mark.parametrize(
    "bulk",
    [
        '<img src="data:image/png;base64,%s">' % ("QUJD" * 8000),
        "<!--[if mso]><table><tr><td>%s</td></tr></table><![endif]-->" % ("x " * 9000),
        "<style>%s</style>" % (".a{margin:0} " * 4000),
        "<script>%s</script>" % ("var x=1;" * 4000),
        '<div %s>' % ('data-x="aaaaaaaaaaaaaaaaaaa" ' * 1000),
        "<xml><w:WordDocument><w:View>Normal</w:View>%s</w:WordDocument></xml>" % ("<w:Zoom>0</w:Zoom>" * 2000),
        "<svg>%s</svg>" % ('<path d="M0 0"/>' * 3000),
        "<p>%s</p>" % ("<span></span> \n" * 4000),
    ],
    ids=["image", "Office comment", "style", "script", "attributes", "Office block", "drawing", "empty spans"],
)  # fmt: skip
def test_markup_before_the_text_costs_none_of_it(bulk: str) -> None:
    assert html.html_to_text(f"{bulk}<p>Des hommes armés</p>", 4096) == "Des hommes armés"


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
