#!/usr/bin/env python3
"""pdfa.py FILE.pdf...: what ISO 19005-3 (PDF/A-3, level B) and Factur-X 1.0 ask, as far as it can be seen.

Prints "FILE: clause: what" for each breach; exit 1 if there is one. Written for the kind of PDF that cairo and
qpdf make; reads the file through `qpdf --json`. The clauses are those of ISO 19005-3:2012.
"""
import base64, json, re, struct, subprocess, sys
import xml.etree.ElementTree as ET

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
FORBIDDEN = {"/JavaScript": "6.6.1", "/JS": "6.6.1", "/AA": "6.6.3", "/OpenAction": "6.6.1", "/Launch": "6.6.1",
             "/AcroForm": "6.4.1", "/XFA": "6.4.2", "/Encrypt": "6.1.3", "/TR": "6.2.5", "/HTP": "6.2.5",
             "/OPI": "6.2.4", "/Ref": "6.2.9", "/PS": "6.2.9", "/Alternates": "6.2.8", "/Requirements": "6.11",
             "/AlternatePresentations": "6.10", "/PresSteps": "6.10", "/NeedsRendering": "6.4.2"}


class File:
    def __init__(self, path):
        self.path, self.bad = path, []
        self.raw = open(path, "rb").read()
        out = subprocess.run(["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized",
                              path], capture_output=True, check=True).stdout
        self.objects = json.loads(out)["qpdf"][1]

    def say(self, clause, what):
        self.bad.append(f"{self.path}: {clause}: {what}")

    def want(self, good, clause, what):
        if not good:
            self.say(clause, what)
        return good

    def get(self, value):
        while isinstance(value, str) and re.fullmatch(r"\d+ 0 R", value):
            thing = self.objects["obj:" + value]
            value = thing["stream"] if "stream" in thing else thing["value"]
        return value

    def stream(self, value):
        thing = self.get(value)
        return base64.b64decode(thing["data"]) if isinstance(thing, dict) and "data" in thing else None


def tables(font):
    count = struct.unpack(">H", font[4:6])[0]
    found = {}
    for i in range(count):
        tag, _, at, size = struct.unpack(">4sIII", font[12 + 16 * i:28 + 16 * i])
        found[tag.decode("latin1").strip()] = font[at:at + size]
    return found


