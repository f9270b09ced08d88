"""How sentence-transformers reads this folder: int8 ONNX on the CPU, one text at a time."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnxruntime
import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

_WHOLE, _WINDOW = 254, 126
"""Tokens of a text read as a whole, and of the windows that a longer one is cut into."""


class OnnxText(InputModule):
    """Encode texts, each alone, so that no vector depends on the texts beside it."""

    def __init__(self, folder: Path) -> None:
        """Read the model and the tokenizer of a folder."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder = folder
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.enable_padding()
        self.session = _open_session(folder)

    @classmethod
    def load(
        cls,
        model_name_or_path: str,
        subfolder: str = "",
        token: bool | str | None = None,
        cache_folder: str | None = None,
        revision: str | None = None,
        local_files_only: bool = False,
        init_defaults: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Self:
        """Read the module from a folder or from a hub."""
        places = [
            cls.load_file_path(
                model_name_or_path,
                name,
                subfolder=subfolder,
                token=token,
                cache_folder=cache_folder,
                revision=revision,
                local_files_only=local_files_only,
            )
            for name in ("model.onnx", "tokenizer.json")
        ]
        if None in places:
            raise FileNotFoundError(f"no model.onnx and tokenizer.json in {model_name_or_path}")
        return cls(Path(str(places[0])).parent)

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Copy the model and its tokenizer to another folder."""
        if Path(output_path).resolve() != self.folder.resolve():
            for name in ("model.onnx", "tokenizer.json"):
                shutil.copyfile(self.folder / name, Path(output_path) / name)

    @property
    def max_seq_length(self) -> None:
        """Tell that texts of any length are read."""
        return None

    def get_embedding_dimension(self) -> int:
        """Tell the number of components of a vector."""
        return int(self.session.get_outputs()[0].shape[1])

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor]:
        """Cut texts into padded token numbers and a mask: shape (texts, tokens) each."""
        encodings = self.tokenizer.encode_batch([f"{prompt or ''}{text}" for text in inputs])
        return {
            "input_ids": torch.tensor([encoding.ids for encoding in encodings]),
            "attention_mask": torch.tensor([encoding.attention_mask for encoding in encodings]),
        }

    def forward(self, features: dict[str, torch.Tensor], **kwargs: Any) -> dict[str, torch.Tensor]:
        """Add `sentence_embedding`: shape (texts, width), zeros where no known token is."""
        ids, device = features["input_ids"].cpu().numpy(), features["input_ids"].device
        lengths = features["attention_mask"].sum(dim=1).tolist()
        rows = [self._encode(row[:length]) for row, length in zip(ids, lengths, strict=True)]
        features["sentence_embedding"] = torch.from_numpy(np.stack(rows)).to(device)
        return features

    def _encode(self, ids: Any) -> Any:
        first, inner, last = ids[:1], ids[1:-1], ids[-1:]
        if not (inner != self.tokenizer.token_to_id("[UNK]")).any():
            return np.zeros(self.get_embedding_dimension(), np.float32)
        whole = len(inner) <= _WHOLE
        windows = [inner] if whole else np.array_split(inner, -(-len(inner) // _WINDOW))
        # The opening says what a text is about: each window counts less than the one before.
        total = sum(
            self._read(np.concatenate([first, window, last])) / place**2
            for place, window in enumerate(windows, start=1)
        )
        return (total / np.linalg.norm(total)).astype(np.float32)

    def _read(self, ids: Any) -> Any:
        return self.session.run(None, {"ids": ids[None]})[0][0]

    def __getstate__(self) -> dict[str, Any]:
        """Leave the session out: another process opens its own."""
        return {name: value for name, value in self.__dict__.items() if name != "session"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Open the session again."""
        self.__dict__.update(state)
        self.session = _open_session(self.folder)


def _open_session(folder: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(
        folder / "model.onnx", options, providers=["CPUExecutionProvider"]
    )
