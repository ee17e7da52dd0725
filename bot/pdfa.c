#include "bot/pdfa.h"

#include <pthread.h>
#include <qpdf/qpdf-c.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "parsers/embed.h"
#include "parsers/xml.h"

#define PDFA_PROFILE "/usr/share/color/icc/sRGB.icc"
#define PDFA_PRODUCER "Cabas, cairo, qpdf"

/* The colour profile is the same in each document: squeezed once. */
static struct {
    unsigned char bytes[8192];
    uLongf len;
} pdfa_profile;
static pthread_once_t pdfa_once = PTHREAD_ONCE_INIT;

static void pdfa_profile_make(void)
{
    struct view icc = embed_find(PDFA_PROFILE);
    pdfa_profile.len = sizeof pdfa_profile.bytes;
    if (!icc.len || compress2(pdfa_profile.bytes, &pdfa_profile.len, (const unsigned char *)icc.at,
                              icc.len, 9) != Z_OK)
        pdfa_profile.len = 0;
}

/* Texts of the metadata: as XML, then one property of it. */
static void property(struct text *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    text_print(out, "<%s>", name);
    xml_add(out, text);
    text_print(out, "</%s>\n", name);
}

static void in_language(struct text *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    text_print(out, "<%s><rdf:Alt><rdf:li xml:lang=\"x-default\">", name);
    xml_add(out, text);
    text_print(out, "</rdf:li></rdf:Alt></%s>\n", name);
}

/* The description of the four properties of Factur-X, which XMP itself does not know (ISO 19005-3, 6.6.2.3). */
static void extension(struct text *out)
{
    static const char *const names[][2] = {
        {"DocumentFileName", "The name of the embedded XML document"},
        {"DocumentType", "The type of the hybrid document in capital letters"},
        {"Version", "The actual version of the standard applying to the embedded XML document"},
        {"ConformanceLevel", "The conformance level of the embedded XML document"},
    };
    text_add(out, "<rdf:Description rdf:about=\"\""
                  " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
                  " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
                  " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
                  "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
                  "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>\n"
                  "<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
                  "</pdfaSchema:namespaceURI>\n<pdfaSchema:prefix>fx</pdfaSchema:prefix>\n"
                  "<pdfaSchema:property><rdf:Seq>\n");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        text_print(out,
                   "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>%s</pdfaProperty:name>"
                   "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
                   "<pdfaProperty:category>external</pdfaProperty:category>"
                   "<pdfaProperty:description>%s</pdfaProperty:description></rdf:li>\n",
                   names[i][0], names[i][1]);
    text_add(out, "</rdf:Seq></pdfaSchema:property>\n</rdf:li></rdf:Bag>"
                  "</pdfaExtension:schemas>\n</rdf:Description>\n");
}

