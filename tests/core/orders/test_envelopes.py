from dataclasses import replace

from monitor.core.orders import envelopes
from monitor.core.orders.envelopes import Address
from monitor.core.settings import Mail, Recipient, Secret, Webhook
from tests import settings

DESK = Recipient("desk", mail=("a@example.org", "b@example.org"), file=("/srv/in",))
HOOK = Webhook(Secret("https://hooks.example/T0/secret-part"))


def test_each_address_is_reached_by_its_own_way() -> None:
    found = envelopes.addresses(DESK, Mail(host="smtp.example.org"))

    assert found == (
        Address("smtp", "a@example.org"),
        Address("smtp", "b@example.org"),
        Address("file", "/srv/in"),
    )


def test_without_an_smtp_host_mail_goes_to_files() -> None:
    assert envelopes.addresses(DESK, Mail())[0] == Address("file", "a@example.org")


def test_the_label_of_a_webhook_gives_nothing_away_but_its_host() -> None:
    label = envelopes.webhook_label(HOOK)

    assert label.startswith("hooks.example#")
    assert "secret" not in label
    assert label != envelopes.webhook_label(Webhook(Secret("https://hooks.example/other")))


def test_every_address_of_the_configuration_is_known() -> None:
    config = replace(settings.EMPTY, recipients={"desk": replace(DESK, webhook=(HOOK,))})

    assert ("desk", "b@example.org") in envelopes.known_addresses(config)
    assert ("desk", envelopes.webhook_label(HOOK)) in envelopes.known_addresses(config)
    assert ("duty", "b@example.org") not in envelopes.known_addresses(config)


def test_a_message_id_is_short_plain_and_always_the_same() -> None:
    once = envelopes.message_id("example.org", "edition", "smtp", "a@example.org")

    assert once == envelopes.message_id("example.org", "edition", "smtp", "a@example.org")
    assert once != envelopes.message_id("example.org", "edition", "smtp", "b@example.org")
    assert len(once) <= 48


def test_ids_are_named_by_the_senders_domain_in_ascii() -> None:
    assert envelopes.domain(Mail(sender="Veille <veille@bücher.example>")) == "xn--bcher-kva.example"
    assert envelopes.domain(Mail()) == "localhost"
