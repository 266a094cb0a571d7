"""``monitor feeds add`` and ``test`` with what people type, and files as people have written them."""

import json
import logging
import os
import resource
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from tests.cli.calls import call, configured

LOCAL = "network: {allow_private: [127.0.0.0/8, localhost]}\n"
DOCUMENT = (
    "<rss version='2.0'><channel><title>{title}</title><item><title>Flood</title></item></channel></rss>"
)


@pytest.fixture(autouse=True)
def _quiet_server(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "werkzeug")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return configured(tmp_path, monitor=LOCAL, feeds="feeds: []\n")


def _serve(server: HTTPServer, path: str, title: str = "News") -> str:
    server.expect_request(path).respond_with_data(DOCUMENT.format(title=title), content_type="text/xml")
    return f"{server.host}:{server.port}{path}"


@pytest.mark.parametrize("typed", ["{}", "feed://{}", "feed:http://{}", "  http://{} ", "HTTP://{}", "//{}"])
def test_an_address_is_taken_as_people_type_it(folder: Path, httpserver: HTTPServer, typed: str) -> None:
    done = call("feeds", "add", typed.format(_serve(httpserver, "/rss")), "--config", folder)

    assert done.exit_code == 0, done.output
    assert f'url: "http://{httpserver.host}:{httpserver.port}/rss"' in (folder / "feeds.yaml").read_text()


@pytest.mark.parametrize(
    "typed", ["ftp://news.example/rss", "mailto:a@b.example", "hello", "https://a b.example/"]
)
def test_what_cannot_be_an_address_is_answered_in_words(folder: Path, typed: str) -> None:
    done = call("feeds", "test", typed, "--config", folder)

    assert done.exit_code == 1
    assert "denied" not in done.output
    assert "address" in done.output or "space" in done.output


def _guard(server: HTTPServer) -> str:
    def answer(request: object) -> Response:
        given = getattr(request, "authorization", None)
        if given is None or (given.username, given.password) != ("awa", "p@ss word"):
            return Response("no", 401)
        said = request.headers["Authorization"]  # type: ignore[attr-defined]  # werkzeug's request
        return Response(DOCUMENT.format(title="News"), headers={"ETag": f'"{said}"'}, content_type="text/xml")

    server.expect_request("/secret").respond_with_handler(answer)
    return f"http://awa:p%40ss%20word@{server.host}:{server.port}/secret"


def test_user_and_password_of_an_address_are_used_and_neither_shown_nor_written_in_clear(
    folder: Path, httpserver: HTTPServer
) -> None:
    address = _guard(httpserver)
    tried = call("feeds", "test", address, "--config", folder)
    as_json = call("feeds", "test", address, "--config", folder, "--json")
    added = call("feeds", "add", address, "--id", "guarded", "--config", folder)
    watched = call("feeds", "test", "guarded", "--config", folder)

    codes = [done.exit_code for done in (tried, as_json, added, watched)]
    assert codes == [0, 0, 0, 0], tried.output + added.output + watched.output
    written = (folder / "feeds.yaml").read_text()
    assert 'username: "awa", password_file: "var/secrets/guarded"' in written
    shown = "".join(done.output for done in (tried, as_json, added, watched))
    assert [word for word in ("p@ss", "p%40ss", "YXdhOnBAc3Mgd29yZA") if word in shown + written] == []


@pytest.mark.parametrize("wrong", ["http://awa:canary@", "awa:canary@no host", "http://awa:canary@h:port/"])
def test_an_address_that_cannot_be_read_does_not_give_its_secret_away(folder: Path, wrong: str) -> None:
    for command in ("test", "add"):
        done = call("feeds", command, wrong, "--config", folder)
        assert (done.exit_code, "canary" in done.output) == (1, False), done.output


@pytest.mark.parametrize(
    "before",
    ["feeds: []\n", "feeds:\n", "# none yet\n", "", "feeds:\n- {id: a, url: 'https://a.example/'}\n", "{feeds: []}\n",
     "feeds:\n    - id: a\n      url: https://a.example/\n", "feeds: [{id: a, url: 'https://a.example/'}]\n"],
)  # fmt: skip
def test_a_feed_is_added_whatever_the_style_of_the_file(
    folder: Path, httpserver: HTTPServer, before: str
) -> None:
    (folder / "feeds.yaml").write_text(before)
    done = call(
        "feeds", "add", _serve(httpserver, "/rss", "Nous, à ${HOME} &amp; $${PATH}"), "--config", folder
    )
    listed = call("feeds", "export", "--config", folder)

    assert done.exit_code == 0, done.output
    assert "Nous, à ${HOME} &amp; $${PATH}" in listed.output
    assert ("a.example" in before) == ("https://a.example/" in listed.output)


def test_a_file_that_may_not_be_written_is_answered_in_words(
    folder: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = os.access  # root may write everywhere but on a mount that is read-only, which tests cannot make
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and may(path, mode))
    done = call("feeds", "add", _serve(httpserver, "/rss"), "--config", folder)

    assert (done.exit_code, done.exception.__class__) == (1, SystemExit)
    assert "may not be written" in done.output
    assert "monitor init" in done.output


