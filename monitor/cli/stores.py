"""The store that a command works on."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

from monitor import config
from monitor.cli.options import existing_folder, fail, folder_option, store_url
from monitor.core.settings import Config
from monitor.store import NoStoreError, Store, StoreError


def _own(folder: Path | None) -> Path | None:
    """Refuse a folder whose store serves another one: what the command changes would be amiss there."""
    with closing(Store(store_url(existing_folder(folder)))) as store:
        try:
            store.require_served_by(config.identity(config.find(folder, os.environ)))
        except StoreError as error:
            fail(str(error))
    return folder


# Of commands that change the store, or the files.
OwnConfigDir = Annotated[Path | None, folder_option(_own)]


def open_store(settings: Config, *, create: bool = False) -> Store:
    """Open the store; exit 1 naming the path if there is none and the command must not create it."""
    return open_store_at(settings.store, create=create)


def open_store_at(url: str, *, create: bool = False) -> Store:
    """Open the store at ``url``; exit 1 saying why it cannot be used, and what to do."""
    store = Store(url)
    try:
        if create:
            store.open()
        else:
            store.require_current()
    except StoreError as error:
        store.close()
        fail(str(error))
    return store


@contextmanager
def store_if_any(settings: Config) -> Iterator[Store | None]:
    """Open the store, None if nothing has made it yet; exit 1 saying why, if it is there and cannot be used."""
    with closing(Store(settings.store)) as store:
        yield store if _is_made(store) else None


def _is_made(store: Store) -> bool:
    try:
        store.require_current()
    except NoStoreError:
        return False
    except StoreError as error:
        fail(str(error))
    return True
