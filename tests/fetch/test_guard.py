"""Nothing inside is reached, however it is spelled, resolved or redirected to."""

import socket
from ipaddress import ip_address, ip_network

import pytest

from monitor import runtime
from monitor.core.feeds.outcomes import Fetched, FetchResult, Unreachable, Validators
from monitor.core.settings import Feed
from monitor.fetch import guard
from tests.fetch.scripted import LOOPBACK, Talk, client, serving

SPELLINGS = (
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://①②⑦.0.0.1/",
    "http://user:word@10.0.0.1/",
    "file:///etc/passwd",
    "ftp://a.example/feed",
    "gopher://127.0.0.1/",
    "javascript:alert(1)",
    "http://",
    "http:///x",
    "",
)


def fetch(url: str, allow: tuple[object, ...] = ()) -> FetchResult:
    async def once() -> FetchResult:
        async with client(allow, patience=3) as opened:
            return await opened.fetch(Feed("f", url, "F"), Validators())

    return runtime.run(once())


@pytest.mark.parametrize("url", SPELLINGS)
def test_no_spelling_leads_inside(url: str) -> None:
    found = fetch(url)

    assert isinstance(found, Unreachable)
    assert found.kind in ("denied", "address", "dns"), found


@pytest.mark.parametrize("url", [url for url in SPELLINGS if url.startswith("http")])
def test_no_redirect_leads_inside(url: str) -> None:
    async def redirect(talk: Talk) -> None:
        await talk.answer(b"", "302 Found", location=url.encode("ascii", "ignore").decode())

    async def once() -> FetchResult:
        async with serving(redirect) as server, client((ip_network("127.0.0.1/32"),), patience=3) as opened:
            feed = Feed("f", server.url(), "F")
            found = await opened.fetch(feed, Validators())
            assert len(server.talks) <= 6
            return found

    found = runtime.run(once())

    assert isinstance(found, Unreachable), found


def answering(*answers: str) -> list[guard.Resolved]:
    return [guard.Resolved(address, 80) for address in answers]


@pytest.mark.parametrize(
    ("answers", "allowed", "why"),
    [
        (["127.0.0.1"], [], "a public name for loopback"),
        (["93.184.216.34", "10.0.0.1"], ["93.184.216.34"], "only the public one of two"),
        (["::ffff:10.0.0.1"], [], "wrapped"),
        (["2606:4700::1111"], ["2606:4700::1111"], "public IPv6"),
        (["169.254.169.254"], [], "metadata"),
    ],
)
def test_a_name_gives_only_its_public_addresses(
    answers: list[str], allowed: list[str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_lookup", lambda _host, _port: answering(*answers))

    async def resolved() -> list[str]:
        opened = guard.Guard(())
        try:
            return [found.address for found in await opened._addresses("news.example", 80)]
        except guard.AddressDeniedError:
            return []
        finally:
            await opened.close()

    assert allowed == runtime.run(resolved()), why


def test_a_name_that_changes_its_address_is_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([answering("93.184.216.34"), answering("127.0.0.1")])
    monkeypatch.setattr(guard, "_lookup", lambda _host, _port: next(answers))
    monkeypatch.setattr(guard, "_REMEMBERED", 0.0)

    async def twice() -> None:
        opened = guard.Guard(())
        try:
            assert await opened._addresses("rebind.example", 80)
            with pytest.raises(guard.AddressDeniedError, match=r"127\.0\.0\.1"):
                await opened._addresses("rebind.example", 80)
        finally:
            await opened.close()

    runtime.run(twice())


def test_the_socket_is_checked_last_of_all() -> None:
    async def once() -> None:
        opened = guard.Guard(())
        try:
            for address in ("127.0.0.1", "10.1.2.3", "::1"):
                family = socket.AF_INET6 if ":" in address else socket.AF_INET
                with pytest.raises(guard.AddressDeniedError):
                    opened._open_socket((family, socket.SOCK_STREAM, 6, "", (address, 80)))
        finally:
            await opened.close()

    runtime.run(once())


@pytest.mark.parametrize(
    ("addresses", "why"),
    [(("127.0.0.1",), "the event loop connects"), (("10.1.2.3", "::1"), "sockets of ours, by turns")],
)
def test_no_way_leads_to_an_address_that_slipped_past_the_lookup(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...], why: str
) -> None:
    async def slipped(_guard: guard.Guard, _host: str, port: int) -> list[guard.Resolved]:
        return [guard.Resolved(address, port) for address in addresses]

    monkeypatch.setattr(guard.Guard, "_addresses", slipped)

    async def once() -> str:
        opened = guard.Guard(())
        try:
            return str(await opened.way("news.example", 80))
        except OSError as error:
            return str(error)
        finally:
            await opened.close()

    assert runtime.run(once()).count("is not on the public internet") == len(addresses), why


def fetch_local(allow: tuple[object, ...], host: str) -> FetchResult:
    async def once() -> FetchResult:
        async with serving(lambda talk: talk.answer()) as server, client(allow, patience=3) as opened:
            return await opened.fetch(Feed("f", server.url(host=host), "F"), Validators())

    return runtime.run(once())


@pytest.mark.parametrize(
    ("allow", "host", "reached", "why"),
    [
        ((LOOPBACK,), "127.0.0.1", True, "a block"),
        ((ip_network("10.0.0.0/8"),), "127.0.0.1", False, "another block"),
        (("localhost",), "localhost", True, "a name"),
        (("localhost",), "127.0.0.1", False, "a name vouches for itself only"),
        (("Localhost.",), "localhost", True, "however it is written"),
    ],
)
def test_the_configuration_opens_what_it_names(
    allow: tuple[object, ...], host: str, reached: bool, why: str
) -> None:
    assert reached == isinstance(fetch_local(allow, host), Fetched), why


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "168.63.129.16", "100.100.100.200"])
def test_metadata_is_never_reached_whatever_is_allowed(address: str) -> None:
    everything = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    url = f"http://[{address}]/" if ":" in address else f"http://{address}/"

    found = fetch(url, everything)

    assert isinstance(found, Unreachable)
    assert found.kind == "denied"
    assert "no setting allows it" in found.reason


