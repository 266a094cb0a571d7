"""Text that was encoded once too often, wholly or in part."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text.garbled import ungarbled, written_out

HONEST = [
    "L’armée repousse l’assaut – dix tués à Gao",
    "LIBERTÉ» et «ÉGALITÉ», dit-il… À Ségou : « OÙ ? »",
    "NESTLÉ® ÎLE™ CAFÉ… “MANHÔ ÚLTIMO",
    "Ño, España; São Tomé, NÃO; «AMANHû",
    "Ångström, Øresund Ø±5 mm, Łódź, Îles, Âge",
    "هجوم على قاعدة عسكرية في سيفاري",
    "Нападение на базу",
    "襲撃事件で10人死亡",
    "👩‍🚒 5 €",
    "20 °C, § 4, ½ kg, naïve, âme, â – b",
]


@pytest.mark.parametrize("text", HONEST)
@pytest.mark.parametrize("shown", ["cp1252", "latin-1"])
def test_text_that_was_read_as_windows_is_put_right(text: str, shown: str) -> None:
    garbled = "".join(_shown(byte, shown) for byte in text.encode())

    assert ungarbled(garbled) == text


def _shown(byte: int, codec: str) -> str:
    return bytes([byte]).decode(codec, "replace").replace("\ufffd", chr(byte))


ARABIC = [
    "هجوم على قاعدة عسكرية في سيفاري",
    "باماكو: مقتل 10 جنود، بحسب الجيش",
    "غاو تحت النار؛ من المسؤول؟",
]


@pytest.mark.parametrize("text", ARABIC)
def test_arabic_that_was_read_as_windows_1256_is_put_right(text: str) -> None:
    assert ungarbled(text.encode().decode("cp1256")) == text


@pytest.mark.parametrize(
    "text",
    [
        "L’été dernier, l’armée a été attaquée – dix tués",
        "Größere Schäden in Köln",
        "España: diez muertos, «según fuentes»",
    ],
)
def test_text_that_was_read_wrongly_twice_is_put_right(text: str) -> None:
    once = "".join(_shown(byte, "cp1252") for byte in text.encode())

    assert ungarbled("".join(_shown(byte, "cp1252") for byte in once.encode())) == text


@pytest.mark.parametrize(
    "text",
    [
        "وسط، فقط؛ خطّ… «ضغط» نفط ",
        "عکس، طھ نیست؛ حفظ ٹھیک چھوڑ",
        "سقط 10 قتلى بـ«خط» النفط… وسط المدينة؟",
        "متوسط ± ط§",
    ],
)
def test_honest_arabic_stays_as_it_is(text: str) -> None:
    assert ungarbled(text) == text


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert ungarbled(text) == text


@pytest.mark.parametrize(
    ("garbled", "meant"),
    [
        (
            "Lâ€™armÃ©e repousse lâ€™assaut â€“ dix tuÃ©s Ã\xa0 Gao",
            "L’armée repousse l’assaut – dix tués à Gao",
        ),
        ("L’armÃ©e Ã Gao", "L’armée à Gao"),
        ("Un bilan dâ€™au moins 20Â 000 dÃ©placÃ©s, déjà", "Un bilan d’au moins 20 000 déplacés, déjà"),
        ("Ù‡Ø¬ÙˆÙ… Ø¹Ù„Ù‰ Ù‚Ø§Ø¹Ø¯Ø© (AFP)", "هجوم على قاعدة (AFP)"),
        ("Ð\x9dÐ°Ð¿Ð°Ð´ÐµÐ½Ð¸Ðµ", "Нападение"),
        ("â‚¬ 5 ðŸ‘\x8d", "€ 5 👍"),
        ("ï»¿Gao", "Gao"),
        ("SÃ£o TomÃ©", "São Tomé"),
    ],
)
def test_pieces_are_put_right_alone(garbled: str, meant: str) -> None:
    assert ungarbled(garbled) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("L&#8217;arm&eacute;e &agrave; Gao", "L’armée à Gao"),
        ("L&amp;#8217;arm&amp;eacute;e", "L’armée"),
        ("AT&amp;T", "AT&T"),
        ("R&D; a && b &nosuch; ?a=1&copy=2", "R&D; a && b &nosuch; ?a=1&copy=2"),
        ("5 &lt; 6", "5 < 6"),
        ("&#99999999;", "&#99999999;"),
    ],
)
def test_entities_that_are_left_are_written_out(text: str, meant: str) -> None:
    assert written_out(text) == meant


@given(st.text())
def test_no_text_raises(text: str) -> None:
    ungarbled(text)
    written_out(text)


@pytest.mark.parametrize(
    "text", ["Ã©" * 200_000, "&amp;" * 200_000, "Ã" * 400_000, "â€" * 200_000, "&a" * 300_000]
)
def test_time_is_in_proportion(text: str) -> None:
    started = time.process_time()
    ungarbled(text)
    written_out(text)

    assert time.process_time() - started < 4
