"""Lists of the page of usage: a document is a link there, and plain text in a file."""

from kb.access import AccessScope
from kb.spreadsheet import write_csv
from kb.store import Store
from tests.shelf import Shelf
from ui.usage_tables import Title, table_html

PUBLIC = AccessScope(frozenset({"public"}))


def test_a_title_leads_to_its_document_and_other_cells_lead_nowhere(
    store: Store, shelf: Shelf
) -> None:
    document_id = shelf.put("La navette part de la gare.", title="Navette <rapide>")
    title = Title.of(store.catalogue.reader.document(document_id, access=PUBLIC))
    html = table_html(["Document", "Fois"], [[title, "3"], ["Train <lent>", "1"]], {"lang": "fr"})
    link = f'<a class="within" href="/document?id={document_id}&amp;lang=fr" target="_self">'
    assert f"<td>{link}Navette &lt;rapide&gt;</a></td><td>3</td>" in html
    assert html.count("<a ") == 1 and "<td>Train &lt;lent&gt;</td>" in html
    assert "Navette <rapide>" in write_csv(["Document"], [[title]]).decode("utf-8-sig")