TRANSLATORS = {
    "NAT64": "64:ff9b::{}",
    "NAT64 of a network": "64:ff9b:1::{}",
    "a prefix of our own": "2001:db8:64::{}",
    "a prefix within the company": "fd64::{}",
    "compatible": "::{}",
    "translated": "::ffff:0:{}",
    "mapped": "::ffff:{}",
}
PREFIXES = (
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "2001:db8:64::/96",
    "fd64::/96",
    "::/8",
    "2002::/16",
    "2001::/23",
)
CLOSED_FOR_EVER = ("169.254.169.254", "169.254.170.2", "168.63.129.16", "100.100.100.200", "192.0.0.192")


def is_open(address: str, *allowed: str) -> bool:
    async def look() -> bool:
        opened = guard.Guard(tuple(map(ip_network, allowed)))
        try:
            await opened._addresses(address, 80)
        except guard.AddressDeniedError:
            return False
        finally:
            await opened.close()
        return True

    return runtime.run(look())


def spelled(translator: str, inner: str) -> str:
    return TRANSLATORS[translator].format(inner)


@pytest.mark.parametrize("translator", TRANSLATORS)
def test_a_translator_leads_only_where_the_plain_address_may_be_reached(translator: str) -> None:
    assert is_open(spelled(translator, "93.184.216.34"), *PREFIXES)
    assert not is_open(spelled(translator, "10.1.2.3"), *PREFIXES)
    assert not is_open(spelled(translator, "192.168.0.1"), *PREFIXES)
    assert is_open(spelled(translator, "10.1.2.3"), *PREFIXES, "10.0.0.0/8")


@pytest.mark.parametrize("translator", TRANSLATORS)
@pytest.mark.parametrize("inner", CLOSED_FOR_EVER)
def test_no_setting_leads_to_metadata_by_a_translator(translator: str, inner: str) -> None:
    assert not is_open(spelled(translator, inner), "::/0", "0.0.0.0/0", *PREFIXES)


@pytest.mark.parametrize("translator", [name for name in TRANSLATORS if name != "mapped"])
def test_no_setting_leads_to_loopback_by_a_translator(translator: str) -> None:
    for inner in ("127.0.0.1", "127.255.1.2"):
        assert not is_open(spelled(translator, inner), "::/0", "0.0.0.0/0", *PREFIXES)


@pytest.mark.parametrize(
    ("address", "allowed", "why"),
    [
        ("2002:a9fe:a9fe::1", "2002::/16", "6to4 of metadata"),
        ("2002:7f00:1::", "::/0", "6to4 of loopback"),
        ("2002:a01:203::5", "2002::/16", "6to4 of a private host"),
        ("2001:0:a9fe:a9fe::1", "2001::/23", "Teredo with such a server"),
        ("2001:0:4136:e378:8000:63bf:5601:5601", "::/0", "Teredo of metadata, inverted"),
        ("64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1::/48", "NAT64 of a network, RFC 6052 at 48"),
        ("2001:db8:a9fe:a9fe::", "2001:db8::/32", "a prefix of 32"),
        ("2001:db8:64:a9fe:a9:fe00::", "2001:db8:64::/48", "a prefix of 48"),
        ("2001:db8:64:1:a9:fea9:fe00:0", "2001:db8:64:1::/64", "a prefix of 64"),
        ("2001:db8:64:1:7f:0:100:0", "2001:db8:64:1::/64", "loopback there"),
        ("2a02:1::5efe:7f00:1", "::/0", "ISATAP of loopback, in a public network"),
        ("2a02:1::200:5efe:a9fe:a9fe", "10.0.0.0/8", "ISATAP of metadata"),
    ],
)
def test_every_place_of_an_embedded_address_is_looked_at(address: str, allowed: str, why: str) -> None:
    assert not is_open(address, allowed), why


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("fd00::1", "fd00::/8"),
        ("fd64::5", "fd64::/96"),
        ("fd12:3456:789a:1::25", "fd12:3456:789a:1::/64"),
        ("fd12:3456:789a:1:7f12:34ff:fe56:789a", "fd12:3456:789a:1::/64"),
        ("::1", "::1/128"),
        ("fe80::1", "fe80::/10"),
        ("2a00:1450:4007:80f::7f00:1", "10.0.0.0/8"),
    ],
)
def test_an_ordinary_network_of_the_configuration_stays_open(address: str, allowed: str) -> None:
    assert is_open(address, allowed)


def test_what_no_setting_allows_is_said_so() -> None:
    found = fetch("http://[64:ff9b::a9fe:a9fe]/", (ip_network("64:ff9b::/96"),))

    assert isinstance(found, Unreachable)
    assert "no setting allows it" in found.reason


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2001:4860:4860::8888", "2a00:1450:4007::1"]
)
def test_the_public_internet_is_open(address: str) -> None:
    async def look() -> bool:
        opened = guard.Guard(())
        try:
            return opened._is_open(ip_address(address))
        finally:
            await opened.close()

    assert runtime.run(look())