def test_a_disk_that_takes_nothing_leaves_the_file_as_it_was(folder: Path, httpserver: HTTPServer) -> None:
    written = "feeds: []\n" + f"# {'x' * 98}\n" * 1000
    (folder / "feeds.yaml").write_text(written)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        done = call("feeds", "add", _serve(httpserver, "/rss"), "--config", folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (done.exit_code, "File too large" in done.output) == (1, True), done.output
    assert (folder / "feeds.yaml").read_text() == written
    assert [path.name for path in folder.iterdir() if path.name.endswith(".new")] == []


def test_a_page_leads_to_the_feed_it_names(folder: Path, httpserver: HTTPServer) -> None:
    _serve(httpserver, "/feed.xml")
    httpserver.expect_request("/").respond_with_data(
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>',
        content_type="text/html",
    )
    done = call("feeds", "add", f"{httpserver.host}:{httpserver.port}", "--config", folder)

    assert done.exit_code == 0, done.output
    assert "/feed.xml" in (folder / "feeds.yaml").read_text()


def test_an_answer_without_a_document_is_told_in_words(folder: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/304").respond_with_data(status=304)
    done = call("feeds", "test", httpserver.url_for("/304"), "--config", folder, "--json")

    assert (
        "the server answered 304: it says that nothing changed"
        in json.loads(done.stdout.splitlines()[0])["outcome"]
    )


def test_only_a_permanent_move_changes_the_address_that_is_written(
    folder: Path, httpserver: HTTPServer
) -> None:
    _serve(httpserver, "/signed")
    for status in (301, 302):
        httpserver.expect_request(f"/{status}").respond_with_data(
            status=status, headers={"Location": "/signed"}
        )
    call("feeds", "add", httpserver.url_for("/302"), "--config", folder)
    call("feeds", "add", httpserver.url_for("/301"), "--config", folder)

    written = (folder / "feeds.yaml").read_text()
    assert ("/302" in written, "/301" in written, "/signed" in written) == (True, False, True)


PAGES = {
    "a base": ("<base href='/p/b/'><link rel='alternate' type='application/rss+xml' href='flux.xml'>", "/p/b/flux.xml"),
    "text/xml": ("<link rel='alternate' type='text/xml' href='/flux.xml'>", "/flux.xml"),
    "a JSON feed": ("<link rel='alternate' type='application/json' href='/flux.xml'>", "/flux.xml"),
    "feed://": ("<link rel='alternate' type='application/rss+xml' href='feed://{host}/flux.xml'>", "/flux.xml"),
    "behind scripts": (f"<script>{'var x=1;' * 60_000}</script><link rel='alternate' type='application/rss+xml' href='/flux.xml'>", "/flux.xml"),
    "comments first": ("<link rel='alternate' type='application/rss+xml' title='Commentaires' href='/comments.xml'><link rel='alternate' type='application/rss+xml' href='/flux.xml'>", "/flux.xml"),
    "SPIP": ("<a href='/spip.php?page=backend'>Flux</a>", "/spip.php"),
    "a refresh": ("<meta http-equiv='refresh' content='0; url=/flux.xml'>", "/flux.xml"),
    "a dead feed first": ("<link rel='alternate' type='application/rss+xml' href='/dead'><link rel='alternate' type='application/rss+xml' href='/flux.xml'>", "/flux.xml"),
    "no link at all": ("<title>x</title>", "/feed.xml"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_feed_of_a_page_is_found(folder: Path, httpserver: HTTPServer, name: str) -> None:
    html, path = PAGES[name]
    _serve(httpserver, path)
    _serve(httpserver, "/comments.xml")
    page = f"<html><head>{html.replace('{host}', f'{httpserver.host}:{httpserver.port}')}</head></html>"
    httpserver.expect_request("/").respond_with_data(page, content_type="text/html")
    done = call("feeds", "add", httpserver.url_for("/"), "--config", folder)

    assert done.exit_code == 0, done.output
    assert path in (folder / "feeds.yaml").read_text()


def test_a_feed_named_by_the_header_of_an_answer_is_found(folder: Path, httpserver: HTTPServer) -> None:
    _serve(httpserver, "/flux.xml")
    named = '</style.css>; rel=preload, </flux.xml>; rel="alternate"; type="application/rss+xml"'
    httpserver.expect_request("/").respond_with_data(
        "<html><title>x</title></html>", content_type="text/html", headers={"Link": named}
    )
    done = call("feeds", "add", httpserver.url_for("/"), "--config", folder)

    assert "/flux.xml" in (folder / "feeds.yaml").read_text(), done.output


def test_a_server_that_refuses_is_not_asked_for_guesses(folder: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("<html></html>", content_type="text/html")
    httpserver.expect_request("/feed").respond_with_data("slow down", status=429)
    done = call("feeds", "add", httpserver.url_for("/"), "--config", folder)

    assert done.exit_code == 1
    assert [request.path for request, _ in httpserver.log] == ["/", "/feed"]
