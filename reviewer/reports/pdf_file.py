"""Finishes a drawn PDF: structure tree, metadata, output intent, attachment, so that it is PDF/A-3a and PDF/UA-1.

Sources: ISO 19005-3, ISO 14289-1, ISO 32000-1 (14.7, 14.8). Whether a file keeps them is for veraPDF to say; no report
claims it beyond the identification that the two standards ask for in the metadata.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from reviewer.reports.structure import Element, MarkedContent
from reviewer.resources import resource


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF, for machines: its name, bytes, media type, what it is."""

    name: str
    content: bytes
    media_type: str
    description: str


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the metadata say. ``when`` is aware; ``identity`` is a text that the document's identifier is made of."""

    title: str
    author: str
    subject: str
    creator: str
    when: datetime
    identity: str


def finish(drawn: bytes, tree: Element, facts: DocumentFacts, attachments: Sequence[Attachment] = ()) -> bytes:
    """The complete file. The same arguments give the same bytes."""
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        _repair_unicode_maps(pdf)
        _write_tree(pdf, tree)
        profile = pdf.make_stream(resource("colour", "sRGB.icc").read_bytes(), N=3)
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
            Info=String("sRGB IEC61966-2.1"),
            DestOutputProfile=profile,
        )
        pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
        _write_metadata(pdf, facts)
        _attach(pdf, attachments, facts.when)
        file = io.BytesIO()
        pdf.save(
            file, deterministic_id=True, min_version="1.7", compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )  # fmt: skip
    return file.getvalue()


def page_count(content: bytes) -> int:
    """Pages of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _repair_unicode_maps(pdf: pikepdf.Pdf) -> None:
    """reportlab writes a character beyond U+FFFF as five digits into ToUnicode; UTF-16 is asked for (9.10.3)."""

    def as_utf16(match: re.Match[bytes]) -> bytes:
        units = chr(int(match[1], 16)).encode("utf-16-be").hex().upper()
        return b"<" + units.encode() + b">"

    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == Name.Font and "/ToUnicode" in item:
            before = item.ToUnicode.read_bytes()
            after = re.sub(rb"<([0-9A-F]{5,6})>", as_utf16, before)
            if after != before:
                item.ToUnicode.write(after)


def _write_tree(pdf: pikepdf.Pdf, root: Element) -> None:
    pages = [page.obj for page in pdf.pages]
    owners: dict[int, dict[int, pikepdf.Object]] = {}
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))

    def build(element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.tag}"), P=parent))
        if element.alternative:
            made.Alt = String(element.alternative)
        attributes = _attributes(element)
        if attributes is not None:
            made.A = attributes
        own_page = next((kid.page for kid in element.kids if isinstance(kid, MarkedContent)), None)
        if own_page is not None:
            made.Pg = pages[own_page]
        kids = Array()
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(build(kid, made))
                continue
            owners.setdefault(kid.page, {})[kid.number] = made
            if kid.page == own_page:
                kids.append(kid.number)
            else:
                kids.append(Dictionary(Type=Name.MCR, Pg=pages[kid.page], MCID=kid.number))
        made.K = kids
        return made

    tree.K = Array([build(root, tree)])
    numbers = Array()
    for page, marked in sorted(owners.items()):
        pages[page].StructParents = page
        numbers.append(page)
        numbers.append(pdf.make_indirect(Array([marked[number] for number in range(len(marked))])))
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = len(pages)
    for page_object in pages:
        page_object.Tabs = Name.S
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _attributes(element: Element) -> Dictionary | None:
    if element.scope:
        return Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    if element.span > 1:
        return Dictionary(O=Name.Table, ColSpan=element.span)
    if element.box:
        return Dictionary(O=Name.Layout, BBox=Array([round(edge, 2) for edge in element.box]), Placement=Name.Block)
    return None


def _write_metadata(pdf: pikepdf.Pdf, facts: DocumentFacts) -> None:
    producer = "ReportLab, pikepdf"
    metadata = pdf.make_stream(_xmp(facts, producer))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    pdf.Root.Lang = String("en-US")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    when = _pdf_date(facts.when)
    entries: Mapping[str, str] = {
        "/Title": facts.title, "/Author": facts.author, "/Subject": facts.subject, "/Creator": facts.creator,
        "/Producer": producer, "/CreationDate": when, "/ModDate": when,
    }  # fmt: skip
    for key, value in entries.items():
        pdf.docinfo[key] = String(_xml_text(value))


def _attach(pdf: pikepdf.Pdf, attachments: Sequence[Attachment], when: datetime) -> None:
    associated = Array()
    for attachment in attachments:
        specification = AttachedFileSpec(
            pdf,
            attachment.content,
            filename=attachment.name,
            mime_type=attachment.media_type,
            description=attachment.description,
            relationship=Name.Data,
            creation_date=_pdf_date(when),
            mod_date=_pdf_date(when),
        )
        pdf.attachments[attachment.name] = specification
        associated.append(specification.obj)
    if attachments:
        pdf.Root.AF = associated


def _pdf_date(when: datetime) -> str:
    offset = when.strftime("%z")
    return when.strftime("D:%Y%m%d%H%M%S") + f"{offset[:3]}'{offset[3:]}"


def _xml_text(text: str) -> str:
    """Evidence in metadata: what XML cannot carry is written as a code point (XML 1.0, 2.2)."""
    allowed = re.compile("[^\t -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
    return allowed.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
 <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
 <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
 <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
 <dc:format>application/pdf</dc:format>
 <xmp:CreateDate>{when}</xmp:CreateDate>
 <xmp:ModifyDate>{when}</xmp:ModifyDate>
 <xmp:MetadataDate>{when}</xmp:MetadataDate>
 <xmp:CreatorTool>{creator}</xmp:CreatorTool>
 <pdf:Producer>{producer}</pdf:Producer>
 <xmpMM:DocumentID>{identity}</xmpMM:DocumentID>
 <pdfaid:part>3</pdfaid:part>
 <pdfaid:conformance>A</pdfaid:conformance>
 <pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289 to which the file keeps</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def _xmp(facts: DocumentFacts, producer: str) -> bytes:
    offset = facts.when.strftime("%z")
    values = {
        "title": facts.title, "author": facts.author, "subject": facts.subject, "creator": facts.creator,
        "producer": producer, "identity": facts.identity,
        "when": facts.when.strftime("%Y-%m-%dT%H:%M:%S") + f"{offset[:3]}:{offset[3:]}",
    }  # fmt: skip
    return _XMP.format(**{key: escape(_xml_text(value)) for key, value in values.items()}).encode()
