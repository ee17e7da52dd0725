#include "parsers/footer.h"

#include <string.h>

/* Lower case without accents, as in quote_words.h. */

/* Beginnings that are enough by themselves. */
static const char *const mobile_sure[] = {
    "envoye de mon ",
    "envoye depuis mon ",
    "envoye a partir de mon ",
    "envoye de ma ",
    "envoye depuis ma ",
    "obtenir outlook pour ",
    "telecharger outlook pour ",
    "telechargez outlook pour ",
    "obtenez outlook pour ",
    "telecharger bluemail",
    "get bluemail for ",
    "provenance : courrier",
    "provenance: courrier",
    "mail envoye depuis mon ",
    "message envoye depuis mon ",
    "message envoye de mon ",
    "sent from my ",
    "get outlook for ",
    "from my iphone",
    "von meinem ",
    "gesendet von meinem ",
    "diese nachricht wurde von meinem ",
    "enviado desde mi ",
    "enviado do meu ",
    "enviado a partir do meu ",
    "inviato dal mio ",
    "inviato da mio ",
    "verzonden vanaf mijn ",
    "verstuurd vanaf mijn ",
    "sendt fra min ",
    "skickat fran min ",
    "skickades fran min ",
    "outlook fur ios",
    "holen sie sich outlook fur ",
    "scarica outlook per ",
    "obtener outlook para ",
    "obter outlook para ",
    "outlook downloaden voor ",
    "отправлено с ",
    "отправлено из ",
    "надіслано з ",
    "發自我的",
    "发自我的",
    "從我的",
    "iphoneから送信",
    "나의 iphone에서",
    "lahetetty iphonesta",
    "lahetetty ipadista",
    "wyslane z mojego ",
    "odeslano z meho ",
    "odoslane z mojho ",
    "trimis de pe ",
};

/* Beginnings that need a device or a program after them. */
static const char *const mobile_maybe[] = {
    "envoye de ",       "envoye depuis ",  "envoye a partir ",  "envoye avec ",
    "envoye via ",      "envoye par mon ", "envoye du ",        "envoye d'un ",
    "envoye sur ",      "envoye grace ",   "mail envoye ",      "message envoye ",
    "courriel envoye ", "sent from ",      "sent via ",         "sent with ",
    "sent by ",         "sent using ",     "sent on ",          "gesendet von ",
    "gesendet mit ",    "gesendet aus ",   "gesendet uber ",    "enviado desde ",
    "enviado com ",     "enviado con ",    "enviado por ",      "enviado do ",
    "inviato da ",      "inviato con ",    "inviato dal ",      "inviato tramite ",
    "verzonden met ",   "verzonden via ",  "verzonden vanuit ", "sendt fra ",
    "skickat fran ",    "lahetetty ",      "wyslane z ",        "wyslano z ",
    "odeslano z ",      "odoslane z ",     "mailed from ",
};

static const char *const devices[] = {
    "iphone",   "ipad",       "ipod",        "android",    "samsung",     "galaxy",     "huawei",
    "xiaomi",   "redmi",      "mobile",      "mobil",      "phone",       "telephone",  "tablet",
    "portable", "appareil",   "outlook",     "mail",       "courrier",    "yahoo",      "orange",
    "sfr",      "free",       "laposte",     "la poste",   "proton",      "blackberry", "nokia",
    "sony",     "htc",        "wiko",        "honor",      "oppo",        "windows",    "appli",
    "app ",     "messagerie", "thunderbird", "bouygues",   "numericable", "k-9",        "spark",
    "zimbra",   "hotmail",    "live",        "webmail",    "device",      "cell",       "pixel",
    "oneplus",  "sparrow",    "acompli",     "smartphone", "facebook",    "gmx",        "telefon",
    "handy",    "lg ",        "motorola",
};

/* What may follow a comma on such a line. */
static const char *const excuses[] = {
    "please",   "excuse", "sorry",   "pardon", "veuillez", "desole", "merci d'excuser",
    "merci de", "apolog", "forgive", "brief",  "typed",    "bitte",
};

/* Lines of providers and antivirus programs: enough by themselves. */
static const char *const adverts[] = {
    "une messagerie gratuite, garantie a vie",
    "je cree ma boite mail",
    "je cree ma boite aux lettres",
    "garanti sans virus",
    "sans virus.www.avast",
    "sans virus. www.avast",
    "virus-free.",
    "virus free. www",
    "libre de virus",
    "virenfrei.",
    "cet e-mail a ete verifie par le logiciel antivirus",
    "l'absence de virus dans ce courrier",
    "l'absence de virus dans ce message",
    "ce courrier electronique ne contient aucun virus",
    "aucun virus trouve dans ce message",
    "this email has been checked for viruses",
    "this e-mail has been checked for viruses",
    "no virus found in this message",
    "avast logo",
    "pensez a l'environnement",
    "pensons a l'environnement",
    "protegeons l'environnement",
    "avant d'imprimer",
    "n'imprimez ce",
    "n'imprimez cet",
    "afin de preserver l'environnement",
    "please consider the environment",
    "please think of the environment",
    "think before you print",
    "avis de confidentialite",
    "clause de confidentialite",
    "mentions de confidentialite",
    "confidentiality notice",
    "confidentiality :",
    "confidentiality:",
    "confidentialite :",
    "confidentialite:",
    "legal disclaimer",
    "disclaimer:",
    "disclaimer :",
    "[citation du texte masque",
    "[quoted text hidden",
    "- afficher le texte des messages precedents -",
    "do you yahoo!?",
    "ce mail provient de l'exterieur",
    "ce message provient de l'exterieur",
    "attention : ce mail provient",
    "attention : cet e-mail provient",
};

