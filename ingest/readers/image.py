"""A picture of a page, such as a scan: read by character recognition."""

from collections.abc import Iterator
from contextlib import closing

from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.ocr import PageRecogniser
from ingest.readers.pages import PageBuilder
from kb.errors import LimitExceeded, UnreadableFile
from kb.nouns import Page, ParsedDocument

_MOST_PIXELS = 60_000_000


def read_image(job: ReadingJob) -> ParsedDocument:
    """Read a picture; one of several frames (TIFF) is several pages.

    Raises:
        UnreadableFile: when the picture is damaged.
        LimitExceeded: when it is too large or has too many frames.
    """
    pages = tuple(_pages(job))
    return ParsedDocument(
        media_type=Format.PNG.value, title="", pages=pages, paginated=len(pages) > 1
    )


def _pages(job: ReadingJob) -> Iterator[Page]:
    """Recognise frame after frame."""
    from PIL import Image, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the limit below names the file
    try:
        with Image.open(job.path) as image, closing(PageRecogniser(job)) as recogniser:
            if getattr(image, "n_frames", 1) > job.limits.pages:
                raise LimitExceeded("limit.pages", file=job.name, limit=job.limits.pages)
            for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                if frame.width * frame.height > _MOST_PIXELS:
                    limit = _MOST_PIXELS // 1_000_000
                    raise LimitExceeded("limit.pixels", file=job.name, limit=limit)
                builder = PageBuilder(number)
                unread = recogniser.finish(recogniser.begin(frame), builder)
                yield builder.build(unread=unread)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableFile("image.damaged", file=job.name) from error
