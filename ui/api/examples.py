"""Examples for the description of the API, in French, of invented documents."""

from typing import Any

DOCUMENT_ID = "5f0c7f1e6f9d4f0f8f5b8f1a2c3d4e5f"
TOPIC_ID = "9a1b2c3d4e5f60718293a4b5c6d7e8f9"
_BASE = "https://passerelle.example.org"

DOCUMENT: dict[str, Any] = {
    "id": DOCUMENT_ID,
    "title": "Accueil des personnes nouvellement arrivées",
    "party": "qc",
    "kind": "practice_sheet",
    "language": "fr",
    "audience": "public",
    "year": 2025,
    "domains": ["integration"],
    "target_groups": ["newcomers"],
    "sheet": {"context": "Les bureaux reçoivent de plus en plus de personnes immigrantes."},
    "rights_owner": "Ministère de l’Emploi",
    "licence": "CC BY 4.0",
    "attribution": "",
    "review_due": "2027-05-01",
    "version": 2,
    "file_name": "accueil.pdf",
    "media_type": "application/pdf",
    "page_count": 6,
    "passage_count": 14,
    "paginated": True,
    "updated_at": "2026-05-04T14:30:00Z",
    "published_at": "2026-05-04T14:30:00Z",
    "url": f"{_BASE}/document?id={DOCUMENT_ID}",
}
PASSAGE: dict[str, Any] = {
    "id": 812,
    "document_id": DOCUMENT_ID,
    "position": 3,
    "page": 2,
    "start": 140,
    "end": 207,
    "heading_path": ["Démarche", "Premier entretien"],
    "language": "fr",
    "text": "Un premier entretien a lieu dans les dix jours, avec un interprète.",
    "url": f"{_BASE}/document?id={DOCUMENT_ID}&passage=812",
}
HIT: dict[str, Any] = {
    "rank": 1,
    "score": 0.91,
    "document": DOCUMENT,
    "passage": PASSAGE,
    "snippet": {
        "text": "Un premier entretien a lieu dans les dix jours, avec un interprète.",
        "marks": [{"start": 11, "end": 20, "by": "word"}],
    },
    "reasons": [{"code": "words", "values": {"words": "entretien"}}],
    "others": [],
}
RESULTS: dict[str, Any] = {
    "total": 1,
    "limit": 10,
    "offset": 0,
    "weak": False,
    "unquoted": False,
    "corrections": {"entretein": "entretien"},
    "also": [{"asked": "personnes immigrantes", "terms": ["primo-arrivants"]}],
    "facets": {"parties": {"qc": 1}, "kinds": {"practice_sheet": 1}},
    "hits": [HIT],
}
DOCUMENTS: dict[str, Any] = {"total": 1, "limit": 20, "offset": 0, "items": [DOCUMENT]}
PASSAGES: dict[str, Any] = {"total": 1, "limit": 100, "offset": 0, "items": [PASSAGE]}
PAGE: dict[str, Any] = {
    "document_id": DOCUMENT_ID,
    "number": 2,
    "label": "2",
    "text": "Un premier entretien a lieu dans les dix jours, avec un interprète.",
    "readable": True,
    "picture": f"/api/v1/documents/{DOCUMENT_ID}/pages/2/picture",
}
PROBLEM: dict[str, Any] = {
    "type": "urn:passerelle:problem:document.not_found",
    "title": "Introuvable",
    "status": 404,
    "detail": "Ce document n’existe pas, ou ne vous est pas ouvert.",
    "code": "document.not_found",
    "errors": [],
}
DOMAIN: dict[str, Any] = {
    "key": "integration",
    "label": "Intégration en emploi",
    "documents": 12,
    "parties": {"qc": 7, "fr": 5},
}
TOPIC: dict[str, Any] = {
    "id": TOPIC_ID,
    "label": "Entretien d’accueil, interprète",
    "documents": 4,
    "parties": {"qc": 3, "fr": 1},
    "near": [],
}
ME: dict[str, Any] = {
    "login": "ada",
    "name": "Ada Tremblay",
    "party": "qc",
    "role": "expert",
    "groups": ["pilote"],
    "audiences": ["group:pilote", "partners", "party:qc", "public"],
}
TOKEN: dict[str, Any] = {
    "good": True,
    "name": "Assistant de l’agence",
    "prefix": "psr_Ab3d",
    "scopes": ["read", "search"],
    "expires_on": "2027-01-31",
    "last_used": "2026-11-29",
    "per_minute": 600,
}
REPORT: dict[str, Any] = {
    "file": "compte-rendu.docx",
    "outcome": "read",
    "detail": "",
    "code": "",
    "draft": DOCUMENT_ID,
    "passages": 9,
    "pages": 3,
    "notices": [],
}
FINDING: dict[str, Any] = {"kind": "phone", "sightings": 2}
CONTRIBUTION: dict[str, Any] = {
    "id": DOCUMENT_ID,
    "title": "Mission à Lyon",
    "kind": "debrief",
    "audience": "partners",
    "status": "draft",
    "updated_at": "2026-11-29T09:00:00Z",
    "findings": [FINDING],
    "url": f"{_BASE}/draft?id={DOCUMENT_ID}",
}
