/* quote_words: the words of mail programs, for quote.c and footer.c only.
 *
 * All are lower case and without accents, as quote_lines() folds what it reads. To teach a language
 * or a program: add a word to a table and a pair to tests/data/replies.
 */
#ifndef PARSERS_QUOTE_WORDS_H
#define PARSERS_QUOTE_WORDS_H

/* First words of "On … wrote:". */
static const char *const words_open[] = {
    "le",   "on",   "am",   "il",   "el",   "em",   "op",    "den",  "at",    "in data", "w dniu",
    "dnia", "dne",  "dna",  "pe",   "in",   "na",   "vao",   "em",   "il giorno",         "a",
    "ngay", "u",    "на",   "στις", "в",    "en",   "de",    "el dia",        "a(z)",    "az",
    "在",   "於",   "paa",  "ke",   "ma",   "ti",   "to",    "pe",   "la",    "su",      "lun",
    "mar",  "mer",  "jeu",  "ven",  "sam",  "dim",  "mon",   "tue",  "wed",   "thu",     "fri",
    "sat",  "sun",  "ons",  "tir",  "tor",  "fre",  "lor",   "son",  "man",   "po",      "ut",
    "st",   "ct",   "pa",   "so",   "ne",   "pon",  "wt",    "sr",   "czw",   "pt",      "sob",
    "niedz", "пн",  "вт",   "ср",   "чт",   "пт",   "сб",    "вс",   "нд",    "mie",     "jue",
    "vie",  "sab",  "dom",  "gio",  "qua",  "qui",  "sex",   "seg",  "ter",   "missatge de",
};

/* What they say: "a ecrit" at the end, or in the middle before a name. */
static const char *const words_wrote[] = {
    "a ecrit",     "avez ecrit",  "a repondu",    "wrote",        "writes",       "sent",
    "schrieb",     "geschrieben", "escribio",     "ha escrito",   "ha scritto",   "scrive",
    "escreveu",    "schreef",     "skrev",        "kirjoitti",    "napisal",      "napisal(a)",
    "napisala",    "pisze",       "napsal",       "napsal(a)",    "napsala",      "napisao je",
    "je napisao",  "irta",        "a scris",      "yazdi",        "написал",      "написал(а)",
    "написала",    "пишет",       "пише",         "написав",      "написа",       "写道",
    "寫道",        "作成",        "님이 작성",    "작성",         "書きました",   "のメッセージ",
    "da viet",     "εγραψε",      "έγραψε",       "va escriure",  "kirjutas",     "rase",
    "je napisal",  "az alabbiakat irta",          "ezt irta",
};

struct word_kind {
    const char *word;
    int kind;
};

enum { FIELD_FROM = 1, FIELD_SENT = 2, FIELD_DATE = 4, FIELD_TO = 8, FIELD_COPY = 16,
       FIELD_SUBJECT = 32, FIELD_OTHER = 64 };