/* A paragraph that begins so and holds one of the words below is a disclaimer. */
static const char *const legal_starts[] = {
    "ce message",
    "ce courriel",
    "ce courrier",
    "cet e-mail",
    "cet email",
    "ce mail",
    "le present message",
    "le present courriel",
    "le contenu de ce",
    "les informations contenues",
    "l'information contenue",
    "l'integrite de ce",
    "si vous n'etes pas",
    "si vous avez recu ce",
    "si vous recevez ce",
    "les documents joints",
    "toute utilisation",
    "toute diffusion",
    "this e-mail",
    "this email",
    "this message",
    "the information",
    "the contents of this",
    "the content of this",
    "if you are not the",
    "if you have received this",
    "this transmission",
    "the sender does not",
    "diese e-mail",
    "diese nachricht",
    "le informazioni contenute",
    "este mensaje",
    "este correo",
    "esta mensagem",
    "cette communication",
    "this communication",
    "internet communications",
    "any views",
    "l'expediteur ne",
    "nous vous informons que ce",
    "important :",
    "important:",
    "attention :",
};

static const char *const legal_words[] = {
    "confidentiel",
    "confidential",
    "privileged",
    "destinataire",
    "intended recipient",
    "intended only",
    "intended for",
    "intended solely",
    "destine exclusivement",
    "usage exclusif",
    "intercept",
    "par erreur",
    "in error",
    "virus",
    "sous reserve de tout accord",
    "strictement interdit",
    "strictly prohibited",
    "vertraulich",
    "riservate",
    "confidencial",
    "altere",
    "unauthorized",
    "responsabilite",
};

static bool any_start(struct view text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (view_starts(text, list[i]))
            return true;
    return false;
}

static bool any_inside(struct view text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (view_find(text, list[i]) != SIZE_MAX)
            return true;
    return false;
}

#define START(text, list) any_start((text), (list), sizeof(list) / sizeof *(list))
#define INSIDE(text, list) any_inside((text), (list), sizeof(list) / sizeof *(list))

static int words(struct view text)
{
    int count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.at[i] != ' ' && (!i || text.at[i - 1] == ' ');
    return count;
}

/* Without "( < [" in front and without what stands in < > ( ) [ ] behind. */
static struct view bare(struct view text)
{
    while (text.len && strchr("(<[{\"'-", text.at[0]) && text.at[0])
        text = view_cut(text, 1, text.len);
    text = view_trim(text);
    size_t end = 0;
    while (end < text.len && !strchr("<(]", text.at[end]))
        end++;
    text = view_trim(view_cut(text, 0, end));
    while (text.len && strchr(">).!]} ", text.at[text.len - 1]))
        text.len--;
    return text;
}

static bool is_mobile(struct view line)
{
    struct view text = bare(line);
    if (text.len > 120)
        return false;
    size_t cut = 0;
    while (cut < text.len && text.at[cut] != ',' &&
           (text.at[cut] != '.' || cut + 1 >= text.len || text.at[cut + 1] != ' '))
        cut++;
    struct view tail = view_trim(view_cut(text, cut + 1, text.len));
    if (tail.len && !START(tail, excuses))
        return false;
    struct view head = view_cut(text, 0, cut);
    if (START(head, mobile_sure))
        return words(head) <= 12;
    if (words(head) <= 5 && (view_ends(head, "from mobile") || view_ends(head, "depuis mobile")))
        return true;
    return START(head, mobile_maybe) && words(head) <= 14 &&
           (INSIDE(head, devices) || view_ends(head, " app"));
}

static bool is_legal(const struct quote_line *lines, size_t count, size_t at)
{
    struct view first = lines[at].text;
    size_t skip = 0;
    while (skip < first.len && skip < 16 && !byte_is_letter(first.at[skip]) &&
           first.at[skip] != '[')
        skip++; /* « and leaves */
    first = view_cut(first, skip, first.len);
    if (START(first, adverts) || (INSIDE(first, adverts) && words(first) < 30))
        return true;
    if (!START(first, legal_starts))
        return false;
    for (size_t i = at; i < count && lines[i].text.len && !lines[i].depth; i++)
        if (INSIDE(lines[i].text, legal_words))
            return true;
    return false;
}

/* Mailman and Google Groups put their own below a rule. */
static bool is_list(const struct quote_line *lines, size_t count, size_t at)
{
    struct view rule = lines[at].text;
    if (at + 1 >= count || rule.len < 2 || view_find_byte(view_of("-_="), rule.at[0]) == SIZE_MAX)
        return false;
    for (size_t i = 1; i < rule.len; i++)
        if (rule.at[i] != rule.at[0])
            return false;
    struct view text = lines[at + 1].text;
    return view_find(text, "mailing list") != SIZE_MAX ||
           view_find(text, "liste de diffusion") != SIZE_MAX ||
           view_find(text, "google groups") != SIZE_MAX ||
           view_find(text, "google groupes") != SIZE_MAX;
}

enum footer_kind footer_at(const struct quote_line *lines, size_t count, size_t at)
{
    struct view text = lines[at].text;
    if (view_is(text, "--") && view_is(view_trim(lines[at].raw), "--"))
        return FOOTER_SIGNATURE;
    if (is_list(lines, count, at))
        return FOOTER_LEGAL;
    if (!text.len)
        return FOOTER_NONE;
    if (is_mobile(text))
        return FOOTER_MOBILE;
    return is_legal(lines, count, at) ? FOOTER_LEGAL : FOOTER_NONE;
}