def cmap(table):
    """Glyphs of the (3,1) subtable of format 4."""
    for i in range(struct.unpack(">H", table[2:4])[0]):
        platform, encoding, at = struct.unpack(">HHI", table[4 + 8 * i:12 + 8 * i])
        sub = table[at:]
        if (platform, encoding) != (3, 1) or struct.unpack(">H", sub[:2])[0] != 4:
            continue
        n = struct.unpack(">H", sub[6:8])[0] // 2
        words = struct.unpack(f">{len(sub) // 2}H", sub[:len(sub) // 2 * 2])
        end, start, delta, offset = (words[7:7 + n], words[8 + n:8 + 2 * n], words[8 + 2 * n:8 + 3 * n],
                                     words[8 + 3 * n:8 + 4 * n])
        glyphs = {}
        for k in range(n):
            for code in range(start[k], min(end[k], 0xFFFE) + 1):
                if offset[k]:
                    at = 8 + 3 * n + k + offset[k] // 2 + code - start[k]
                    glyph = words[at] if at < len(words) else 0
                    glyph = (glyph + delta[k]) & 0xFFFF if glyph else 0
                else:
                    glyph = (code + delta[k]) & 0xFFFF
                glyphs[code] = glyph
        return glyphs
    return None


def advances(parts):
    units = struct.unpack(">H", parts["head"][18:20])[0]
    count = struct.unpack(">H", parts["hhea"][34:36])[0]
    return [struct.unpack(">H", parts["hmtx"][4 * i:4 * i + 2])[0] * 1000 / units for i in range(count)]


def shown(content):
    """(font, bytes) of each text shown; enough of the content stream's grammar for cairo's."""
    font, out = None, []
    token = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|/[^\s<>\[\]()/]+|[\[\]]|[^\s<>\[\]()/]+|<<|>>", re.S)
    waiting, span = [], 0
    for match in token.finditer(content):
        word = match.group()
        if word.startswith(b"(") :
            text = re.sub(rb"\\([0-7]{1,3}|.)", lambda m: bytes([int(m[1], 8)]) if m[1][:1].isdigit()
                          else {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(m[1], m[1]),
                          word[1:-1], flags=re.S)
            waiting.append(text)
        elif word.startswith(b"<") and word not in (b"<<", b">>"):
            waiting.append(bytes.fromhex("".join(word[1:-1].decode().split())))
        elif word.startswith(b"/"):
            name = word.decode("latin1")
        elif word == b"Tf":
            font = name
        elif word in (b"TJ", b"Tj"):
            out += [(font, text) for text in waiting]
            waiting = []
        elif word in (b"BDC", b"BMC"):
            waiting = []
    return out


def check_font(pdf, font, used):
    font = pdf.get(font)
    simple = font["/Subtype"] == "/TrueType"
    below = font if simple else pdf.get(pdf.get(font["/DescendantFonts"])[0])
    name = font["/BaseFont"]
    pdf.want(re.match(r"/[A-Z]{6}\+", name), "6.2.11.4", f"{name} is no subset")
    descriptor = pdf.get(below["/FontDescriptor"])
    program = pdf.stream(descriptor.get("/FontFile2"))
    pdf.want("/ToUnicode" in font, "6.2.11.7", f"{name} has no ToUnicode")
    if not pdf.want(program, "6.2.11.4.1", f"{name} is not embedded"):
        return
    parts = tables(program)
    wide = advances(parts)
    if simple:
        pdf.want(descriptor["/Flags"] & 32 and not descriptor["/Flags"] & 4, "6.2.11.6", f"{name}: flags")
        pdf.want(font.get("/Encoding") in ("/WinAnsiEncoding", "/MacRomanEncoding"), "6.2.11.6", f"{name}: encoding")
        glyphs = cmap(parts["cmap"]) if "cmap" in parts else None
        if not pdf.want(glyphs, "6.2.11.6", f"{name} has no (3,1) cmap"):
            return
        for code in set(used):
            rune = ord(bytes([code]).decode("cp1252", "replace"))
            glyph = glyphs.get(rune, 0)
            pdf.want(glyph, "6.2.11.8", f"{name} shows .notdef for code {code}")
            said = font["/Widths"][code - font["/FirstChar"]]
            pdf.want(abs(said - wide[glyph]) <= 1, "6.2.11.5", f"{name} code {code}: width {said}, is {wide[glyph]}")
    else:
        pdf.want(below["/Subtype"] == "/CIDFontType2" and below.get("/CIDToGIDMap") == "/Identity", "6.2.11.3.2",
                 f"{name}: CIDToGIDMap")
        pdf.want(font["/Encoding"] == "/Identity-H", "6.2.11.3.3", f"{name}: encoding")
        first, widths = below["/W"]
        for i in range(0, len(used), 2):
            cid = used[i] << 8 | used[i + 1]
            pdf.want(cid, "6.2.11.8", f"{name} shows .notdef")
            said = widths[cid - first]
            pdf.want(abs(said - wide[cid]) <= 1, "6.2.11.5", f"{name} glyph {cid}: width {said}, is {wide[cid]}")


def check_pages(pdf, root):
    fonts, used = {}, {}
    kids, pages = [root["/Pages"]], []
    while kids:
        node = pdf.get(kids.pop())
        if node["/Type"] == "/Pages":
            kids += pdf.get(node["/Kids"])
        else:
            pages.append(node)
    for page in pages:
        resources = pdf.get(page["/Resources"])
        for thing in resources.get("/ExtGState", {}).values():
            state = pdf.get(thing)
            pdf.want(state.get("/BM", "/Normal") == "/Normal" and state.get("/ca", 1) == 1 and state.get("/CA", 1) == 1
                     and state.get("/SMask", "/None") == "/None", "6.4", f"clear colours: {state}")
        pdf.want("/XObject" not in resources, "6.2.8", "pictures in the pages")
        names = {name: value for name, value in pdf.get(resources.get("/Font", {})).items()}
        for name, text in shown(pdf.stream(page["/Contents"])):
            fonts[names[name]] = True
            used[names[name]] = used.get(names[name], b"") + text
    for font in fonts:
        check_font(pdf, font, used[font])
    return len(pages)


def check_metadata(pdf, root, info):
    thing = pdf.get(root.get("/Metadata"))
    if not pdf.want(thing, "6.6.2.1", "no metadata"):
        return
    pdf.want("/Filter" not in thing["dict"], "6.6.2.1", "metadata are squeezed")
    packet = pdf.stream(root["/Metadata"])
    pdf.want(packet.startswith(b"<?xpacket begin=") and packet.rstrip().endswith(b"?>") and b"bytes=" not in packet
             and b"encoding=" not in packet, "6.6.2.1", "xpacket")
    found = {}
    for description in ET.fromstring(packet).iter(RDF + "Description"):
        for child in description:
            text = "".join(child.itertext()).strip()
            found[child.tag.split("}")[0].strip("{") + child.tag.split("}")[1]] = text
    want = {"http://www.aiim.org/pdfa/ns/id/part": "3", "http://www.aiim.org/pdfa/ns/id/conformance": "B"}
    fx = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
    want |= {fx + "DocumentType": "INVOICE", fx + "DocumentFileName": "factur-x.xml", fx + "Version": "1.0",
             fx + "ConformanceLevel": "BASIC"}
    for key, value in want.items():
        pdf.want(found.get(key) == value, "6.6.4" if "aiim" in key else "Factur-X 6.3", f"{key} is {found.get(key)}")
    for name in ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel"):
        pdf.want(b"<pdfaProperty:name>" + name.encode() in packet, "6.6.2.3", f"{name} is not described")
    text = lambda key: info.get(key, "u:")[2:]
    iso = lambda date: re.sub(r"D:(....)(..)(..)(..)(..)(..)Z", r"\1-\2-\3T\4:\5:\6Z", date)
    for key, name, turn in (("/Title", "http://purl.org/dc/elements/1.1/title", str),
                            ("/Author", "http://purl.org/dc/elements/1.1/creator", str),
                            ("/Subject", "http://purl.org/dc/elements/1.1/description", str),
                            ("/Producer", "http://ns.adobe.com/pdf/1.3/Producer", str),
                            ("/Creator", "http://ns.adobe.com/xap/1.0/CreatorTool", str),
                            ("/CreationDate", "http://ns.adobe.com/xap/1.0/CreateDate", iso),
                            ("/ModDate", "http://ns.adobe.com/xap/1.0/ModifyDate", iso)):
        pdf.want(turn(text(key)).strip() == found.get(name, ""), "6.6.3", f"{key} {text(key)!r} is not {found.get(name)!r}")


def check_attachment(pdf, root):
    files = pdf.get(pdf.get(pdf.get(root["/Names"])["/EmbeddedFiles"])["/Names"])
    pdf.want(files[0] == "u:factur-x.xml" and len(files) == 2 and root.get("/AF") == [files[1]], "6.8", "/AF or /Names")
    spec = pdf.get(files[1])
    pdf.want(spec.get("/AFRelationship") == "/Alternative", "6.8", "AFRelationship")
    pdf.want(spec.get("/F") == spec.get("/UF") == "u:factur-x.xml", "6.8", "/F and /UF")
    thing = pdf.get(spec["/EF"]["/F"])["dict"]
    pdf.want(thing.get("/Subtype") == "/text/xml", "6.8", "MIME type")
    data = pdf.stream(spec["/EF"]["/F"])
    pdf.want(thing["/Params"]["/Size"] == len(data) and thing["/Params"]["/ModDate"].startswith("u:D:2"), "6.8", "Params")


def check(path):
    pdf = File(path)
    raw, objects = pdf.raw, pdf.objects
    trailer = objects["trailer"]["value"]
    root, info = pdf.get(trailer["/Root"]), pdf.get(trailer["/Info"])
    pdf.want(re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", raw), "6.1.2", "header")
    pdf.want(re.search(rb"%%EOF\r?\n?$", raw), "6.1.3", "bytes after the end")
    pdf.want(len(trailer.get("/ID", [])) == 2, "6.1.3", "no ID")
    pdf.want(not re.search(rb"[^\r\n]endstream\s+endobj", raw), "6.1.7.1", "endstream does not begin its line")
    for name, thing in objects.items():
        value = thing.get("value") if "value" in thing else thing["stream"]["dict"]
        text = json.dumps(value)
        for key, clause in FORBIDDEN.items():
            pdf.want(f'"{key}"' not in text, clause, f"{name} has {key}")
        if "stream" in thing:
            pdf.want("/F" not in value and "/FFilter" not in value, "6.1.7.1", f"{name} is outside")
            pdf.want("LZW" not in text and "Crypt" not in text, "6.1.7.2", f"{name}: filter")
            pdf.want(value.get("/Interpolate") is not True, "6.2.8", f"{name}: Interpolate")
        elif isinstance(value, dict):
            pdf.want(value.get("/Type") != "/Annot", "6.3", f"{name} is an annotation")
    intents = [pdf.get(i) for i in pdf.get(root.get("/OutputIntents", []))]
    if pdf.want(len(intents) == 1 and intents[0]["/S"] == "/GTS_PDFA1", "6.2.3", "output intent"):
        icc = pdf.stream(intents[0]["/DestOutputProfile"])
        pdf.want(icc[36:40] == b"acsp" and icc[16:20] == b"RGB " and icc[8] <= 4 and icc[12:16] in (b"mntr", b"prtr"),
                 "6.2.3", "profile")
        pdf.want(struct.unpack(">I", icc[:4])[0] == len(icc), "6.2.3", "profile's size")
    check_metadata(pdf, root, info)
    check_attachment(pdf, root)
    check_pages(pdf, root)
    return pdf.bad


def main():
    bad = [line for path in sys.argv[1:] for line in check(path)]
    print("\n".join(bad) if bad else f"{len(sys.argv) - 1} good")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