static struct view metadata(struct arena *arena, const struct pdfa *pdfa, const char *date)
{
    struct text text = text_in(arena), *out = &text;
    text_add(out,
             "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
             "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF"
             " xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
             "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
             "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
             "</rdf:Description>\n<rdf:Description rdf:about=\"\""
             " xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n");
    in_language(out, "dc:title", pdfa->title);
    if (pdfa->author && *pdfa->author) {
        text_add(out, "<dc:creator><rdf:Seq>");
        property(out, "rdf:li", pdfa->author);
        text_add(out, "</rdf:Seq></dc:creator>\n");
    }
    in_language(out, "dc:description", pdfa->subject);
    text_print(out,
               "</rdf:Description>\n<rdf:Description rdf:about=\"\""
               " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"><pdf:Producer>" PDFA_PRODUCER
               "</pdf:Producer></rdf:Description>\n<rdf:Description rdf:about=\"\""
               " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"><xmp:CreatorTool>Cabas"
               "</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s"
               "</xmp:ModifyDate></rdf:Description>\n",
               date, date);
    extension(out);
    text_add(out, "<rdf:Description rdf:about=\"\""
                  " xmlns:fx=\"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#\">\n"
                  "<fx:DocumentType>INVOICE</fx:DocumentType>\n<fx:Version>1.0</fx:Version>\n");
    property(out, "fx:DocumentFileName", pdfa->file);
    property(out, "fx:ConformanceLevel", pdfa->level);
    text_add(out, "</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
    return text_view(out);
}

static qpdf_oh stream(qpdf_data qpdf, const char *dictionary, struct view bytes, bool squeezed)
{
    qpdf_oh result = qpdf_oh_new_stream(qpdf);
    qpdf_oh own = qpdf_oh_get_dict(qpdf, result), given = qpdf_oh_parse(qpdf, dictionary);
    qpdf_oh_begin_dict_key_iter(qpdf, given);
    while (qpdf_oh_dict_more_keys(qpdf)) {
        const char *key = qpdf_oh_dict_next_key(qpdf);
        qpdf_oh_replace_key(qpdf, own, key, qpdf_oh_get_key(qpdf, given, key));
    }
    qpdf_oh filter = squeezed ? qpdf_oh_new_name(qpdf, "/FlateDecode") : qpdf_oh_new_null(qpdf);
    qpdf_oh_replace_stream_data(qpdf, result, (const unsigned char *)bytes.at, bytes.len, filter,
                                qpdf_oh_new_null(qpdf));
    return qpdf_make_indirect_object(qpdf, result);
}

static qpdf_oh array_of(qpdf_data qpdf, qpdf_oh item)
{
    qpdf_oh array = qpdf_oh_new_array(qpdf);
    qpdf_oh_append_item(qpdf, array, item);
    return array;
}

static void attach(qpdf_data qpdf, qpdf_oh root, struct arena *arena, const struct pdfa *pdfa,
                   const char *date)
{
    uLongf len = compressBound(pdfa->xml.len);
    unsigned char *bytes = arena_alloc(arena, len);
    bool squeezed =
        compress2(bytes, &len, (const unsigned char *)pdfa->xml.at, pdfa->xml.len, 6) == Z_OK;
    struct view data = squeezed ? view_make((const char *)bytes, len) : pdfa->xml;
    const char *dictionary =
        arena_print(arena,
                    "<< /Type /EmbeddedFile /Subtype /text#2fxml /Params << /Size %zu /ModDate "
                    "(%s) /CreationDate (%s) >> >>",
                    pdfa->xml.len, date, date);
    qpdf_oh file = stream(qpdf, dictionary, data, squeezed), files = qpdf_oh_new_dictionary(qpdf);
    qpdf_oh_replace_key(qpdf, files, "/F", file);
    qpdf_oh_replace_key(qpdf, files, "/UF", file);
    /* Alternative: the same invoice in another form (Factur-X 1.0, 6.2.2, profile BASIC). */
    qpdf_oh spec =
        qpdf_oh_parse(qpdf, arena_print(arena,
                                        "<< /Type /Filespec /F (%s) /UF (%s) /Desc (Factur-X)"
                                        " /AFRelationship /Alternative >>",
                                        pdfa->file, pdfa->file));
    qpdf_oh_replace_key(qpdf, spec, "/EF", files);
    spec = qpdf_make_indirect_object(qpdf, spec);
    qpdf_oh_replace_key(qpdf, root, "/AF", array_of(qpdf, spec));
    qpdf_oh names = qpdf_oh_parse(qpdf, "<< /EmbeddedFiles << >> >>");
    qpdf_oh pair = array_of(qpdf, qpdf_oh_new_unicode_string(qpdf, pdfa->file));
    qpdf_oh_append_item(qpdf, pair, spec);
    qpdf_oh_replace_key(qpdf, qpdf_oh_get_key(qpdf, names, "/EmbeddedFiles"), "/Names", pair);
    qpdf_oh_replace_key(qpdf, root, "/Names", names);
}

/* The old dictionary says the same as the metadata. */
static void describe(qpdf_data qpdf, const struct pdfa *pdfa, const char *date)
{
    const char *const keys[][2] = {
        {"/Title", pdfa->title},      {"/Author", pdfa->author}, {"/Subject", pdfa->subject},
        {"/Creator", "Cabas"},        {"/CreationDate", date},   {"/ModDate", date},
        {"/Producer", PDFA_PRODUCER},
    };
    qpdf_oh info = qpdf_oh_new_dictionary(qpdf);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][1] && *keys[i][1])
            qpdf_oh_replace_key(qpdf, info, keys[i][0],
                                qpdf_oh_new_unicode_string(qpdf, keys[i][1]));
    qpdf_oh_replace_key(qpdf, qpdf_get_trailer(qpdf), "/Info",
                        qpdf_make_indirect_object(qpdf, info));
}

/* cairo leaves out that glyph numbers are taken as they are; ISO 19005-3, 6.2.11.3.2, wants it said. */
static void name_maps(qpdf_data qpdf)
{
    int pages = qpdf_get_num_pages(qpdf);
    for (int i = 0; i < pages; i++) {
        qpdf_oh resources = qpdf_oh_get_key(qpdf, qpdf_get_page_n(qpdf, (size_t)i), "/Resources");
        qpdf_oh fonts = qpdf_oh_get_key(qpdf, resources, "/Font");
        if (!qpdf_oh_is_dictionary(qpdf, fonts))
            continue;
        qpdf_oh_begin_dict_key_iter(qpdf, fonts);
        while (qpdf_oh_dict_more_keys(qpdf)) {
            qpdf_oh font = qpdf_oh_get_key(qpdf, fonts, qpdf_oh_dict_next_key(qpdf));
            qpdf_oh below = qpdf_oh_get_key(qpdf, font, "/DescendantFonts");
            if (qpdf_oh_is_array(qpdf, below))
                qpdf_oh_replace_key(qpdf, qpdf_oh_get_array_item(qpdf, below, 0), "/CIDToGIDMap",
                                    qpdf_oh_new_name(qpdf, "/Identity"));
        }
    }
}

