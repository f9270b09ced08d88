"""The list of known words holds what the training data says often, and no plural twice."""

from encoder.known_words import known_words


def test_words_count_that_stand_often_enough() -> None:
    texts = [
        ("laws", "Les sourds, un sourd, ce sourd. Les sourds ! Une coquile. Le greffe greffe."),
        ("labels", "Sourd, greffe, coquile"),
    ]
    found = known_words(texts, own={"greffe"})
    assert "sourd" in found and "sourds" not in found
    assert "coquile" not in found and "greffe" not in found
