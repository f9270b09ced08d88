"""What was erased after a backup must not come back with it: receipts tell what to erase again."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter, ValidationError

from kb.backup.layout import KEYS, Manifest
from kb.errors import BackupError, NotFound
from kb.nouns import Status
from kb.receipts import Receipt, verify
from kb.store import Store

_KEY = "receipt.key"


class _Listed(Receipt):
    """A receipt as `receipts --json` lists it."""

    genuine: bool = True


def read_receipts(file: Path) -> list[Receipt]:
    """Read receipts as `receipts --json` printed them.

    Raises:
        BackupError: when the file holds anything else.
    """
    try:
        listed = TypeAdapter(list[_Listed]).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise BackupError("backup.no_receipts", file=str(file)) from error
    return [Receipt.model_validate(each.model_dump(exclude={"genuine"})) for each in listed]


def check_receipts(receipts: Sequence[Receipt], folder: Path, manifest: Manifest) -> None:
    """Refuse receipts that this installation did not sign: they would erase documents.

    The key is made for the first erasure: a backup from before cannot tell whose a receipt is,
    only that nobody changed it since.

    Raises:
        BackupError: naming the document of the first such receipt.
    """
    path = folder / manifest.state / KEYS / _KEY
    key = None
    if path.exists():
        private = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
        key = private.public_key().public_bytes_raw().hex()
    for receipt in receipts:
        if not verify(receipt, key):
            raise BackupError("backup.false_receipt", document_id=receipt.document_id)


def erase_again(store: Store, receipts: Sequence[Receipt], *, by: str) -> list[str]:
    """Erase what receipts name and the backup still held; give the ids of these documents.

    What the backup itself had begun to erase is brought to its end as well.
    """
    named = dict.fromkeys(receipt.document_id for receipt in receipts)
    asked = [document_id for document_id in named if _is_asked_for(store, document_id, by)]
    if store.vector_follower is not None:
        # The shared vectors are of another day, whatever position they tell.
        store.vector_follower.rebuild()
    store.eraser.finish()
    for document_id in asked:
        store.eraser.complete(document_id)
    return asked


def _is_asked_for(store: Store, document_id: str, by: str) -> bool:
    """Ask for an erasure; tell whether there was anything left to erase."""
    if isinstance(store.eraser.erasures.find(document_id), Receipt):
        return False
    try:
        _hide(store, document_id)
        with suppress(NotFound):
            store.eraser.withdraw(document_id, actor=by)
        store.eraser.request(document_id, actor=by)
    except NotFound:
        return False
    return True


def _hide(store: Store, document_id: str) -> None:
    """Withdraw what was still on its way when the backup was taken, and published since."""
    on_its_way = [Status.DRAFT, Status.IN_REVIEW]
    try:
        with store.catalogue.desk.writing.begin() as connection:
            store.catalogue.desk.move(
                connection, document_id, start=on_its_way, end=Status.WITHDRAWN
            )
    except NotFound:
        return
