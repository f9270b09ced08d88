"""Tell which of the topics found is which of those there were."""

from collections.abc import Sequence
from uuid import uuid4

import numpy as np

from search.topics.discovering import Labels


def matched(labels: Labels, before: Sequence[str]) -> list[str]:
    """Give each group the id of the topic it continues, or a new one.

    Pairs are made so that the shares of documents in common (Jaccard) add up to the most
    (Kuhn 1955, "The Hungarian method for the assignment problem").

    Args:
        labels: the group of each document, numbered without gaps.
        before: the topic that each document had; empty for none.
    """
    from scipy.optimize import linear_sum_assignment

    count = int(labels.max()) + 1
    topics = sorted(set(before) - {""})
    shares = np.zeros((count, len(topics)))
    old = {topic: np.array([each == topic for each in before]) for topic in topics}
    for column, topic in enumerate(topics):
        for group in range(count):
            inside = labels == group
            both = float((inside & old[topic]).sum())
            shares[group, column] = both / float((inside | old[topic]).sum())
    ids = [uuid4().hex for _ in range(count)]
    for group, column in zip(*linear_sum_assignment(-shares), strict=True):
        if shares[group, column] > 0:
            ids[group] = topics[column]
    return ids
