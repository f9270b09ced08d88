"""The bilingual WordPiece tokenizer, which carries the whole normalisation of texts."""

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from encoder.config import TokenizerConfig
from encoder.data import Source, Sources

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from tokenizers.normalizers import Normalizer
    from tokenizers.pre_tokenizers import PreTokenizer

UNKNOWN = "[UNK]"


def train_tokenizer(sources: Sources, config: TokenizerConfig, seed: int) -> "Tokenizer":
    """Learn the word pieces of both languages from a capped sample of every source."""
    from tokenizers import Tokenizer, decoders, models, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = _pre_tokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=config.vocabulary,
        special_tokens=[UNKNOWN],
        limit_alphabet=400,
        show_progress=False,
    )
    tokenizer.train_from_iterator(_sample_texts(sources, config, seed), trainer)
    return tokenizer


def _normalizer() -> "Normalizer":
    from tokenizers import Regex
    from tokenizers.normalizers import NFKD, Lowercase, Replace, Sequence, StripAccents

    return Sequence(
        [
            NFKD(),
            StripAccents(),
            Lowercase(),
            Replace("œ", "oe"),
            Replace("æ", "ae"),
            Replace("ß", "ss"),
            Replace(Regex("[’‘ʼ‛′`]"), "'"),
            Replace(Regex("[«»“”„]"), '"'),
            Replace(Regex("[‐‑‒–—−]"), "-"),
            Replace(Regex("[\u00ad\u200b-\u200f\u2060\ufeff]"), ""),
        ]
    )


def _pre_tokenizer() -> "PreTokenizer":
    from tokenizers.pre_tokenizers import BertPreTokenizer, Digits, Sequence

    return Sequence([BertPreTokenizer(), Digits(individual_digits=False)])


def _sample_texts(sources: Sources, config: TokenizerConfig, seed: int) -> Iterator[str]:
    for source in sources.pairs:
        yield from _sample_rows(source, config.pairs_per_file, seed)
    for source in sources.questions:
        yield from _sample_rows(source, config.questions_per_file, seed)


def _sample_rows(source: Source, most: int, seed: int) -> Iterator[str]:
    chooser = Random(f"{seed} {source.name}")  # noqa: S311 - a sample, not a secret
    rows = chooser.sample(range(len(source)), min(most, len(source)))
    for row in rows:
        yield source.left[row]
        yield source.right[row]
