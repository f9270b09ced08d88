"""The styles of an OpenDocument text, and what stands in its margins."""

from typing import Any

_COMMON_STYLES = (
    """<style:style style:name="Title" style:family="paragraph" style:class="chapter"
    style:parent-style-name="Heading"><style:paragraph-properties fo:margin-bottom="0.3cm"/>
    <style:text-properties fo:font-size="22pt" fo:font-weight="bold" fo:color="#1f3864"/>
    </style:style>""",
    """<style:style style:name="Subtitle" style:family="paragraph" style:class="chapter"
    style:parent-style-name="Heading"><style:text-properties fo:font-size="13pt"
    fo:color="#595959"/></style:style>""",
    """<style:style style:name="Identity" style:family="paragraph"
    style:parent-style-name="Standard"><style:paragraph-properties fo:margin-bottom="0.1cm"/>
    <style:text-properties fo:font-size="10.5pt"/></style:style>""",
    """<style:style style:name="Quotations" style:family="paragraph"
    style:parent-style-name="Text_20_body"><style:paragraph-properties fo:margin-left="1cm"
    fo:margin-right="1cm"/><style:text-properties fo:font-style="italic"/></style:style>""",
    """<style:style style:name="List_20_item" style:display-name="List item"
    style:family="paragraph" style:parent-style-name="Text_20_body">
    <style:paragraph-properties fo:margin-bottom="0.1cm"/></style:style>""",
    """<style:style style:name="Small_20_print" style:display-name="Small print"
    style:family="paragraph" style:parent-style-name="Standard">
    <style:paragraph-properties fo:margin-top="0.6cm"/>
    <style:text-properties fo:font-size="8pt" fo:font-style="italic"/></style:style>""",
    """<style:style style:name="Margin" style:family="paragraph"
    style:parent-style-name="Standard"><style:text-properties fo:font-size="9pt"
    fo:color="#595959"/></style:style>""",
    """<style:style style:name="Head_20_cell_20_text" style:display-name="Head cell text"
    style:family="paragraph" style:parent-style-name="Standard">
    <style:text-properties fo:font-size="10pt" fo:font-weight="bold"/></style:style>""",
    """<style:style style:name="Body_20_cell_20_text" style:display-name="Body cell text"
    style:family="paragraph" style:parent-style-name="Standard">
    <style:text-properties fo:font-size="10pt"/></style:style>""",
    """<style:style style:name="Strong" style:family="text">
    <style:text-properties fo:font-weight="bold"/></style:style>""",
)
_TABLE_STYLES = (
    """<style:style style:name="Plain_20_table" style:family="table"><style:table-properties
    style:width="17cm" table:align="margins"/></style:style>""",
    """<style:style style:name="Head_20_cell" style:family="table-cell">
    <style:table-cell-properties fo:background-color="#dae3f3" fo:padding="0.12cm"
    fo:border="0.5pt solid #8ea9db"/></style:style>""",
    """<style:style style:name="Body_20_cell" style:family="table-cell">
    <style:table-cell-properties fo:padding="0.12cm" fo:border="0.5pt solid #8ea9db"/>
    </style:style>""",
)
_LIST_LEVEL = """<style:list-level-properties text:list-level-position-and-space-mode=
"label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab"
text:list-tab-stop-position="0.8cm" fo:text-indent="-0.5cm" fo:margin-left="0.8cm"/>
</style:list-level-properties>"""
_MARGIN_STYLE = """<style:{edge}-style><style:header-footer-properties fo:min-height="0.6cm"
fo:margin-{side}="0.4cm"/></style:{edge}-style>"""


def add_styles(document: Any) -> None:
    """Add the styles of titles, small print, tables and lists."""
    from odfdo import Element

    for style in _COMMON_STYLES:
        document.insert_style(Element.from_tag(style))
    for style in _TABLE_STYLES:
        document.insert_style(Element.from_tag(style), automatic=True)
    for name in ("List_20_1", "Numbering_20_1"):
        level = document.get_style("list", name).get_elements("*[@text:level='1']")[0]
        for old in level.get_elements("style:list-level-properties"):
            level.delete(old)
        level.insert(Element.from_tag(_LIST_LEVEL), position=0)


def set_language(document: Any, language: str) -> None:
    """Set the language that the text is checked in."""
    spoken, country = language.split("-")
    for properties in document.styles.get_elements("//style:default-style/style:text-properties"):
        properties.set_attribute("fo:language", spoken)
        properties.set_attribute("fo:country", country)


def write_margins(document: Any, header: str, before_number: str) -> None:
    """Write a line into the header, and the page number into the footer."""
    from odfdo import Element

    layout = document.styles.get_elements("//style:page-layout")[0]
    for edge, side in (("header", "bottom"), ("footer", "top")):
        for old in layout.get_elements(f"style:{edge}-style"):
            layout.delete(old)
        layout.append(Element.from_tag(_MARGIN_STYLE.format(edge=edge, side=side)))
    page = document.styles.get_elements("//style:master-page")[0]
    for edge, line in (("header", header), ("footer", before_number)):
        margin = Element.from_tag(f"style:{edge}")
        margin.append(_line(line, numbered=edge == "footer"))
        page.append(margin)


def _line(text: str, *, numbered: bool) -> Any:
    from odfdo import Element, Paragraph

    line = Paragraph(text, style="Margin")
    if numbered:
        number = Element.from_tag('<text:page-number text:select-page="current"/>')
        number.text = "1"
        line.append(number)
    return line
