"""``monitor worker``: one of many processes that share the work."""

from monitor.cli import service
from monitor.cli.options import ConfigDir, fail, store_url
from monitor.store import Store


def worker(folder: ConfigDir = None) -> None:
    r"""Share the work with other workers on the same PostgreSQL, on this machine or others.

    Needs the extra `cluster` (pip install '.\[cluster]' in a checkout) and `store:` set to a PostgreSQL database.

    \b
    monitor worker --config /etc/monitor
    """
    store = Store(store_url(folder))
    name, is_sqlite = store.database.name, store.database.is_sqlite
    store.close()
    if is_sqlite:
        fail(
            f"the store is {name}: workers share PostgreSQL; move the store with `monitor db copy`, or use `monitor run`"
        )
    try:
        from monitor.cluster import Worker  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError as error:
        fail(f"{error.name} is not installed: pip install '.[cluster]' in a checkout, or WHEEL[cluster]")
    service.work(folder, "worker", Worker)