static void complete(qpdf_data qpdf, struct arena *arena, const struct pdfa *pdfa)
{
    char iso[40], date[40];
    time_t created = (time_t)pdfa->created;
    struct tm parts;
    gmtime_r(&created, &parts);
    strftime(iso, sizeof iso, "%Y-%m-%dT%H:%M:%SZ", &parts);
    strftime(date, sizeof date, "D:%Y%m%d%H%M%SZ", &parts);
    qpdf_oh root = qpdf_get_root(qpdf);
    qpdf_oh_replace_key(
        qpdf, root, "/Metadata",
        stream(qpdf, "<< /Type /Metadata /Subtype /XML >>", metadata(arena, pdfa, iso), false));
    qpdf_oh intent =
        qpdf_oh_parse(qpdf, "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier"
                            " (sRGB) /Info (sRGB IEC61966-2.1) >>");
    struct view profile = view_make((const char *)pdfa_profile.bytes, pdfa_profile.len);
    qpdf_oh_replace_key(qpdf, intent, "/DestOutputProfile",
                        stream(qpdf, "<< /N 3 >>", profile, true));
    qpdf_oh_replace_key(qpdf, root, "/OutputIntents", array_of(qpdf, intent));
    qpdf_oh_replace_key(qpdf, root, "/Lang", qpdf_oh_new_string(qpdf, "fr-FR"));
    qpdf_oh_replace_key(qpdf, root, "/ViewerPreferences",
                        qpdf_oh_parse(qpdf, "<< /DisplayDocTitle true >>"));
    name_maps(qpdf);
    attach(qpdf, root, arena, pdfa, date);
    describe(qpdf, pdfa, date);
}

/* Both descriptions get the same text; U+FFFD, which qpdf would write as an undefined byte, is a "?". */
static const char *cleaned(struct arena *arena, const char *text)
{
    struct text out = text_in(arena);
    struct view rest = view_of(xml_clean(arena, text));
    for (size_t at; (at = view_find(rest, "\xEF\xBF\xBD")) != SIZE_MAX;) {
        text_add_view(&out, view_cut(rest, 0, at));
        text_add_byte(&out, '?');
        rest = view_cut(rest, at + 3, rest.len);
    }
    text_add_view(&out, rest);
    return out.at;
}

int pdfa_make(struct arena *arena, struct view pdf, const struct pdfa *given, struct view *out,
              struct error *error)
{
    struct pdfa copy = *given, *pdfa = &copy;
    copy.title = cleaned(arena, given->title);
    copy.author = cleaned(arena, given->author);
    copy.subject = cleaned(arena, given->subject);
    pthread_once(&pdfa_once, pdfa_profile_make);
    if (!pdfa_profile.len)
        return error_set(error,
                         "PDF/A: no colour profile; install icc-profiles-free and build again");
    qpdf_data qpdf = qpdf_init();
    qpdf_silence_errors(qpdf);
    qpdf_set_suppress_warnings(qpdf, QPDF_TRUE);
    int result = -1;
    if (!(qpdf_read_memory(qpdf, "drawn", pdf.at, pdf.len, NULL) & QPDF_ERRORS)) {
        complete(qpdf, arena, pdfa);
        qpdf_init_write_memory(qpdf);
        qpdf_set_minimum_pdf_version(qpdf, "1.7");
        qpdf_set_deterministic_ID(qpdf, QPDF_TRUE);
        qpdf_set_newline_before_endstream(qpdf, QPDF_TRUE); /* ISO 19005-3, 6.1.7.1 */
        qpdf_set_object_stream_mode(qpdf, qpdf_o_disable);
        qpdf_set_decode_level(qpdf, qpdf_dl_none);   /* cairo has squeezed the pages already … */
        qpdf_set_compress_streams(qpdf, QPDF_FALSE); /* … and the metadata stay readable */
        if (!(qpdf_write(qpdf) & QPDF_ERRORS)) {
            size_t len = qpdf_get_buffer_length(qpdf);
            *out = view_make(arena_copy(arena, (const char *)qpdf_get_buffer(qpdf), len), len);
            result = 0;
        }
    }
    if (result) {
        qpdf_error why = qpdf_get_error(qpdf);
        error_set(error, "PDF/A: %s", why ? qpdf_get_error_full_text(qpdf, why) : "not written");
    }
    qpdf_cleanup(&qpdf);
    return result;
}