/* Names of header fields as programs translate them. */
static const struct word_kind words_field[] = {
    {"de", FIELD_FROM},           {"from", FIELD_FROM},          {"von", FIELD_FROM},
    {"da", FIELD_FROM},           {"van", FIELD_FROM},           {"od", FIELD_FROM},
    {"fra", FIELD_FROM},          {"fran", FIELD_FROM},          {"expediteur", FIELD_FROM},
    {"emetteur", FIELD_FROM},     {"absender", FIELD_FROM},      {"mittente", FIELD_FROM},
    {"remitente", FIELD_FROM},    {"remetente", FIELD_FROM},     {"afzender", FIELD_FROM},
    {"avsender", FIELD_FROM},     {"avsandare", FIELD_FROM},     {"nadawca", FIELD_FROM},
    {"от", FIELD_FROM},           {"от кого", FIELD_FROM},       {"від", FIELD_FROM},
    {"felado", FIELD_FROM},       {"kimden", FIELD_FROM},        {"gonderen", FIELD_FROM},
    {"lahettaja", FIELD_FROM},    {"odesilatel", FIELD_FROM},    {"odosielatel", FIELD_FROM},
    {"de la", FIELD_FROM},        {"发件人", FIELD_FROM},        {"寄件者", FIELD_FROM},
    {"寄件人", FIELD_FROM},       {"差出人", FIELD_FROM},        {"보낸 사람", FIELD_FROM},
    {"od koga", FIELD_FROM},      {"salje", FIELD_FROM},         {"απο", FIELD_FROM},
    {"envoye", FIELD_SENT},       {"envoye le", FIELD_SENT},     {"sent", FIELD_SENT},
    {"sent on", FIELD_SENT},      {"date d'envoi", FIELD_SENT},  {"message du", FIELD_SENT},
    {"gesendet", FIELD_SENT},     {"gesendet am", FIELD_SENT},   {"enviado", FIELD_SENT},
    {"enviado el", FIELD_SENT},   {"enviado em", FIELD_SENT},    {"enviada em", FIELD_SENT},
    {"enviada", FIELD_SENT},      {"inviato", FIELD_SENT},       {"data invio", FIELD_SENT},
    {"verzonden", FIELD_SENT},    {"sendt", FIELD_SENT},         {"skickat", FIELD_SENT},
    {"wyslano", FIELD_SENT},      {"wyslane", FIELD_SENT},       {"отправлено", FIELD_SENT},
    {"надіслано", FIELD_SENT},    {"elkuldve", FIELD_SENT},      {"gonderildi", FIELD_SENT},
    {"gonderme tarihi", FIELD_SENT}, {"lahetetty", FIELD_SENT},  {"odeslano", FIELD_SENT},
    {"odoslane", FIELD_SENT},     {"trimis", FIELD_SENT},        {"poslano", FIELD_SENT},
    {"发送时间", FIELD_SENT},     {"送信日時", FIELD_SENT},      {"寄件日期", FIELD_SENT},
    {"보낸 날짜", FIELD_SENT},    {"보낸 시간", FIELD_SENT},     {"kuldes datuma", FIELD_SENT},
    {"date", FIELD_DATE},         {"datum", FIELD_DATE},         {"fecha", FIELD_DATE},
    {"data", FIELD_DATE},         {"dato", FIELD_DATE},          {"дата", FIELD_DATE},
    {"日期", FIELD_DATE},         {"日付", FIELD_DATE},          {"日時", FIELD_DATE},
    {"날짜", FIELD_DATE},         {"paivays", FIELD_DATE},       {"paivamaara", FIELD_DATE},
    {"tarih", FIELD_DATE},        {"datum en tijd", FIELD_DATE}, {"ημερομηνια", FIELD_DATE},
    {"a", FIELD_TO},              {"to", FIELD_TO},              {"an", FIELD_TO},
    {"para", FIELD_TO},           {"aan", FIELD_TO},             {"til", FIELD_TO},
    {"till", FIELD_TO},           {"do", FIELD_TO},              {"komu", FIELD_TO},
    {"кому", FIELD_TO},           {"cimzett", FIELD_TO},         {"kime", FIELD_TO},
    {"vastaanottaja", FIELD_TO},  {"catre", FIELD_TO},           {"pour", FIELD_TO},
    {"destinataire", FIELD_TO},   {"destinataires", FIELD_TO},   {"destinatario", FIELD_TO},
    {"destinatari", FIELD_TO},    {"empfanger", FIELD_TO},       {"mottaker", FIELD_TO},
    {"mottagare", FIELD_TO},      {"modtager", FIELD_TO},        {"za", FIELD_TO},
    {"pre", FIELD_TO},            {"per", FIELD_TO},             {"prima", FIELD_TO},
    {"кого", FIELD_TO},           {"收件人", FIELD_TO},          {"收件者", FIELD_TO},
    {"宛先", FIELD_TO},           {"받는 사람", FIELD_TO},       {"alici", FIELD_TO},
    {"προς", FIELD_TO},           {"prijemce", FIELD_TO},        {"adresat", FIELD_TO},
    {"cc", FIELD_COPY},           {"bcc", FIELD_COPY},           {"cci", FIELD_COPY},
    {"copie", FIELD_COPY},        {"copie a", FIELD_COPY},       {"copie cachee", FIELD_COPY},
    {"kopie", FIELD_COPY},        {"kopia", FIELD_COPY},         {"kopi", FIELD_COPY},
    {"copia", FIELD_COPY},        {"kopio", FIELD_COPY},         {"masolat", FIELD_COPY},
    {"копия", FIELD_COPY},        {"копія", FIELD_COPY},         {"bilgi", FIELD_COPY},
    {"抄送", FIELD_COPY},         {"副本", FIELD_COPY},          {"참조", FIELD_COPY},
    {"dw", FIELD_COPY},           {"kopija", FIELD_COPY},        {"kope", FIELD_COPY},
    {"objet", FIELD_SUBJECT},     {"sujet", FIELD_SUBJECT},      {"subject", FIELD_SUBJECT},
    {"betreff", FIELD_SUBJECT},   {"asunto", FIELD_SUBJECT},     {"assunto", FIELD_SUBJECT},
    {"oggetto", FIELD_SUBJECT},   {"onderwerp", FIELD_SUBJECT},  {"emne", FIELD_SUBJECT},
    {"amne", FIELD_SUBJECT},      {"temat", FIELD_SUBJECT},      {"тема", FIELD_SUBJECT},
    {"targy", FIELD_SUBJECT},     {"konu", FIELD_SUBJECT},       {"aihe", FIELD_SUBJECT},
    {"predmet", FIELD_SUBJECT},   {"subiect", FIELD_SUBJECT},    {"zadeva", FIELD_SUBJECT},
    {"主题", FIELD_SUBJECT},      {"主旨", FIELD_SUBJECT},       {"件名", FIELD_SUBJECT},
    {"제목", FIELD_SUBJECT},      {"θεμα", FIELD_SUBJECT},       {"titre", FIELD_SUBJECT},
    {"reply-to", FIELD_OTHER},    {"repondre a", FIELD_OTHER},   {"importance", FIELD_OTHER},
    {"priorite", FIELD_OTHER},    {"priority", FIELD_OTHER},     {"pieces jointes", FIELD_OTHER},
    {"attachments", FIELD_OTHER}, {"organisation", FIELD_OTHER}, {"antwort an", FIELD_OTHER},
    {"responder a", FIELD_OTHER}, {"rispondi a", FIELD_OTHER},   {"message-id", FIELD_OTHER},
    {"sender", FIELD_OTHER},      {"etiquettes", FIELD_OTHER},
};

