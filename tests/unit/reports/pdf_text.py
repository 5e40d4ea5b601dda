"""What a test reads out of a printed report."""

import io

import pikepdf
import pypdf


def text_of(content: bytes) -> str:
    """The text of all pages, white space made single."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def says(text: str, phrase: str) -> bool:
    """Whether the phrase is printed, wherever its lines are broken."""
    return "".join(phrase.split()) in "".join(text.split())


def font_names(content: bytes) -> set[str]:
    """Base names of every font in the file, without the prefix of a subset."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {
            str(item.BaseFont).rpartition("+")[2].lstrip("/")
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.Font
        }


def unembedded_fonts(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            str(item.BaseFont)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary)
            and item.get("/Type") == pikepdf.Name.Font
            and "/FontFile2" not in item.get("/FontDescriptor", {})
        ]


def attachments(content: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}


def page_sizes(content: bytes) -> list[tuple[float, float]]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in pdf.pages]


def command_lines(content: bytes) -> list[str]:
    """The commands between "How to check" and "This report", as somebody would copy them."""
    lines: list[str] = []
    on = False
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for line in page.extract_text().splitlines():
            line = line.strip()
            if line in ("How to check", "This report"):
                on = line == "How to check"
            elif on and line.startswith(("openssl ", "-in ", "-CAfile ", "sha256sum ", "unzip ", "# ")):
                lines.append(line)
    return lines
