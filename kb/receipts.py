"""Receipts of erasures: what was removed and looked at, signed with the installation's own key.

The signature is Ed25519 (RFC 8032) over the receipt as JSON with sorted keys and no spaces. A
receipt names documents by id and originals by hash; nothing in it tells what they said.
"""

import json
from datetime import datetime
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kb.keys import ready_key
from kb.nouns import Frozen


class Removed(Frozen):
    """What there was of a document.

    Attributes:
        versions: how many versions, each with its pages.
        passages: how many passages of the last version, each with its vector.
        originals: SHA-256 hashes of the files as they were given, of all versions.
        shared: those among them that another document still has, and which were left.
    """

    versions: int
    passages: int
    originals: tuple[str, ...]
    shared: tuple[str, ...] = ()


class Checked(Frozen):
    """What was looked at afterwards, and found free of the document.

    Attributes:
        columns: columns of the catalogue that may name a document, none of which does.
        passages: what the catalogue publishes, and every index holds neither more nor less of.
        index_files: files of the indexes, none of which names the document.
        database: how the catalogue's own files were cleaned: `rewritten`, its log cut; or
            `vacuumed`, where a database server keeps its log and backups by its own rules.
    """

    columns: int
    passages: int
    index_files: int
    database: str


class Receipt(Frozen):
    """A signed statement that a document is gone.

    Attributes:
        unreached: exports that held the document and lie outside the home, or could not be
            deleted: somebody has to see to them.
        key: the public key, in hexadecimal.
    """

    document_id: str
    requested_by: str
    requested_at: datetime
    erased_at: datetime
    removed: Removed
    checked: Checked
    unreached: tuple[str, ...] = ()
    key: str = ""
    signature: str = ""


class Signer:
    """Sign receipts with a key that is made on first use."""

    def __init__(self, keys: Path) -> None:
        """Keep the key in the folder `keys`."""
        self._keys = keys

    @property
    def key(self) -> str:
        """Give the public key, by which others check what was signed here."""
        return self._private.public_key().public_bytes_raw().hex()

    def sign(self, receipt: Receipt) -> Receipt:
        """Put the key and the signature on a receipt."""
        named = receipt.model_copy(update={"key": self.key})
        signature = self._private.sign(_canonical(named)).hex()
        return named.model_copy(update={"signature": signature})

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(ready_key(self._keys, "receipt"))


def verify(receipt: Receipt, key: str | None = None) -> bool:
    """Tell whether a receipt is as it was signed, and by `key` if one is given.

    Without `key` this only shows that nothing was changed since somebody signed it.
    """
    if key is not None and receipt.key != key:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(receipt.key))
        public.verify(bytes.fromhex(receipt.signature), _canonical(receipt))
    except (ValueError, InvalidSignature):
        return False
    return True


def _canonical(receipt: Receipt) -> bytes:
    content = receipt.model_dump(mode="json", exclude={"signature"})
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