enum { MARK_ORIGINAL, MARK_FORWARD };

/* What stands between dashes, or alone in front of a header block. */
static const struct word_kind words_mark[] = {
    {"original message", MARK_ORIGINAL},        {"message d'origine", MARK_ORIGINAL},
    {"message original", MARK_ORIGINAL},        {"message initial", MARK_ORIGINAL},
    {"message precedent", MARK_ORIGINAL},       {"mail original", MARK_ORIGINAL},
    {"mail d'origine", MARK_ORIGINAL},          {"courriel original", MARK_ORIGINAL},
    {"courriel d'origine", MARK_ORIGINAL},      {"e-mail d'origine", MARK_ORIGINAL},
    {"email original", MARK_ORIGINAL},          {"original email", MARK_ORIGINAL},
    {"original mail", MARK_ORIGINAL},           {"original appointment", MARK_ORIGINAL},
    {"rendez-vous d'origine", MARK_ORIGINAL},   {"reply message", MARK_ORIGINAL},
    {"ursprungliche nachricht", MARK_ORIGINAL}, {"urspruengliche nachricht", MARK_ORIGINAL},
    {"originalnachricht", MARK_ORIGINAL},       {"original-nachricht", MARK_ORIGINAL},
    {"mensaje original", MARK_ORIGINAL},        {"mensagem original", MARK_ORIGINAL},
    {"messaggio originale", MARK_ORIGINAL},     {"oorspronkelijk bericht", MARK_ORIGINAL},
    {"origineel bericht", MARK_ORIGINAL},       {"oprindelig meddelelse", MARK_ORIGINAL},
    {"original besked", MARK_ORIGINAL},         {"opprinnelig melding", MARK_ORIGINAL},
    {"ursprungligt meddelande", MARK_ORIGINAL}, {"originalmeddelande", MARK_ORIGINAL},
    {"alkuperainen viesti", MARK_ORIGINAL},     {"wiadomosc oryginalna", MARK_ORIGINAL},
    {"oryginalna wiadomosc", MARK_ORIGINAL},    {"puvodni zprava", MARK_ORIGINAL},
    {"povodna sprava", MARK_ORIGINAL},          {"eredeti uzenet", MARK_ORIGINAL},
    {"mesaj original", MARK_ORIGINAL},          {"orijinal mesaj", MARK_ORIGINAL},
    {"izvorna poruka", MARK_ORIGINAL},          {"исходное сообщение", MARK_ORIGINAL},
    {"оригинальное сообщение", MARK_ORIGINAL},  {"原始邮件", MARK_ORIGINAL},
    {"原邮件", MARK_ORIGINAL},                  {"元のメッセージ", MARK_ORIGINAL},
    {"원본 메시지", MARK_ORIGINAL},             {"reply above this line", MARK_ORIGINAL},
    {"au-dessus de cette ligne", MARK_ORIGINAL}, {"au dessus de cette ligne", MARK_ORIGINAL},
    {"forwarded message", MARK_FORWARD},        {"forwarded email", MARK_FORWARD},
    {"forwarded mail", MARK_FORWARD},           {"forwarded by", MARK_FORWARD},
    {"forwarded from", MARK_FORWARD},           {"message transfere", MARK_FORWARD},
    {"message transmis", MARK_FORWARD},         {"message reexpedie", MARK_FORWARD},
    {"message suivi", MARK_FORWARD},            {"message renvoye", MARK_FORWARD},
    {"mail transfere", MARK_FORWARD},           {"e-mail transfere", MARK_FORWARD},
    {"courriel transfere", MARK_FORWARD},       {"courrier transfere", MARK_FORWARD},
    {"transfere par", MARK_FORWARD},            {"transmis par", MARK_FORWARD},
    {"reexpedie par", MARK_FORWARD},            {"weitergeleitete nachricht", MARK_FORWARD},
    {"weitergeleitete e-mail", MARK_FORWARD},   {"weitergeleiteten nachricht", MARK_FORWARD},
    {"weitergeleiteten e-mail", MARK_FORWARD},  {"weitergeleitet von", MARK_FORWARD},
    {"mensaje reenviado", MARK_FORWARD},        {"reenviado por", MARK_FORWARD},
    {"mensagem encaminhada", MARK_FORWARD},     {"mensagem reencaminhada", MARK_FORWARD},
    {"messaggio inoltrato", MARK_FORWARD},      {"inoltrato da", MARK_FORWARD},
    {"doorgestuurd bericht", MARK_FORWARD},     {"doorgestuurde bericht", MARK_FORWARD},
    {"videresendt meddelelse", MARK_FORWARD},   {"videresendt besked", MARK_FORWARD},
    {"videresendt melding", MARK_FORWARD},      {"videresendt e-mail", MARK_FORWARD},
    {"vidarebefordrat meddelande", MARK_FORWARD}, {"vidarebefordrat brev", MARK_FORWARD},
    {"vidarebefordrade meddelandet", MARK_FORWARD}, {"valitetty viesti", MARK_FORWARD},
    {"edelleenlahetetty viesti", MARK_FORWARD}, {"przekazana wiadomosc", MARK_FORWARD},
    {"wiadomosc przekazana", MARK_FORWARD},     {"przekazywana wiadomosc", MARK_FORWARD},
    {"przekazanej wiadomosci", MARK_FORWARD},   {"przekazywanej wiadomosci", MARK_FORWARD},
    {"preposlana zprava", MARK_FORWARD},        {"preposlane zpravy", MARK_FORWARD},
    {"preposlana sprava", MARK_FORWARD},        {"preposlanej spravy", MARK_FORWARD},
    {"tovabbitott uzenet", MARK_FORWARD},       {"tovabbitott level", MARK_FORWARD},
    {"mesaj redirectionat", MARK_FORWARD},      {"mesajului redirectionat", MARK_FORWARD},
    {"mesaj transmis mai departe", MARK_FORWARD}, {"iletilen mesaj", MARK_FORWARD},
    {"iletilmis mesaj", MARK_FORWARD},          {"iletilen ileti", MARK_FORWARD},
    {"yonlendirilen", MARK_FORWARD},            {"proslijedena poruka", MARK_FORWARD},
    {"proslijedene poruke", MARK_FORWARD},      {"пересылаемое сообщение", MARK_FORWARD},
    {"пересылаемого сообщения", MARK_FORWARD},  {"пересланное сообщение", MARK_FORWARD},
    {"перенаправленное сообщение", MARK_FORWARD}, {"переадресованного сообщения", MARK_FORWARD},
    {"переслане повідомлення", MARK_FORWARD},   {"переадресованого повідомлення", MARK_FORWARD},
    {"пересланого листа", MARK_FORWARD},        {"转发的邮件", MARK_FORWARD},
    {"转发邮件", MARK_FORWARD},                 {"被转发的邮件", MARK_FORWARD},
    {"轉寄郵件", MARK_FORWARD},                 {"転送されたメッセージ", MARK_FORWARD},
    {"転送メッセージ", MARK_FORWARD},           {"전달된 메시지", MARK_FORWARD},
    {"전달된 편지", MARK_FORWARD},
};

/* Apple's way: a line of its own, without dashes, with a colon. */
static const char *const words_begin[] = {
    "begin ", "debut ", "anfang ", "inizio ", "inicio ", "start ", "begynnelse", "alkaa",
    "poczatek ", "rozpoczecie ", "zacatek ", "zaciatok ", "inceputul ", "pocetak ", "начало ",
    "початок ",
};

#endif
