"""Charts drawn with Altair, without a browser or a network."""

from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

from search.charting import altair
from search.reporting.model import Chart

FONTS = Path(__file__).with_name("fonts")
FONT = "DejaVu Sans"
_INK, _SOFT, _LINE = "#16242d", "#4a5b65", "#c9d4da"
_WIDTH, _TICKS = 430, 10


class AltairPainter:
    """Draw charts as pictures."""

    def png(self, chart: Chart) -> bytes:
        """Give the picture, at twice the size it is shown in."""
        import vl_convert

        vl_convert.register_font_directory(str(FONTS))
        return bytes(vl_convert.vegalite_to_png(self._drawn(chart).to_dict(), scale=2))

    def svg(self, chart: Chart) -> str:
        """Give the drawing, its letters as shapes."""
        import vl_convert

        vl_convert.register_font_directory(str(FONTS))
        return str(vl_convert.vegalite_to_svg(self._drawn(chart).to_dict()))

    def _drawn(self, chart: Chart) -> Any:
        alt = altair()

        rows = [bar.model_dump() | {"place": place} for place, bar in enumerate(chart.bars)]
        labels = list(dict.fromkeys(bar.label for bar in chart.bars))
        series = list(chart.colours)
        ticks = _ticks(chart)
        scale = alt.Scale(domain=[0, ticks[-1]])
        axis = alt.Axis(format="d", values=ticks, grid=True)
        colour = alt.Color(
            "series:N",
            scale=alt.Scale(domain=series, range=list(chart.colours.values())),
            legend=alt.Legend(title=None, orient="top", columns=len(series)),
        )
        drawn = (
            alt.Chart(alt.InlineData(values=rows))
            .mark_bar(cornerRadiusEnd=1)
            .encode(
                y=alt.Y("label:N", sort=labels, title=None, axis=alt.Axis(labelLimit=230)),
                x=alt.X("sum(value):Q", title=chart.measure, axis=axis, scale=scale),
                color=colour,
                order=alt.Order("place:Q"),
            )
        )
        return _styled(drawn.properties(width=_WIDTH, height=alt.Step(24)))


def _ticks(chart: Chart) -> list[int]:
    """Choose whole numbers for the axis, a dozen at most, up to the longest bar."""
    totals: Counter[str] = Counter()
    for bar in chart.bars:
        totals[bar.label] += bar.value
    most = max([1, *totals.values()])
    sizes = (base * 10**power for power in count() for base in (1, 2, 5))
    step = next(size for size in sizes if most <= _TICKS * size)
    return list(range(0, most + step, step))


def _styled(drawn: Any) -> Any:
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 11, "titleFontSize": 11}
    return (
        drawn.configure_view(stroke=None)
        .configure_axis(
            **text,
            labelColor=_INK,
            titleColor=_SOFT,
            titleFontWeight="normal",
            gridColor=_LINE,
            domainColor=_LINE,
            tickColor=_LINE,
        )
        .configure_legend(**text, labelColor=_INK, symbolType="square")
        .properties(background="white", padding={"left": 4, "right": 12, "top": 4, "bottom": 4})
    )
