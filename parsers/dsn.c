#include <string.h>

#include "parsers/address.h"
#include "parsers/dsn_parts.h"
#include "parsers/encode.h"
#include "parsers/fold.h"
#include "parsers/header.h"

enum { BLOCKS = 60, LETTER_BYTES = 64 * 1024, ID_BYTES = 250 };

/* RFC 3461 xtext: "+2B" is a plus; what is no such pair stays. */
static struct view xtext(struct arena *arena, struct view value)
{
    static const char digits[] = "0123456789ABCDEF";
    struct text out = text_in(arena);
    for (size_t i = 0; i < value.len; i++) {
        const char *high = NULL, *low = NULL;
        if (value.at[i] == '+' && i + 2 < value.len && value.at[i + 1] && value.at[i + 2]) {
            high = strchr(digits, value.at[i + 1]);
            low = strchr(digits, value.at[i + 2]);
        }
        text_add_byte(&out,
                      high && low ? (char)((high - digits) * 16 + (low - digits)) : value.at[i]);
        if (high && low)
            i += 2;
    }
    return text_view(&out);
}

static const char *lower(struct arena *arena, struct view address)
{
    char *copy = arena_copy(arena, address.at, address.len);
    for (char *at = copy; *at; at++)
        *at = byte_lower(*at);
    return copy;
}

const char *dsn_address(struct arena *arena, struct view value)
{
    size_t mark = view_find_byte(value, ';');
    value = view_trim(mark == SIZE_MAX ? value : view_cut(value, mark + 1, value.len));
    size_t open = view_find_byte(value, '<');
    if (open != SIZE_MAX) {
        value = view_cut(value, open + 1, value.len);
        size_t close = view_find_byte(value, '>');
        value = view_cut(value, 0, close);
    }
    size_t blank = 0;
    while (blank < value.len && !byte_is_space(value.at[blank]))
        blank++;
    value = view_cut(value, 0, blank);
    if (address_good(value))
        return lower(arena, value);
    value = xtext(arena, value);
    return address_good(value) ? lower(arena, value) : "";
}

const char *dsn_line(struct arena *arena, struct view text)
{
    return encode_clean(arena, view_trim(text), DSN_DIAGNOSTIC).at;
}

void dsn_add_ids(struct arena *arena, struct view value, struct dsn *dsn)
{
    for (;;) {
        size_t open = view_find_byte(value, '<');
        if (open == SIZE_MAX)
            return;
        value = view_cut(value, open + 1, value.len);
        size_t close = view_find_byte(value, '>');
        if (close == SIZE_MAX || dsn->id_count == DSN_IDS)
            return;
        bool good = close > 0 && close < ID_BYTES;
        for (size_t i = 0; i < close; i++)
            good &= value.at[i] > ' ' && value.at[i] < 127 && value.at[i] != '<';
        const char *id = arena_copy(arena, value.at, close);
        for (int i = 0; i < dsn->id_count; i++)
            good &= strcmp(dsn->ids[i], id) != 0;
        if (good)
            dsn->ids[dsn->id_count++] = id;
        value = view_cut(value, close + 1, value.len);
    }
}

struct dsn_recipient *dsn_add_recipient(struct dsn *dsn)
{
    if (dsn->recipient_count == DSN_RECIPIENTS)
        return NULL;
    struct dsn_recipient *recipient = &dsn->recipients[dsn->recipient_count++];
    *recipient = (struct dsn_recipient){.address = "", .original = "", .diagnostic = ""};
    return recipient;
}

const struct dsn_recipient *dsn_find(const struct dsn *dsn, const char *recipient)
{
    for (int i = 0; i < dsn->recipient_count; i++)
        if (!strcmp(dsn->recipients[i].address, recipient) ||
            !strcmp(dsn->recipients[i].original, recipient))
            return &dsn->recipients[i];
    return NULL;
}

/* Digits at `*at`, at most three; -1: none. */
static int number_at(struct view text, size_t *at)
{
    int number = 0;
    size_t start = *at;
    while (*at < text.len && byte_is_digit(text.at[*at]) && *at - start < 3)
        number = number * 10 + text.at[(*at)++] - '0';
    return *at > start && (*at == text.len || !byte_is_digit(text.at[*at])) ? number : -1;
}

static bool read_code(struct view text, size_t at, struct dsn_status *status)
{
    int class = number_at(text, &at);
    if ((class != 2 && class != 4 && class != 5) || at >= text.len || text.at[at++] != '.')
        return false;
    int subject = number_at(text, &at);
    if (subject < 0 || at >= text.len || text.at[at++] != '.')
        return false;
    int detail = number_at(text, &at);
    if (detail < 0 || (at < text.len && text.at[at] == '.' && at + 1 < text.len &&
                       byte_is_digit(text.at[at + 1])))
        return false; /* an address of four numbers */
    *status = (struct dsn_status){class, subject, detail};
    return true;
}

/* What servers say that give no status code, folded; the first one that is found counts. */
static const struct {
    const char *words;
    struct dsn_status status;
} phrases[] = {
    {"user unknown", {5, 1, 1}},
    {"unknown user", {5, 1, 1}},
    {"no such user", {5, 1, 1}},
    {"no such recipient", {5, 1, 1}},
    {"no mailbox here by that name", {5, 1, 1}},
    {"no such mailbox", {5, 1, 1}},
    {"unknown recipient", {5, 1, 1}},
    {"unknown or illegal alias", {5, 1, 1}},
    {"unrouteable address", {5, 1, 1}},
    {"invalid recipient", {5, 1, 1}},
    {"invalid mailbox", {5, 1, 1}},
    {"recipient not found", {5, 1, 1}},
    {"recipientnotfound", {5, 1, 1}},
    {"does not exist", {5, 1, 1}},
    {"doesn't have a yahoo", {5, 1, 1}},
    {"address not found", {5, 1, 1}},
    {"account that you tried to reach is disabled", {5, 2, 1}},
    {"utilisateur inconnu", {5, 1, 1}},
    {"destinataire inconnu", {5, 1, 1}},
    {"destinataire invalide", {5, 1, 1}},
    {"adresse inconnue", {5, 1, 1}},
    {"adresse invalide", {5, 1, 1}},
    {"compte inexistant", {5, 1, 1}},
    {"adresse introuvable", {5, 1, 1}},
    {"boite inexistante", {5, 1, 1}},
    {"n'existe pas", {5, 1, 1}},
    {"host unknown", {5, 1, 2}},
    {"couldn't find any host", {5, 1, 2}},
    {"domain not found", {5, 1, 2}},
    {"domaine inconnu", {5, 1, 2}},
    {"mailbox full", {5, 2, 2}},
    {"mailbox is full", {5, 2, 2}},
    {"quota exceeded", {5, 2, 2}},
    {"over quota", {5, 2, 2}},
    {"boite pleine", {5, 2, 2}},
    {"boite aux lettres pleine", {5, 2, 2}},
    {"messagerie pleine", {5, 2, 2}},
    {"quota depasse", {5, 2, 2}},
    {"mailbox unavailable", {5, 2, 1}},
    {"account disabled", {5, 2, 1}},
    {"account has been disabled", {5, 2, 1}},
    {"mailbox disabled", {5, 2, 1}},
    {"boite desactivee", {5, 2, 1}},
    {"compte desactive", {5, 2, 1}},
    {"spam", {5, 7, 1}},
    {"blocked", {5, 7, 1}},
    {"blacklist", {5, 7, 1}},
    {"access denied", {5, 7, 1}},
    {"policy", {5, 7, 1}},
};

static struct dsn_status status_in_words(struct arena *arena, struct view text)
{
    size_t len;
    struct view folded = {fold_word(arena, view_cut(text, 0, 2000), &len), 0};
    folded.len = len;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (view_find(folded, phrases[i].words) != SIZE_MAX)
            return phrases[i].status;
    return (struct dsn_status){0};
}

struct dsn_status dsn_status_of(struct arena *arena, struct view text)
{
    struct dsn_status status = {0};
    text = view_cut(text, 0, 2000);
    for (size_t i = 0; i < text.len; i++)
        if (byte_is_digit(text.at[i]) &&
            (!i || (!byte_is_digit(text.at[i - 1]) && text.at[i - 1] != '.')) &&
            read_code(text, i, &status) && (status.subject || status.detail))
            return status;
    struct dsn_status words = status_in_words(arena, text);
    for (size_t i = 0; i + 2 < text.len;
         i++) { /* "550 …" stands alone, at the start or after a blank */
        size_t at = i;
        if ((i && !byte_is_space(text.at[i - 1]) && text.at[i - 1] != ':') ||
            (text.at[i] != '4' && text.at[i] != '5'))
            continue;
        int code = number_at(text, &at);
        if (code < 400 || (at < text.len && !byte_is_space(text.at[at]) && text.at[at] != '-'))
            continue;
        if (code < 500) /* what the words say holds for now only */
            words.class = 4;
        else if (!words.class)
            words.class = 5;
        break;
    }
    return words;
}

/* A status that says no more than "failed" is what the diagnostic says, if that is of the same class. */
static void refine(struct arena *arena, struct dsn_recipient *recipient)
{
    struct dsn_status *status = &recipient->status;
    bool vague = !status->class || !status->subject ||
                 (status->subject == 5 && !status->detail); /* Outlook's 5.5.0 */
    if (!vague || !*recipient->diagnostic)
        return;
    struct dsn_status said = dsn_status_of(arena, view_of(recipient->diagnostic));
    if (said.class && (!status->class || said.class == status->class))
        *status = said;
}

static enum dsn_action read_action(struct view value)
{
    if (view_starts_nocase(value, "failed"))
        return DSN_FAILED;
    return view_starts_nocase(value, "delayed") ? DSN_DELAYED : DSN_OTHER;
}

static struct view field(const struct mail_header *headers, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (view_is_nocase(view_of(headers[i].name), name))
            return view_trim(headers[i].value);
    return (struct view){NULL, 0};
}

static void read_recipient(struct arena *arena, const struct mail_header *headers, int count,
                           struct dsn *dsn)
{
    struct view final = field(headers, count, "Final-Recipient");
    struct view original = field(headers, count, "Original-Recipient");
    struct view status = field(headers, count, "Status"),
                diagnostic = field(headers, count, "Diagnostic-Code");
    struct dsn_recipient *recipient = final.len || original.len ? dsn_add_recipient(dsn) : NULL;
    if (!recipient)
        return;
    recipient->address = dsn_address(arena, final);
    recipient->original = dsn_address(arena, original);
    recipient->action = read_action(field(headers, count, "Action"));
    size_t mark = view_find_byte(diagnostic, ';'); /* "smtp; 550 …" */
    if (mark != SIZE_MAX && mark < 16)
        diagnostic = view_cut(diagnostic, mark + 1, diagnostic.len);
    recipient->diagnostic = dsn_line(arena, diagnostic);
    read_code(status, 0, &recipient->status);
    refine(arena, recipient);
    if (!field(headers, count, "Action").len && recipient->status.class == 5)
        recipient->action = DSN_FAILED;
}

/* message/delivery-status: blocks of fields, an empty line between them; the first is about the report. */
static void read_status(struct arena *arena, struct view bytes, struct dsn *dsn)
{
    for (int i = 0; i < BLOCKS && bytes.len; i++) {
        struct mail_header *headers;
        struct view rest;
        struct error unread;
        int count;
        while (bytes.len && (*bytes.at == '\r' || *bytes.at == '\n'))
            bytes = view_cut(bytes, 1, bytes.len);
        if (header_split(arena, bytes, &headers, &count, &rest, &unread) || rest.len >= bytes.len)
            return;
        read_recipient(arena, headers, count, dsn);
        bytes = rest;
    }
}

/* The letter that comes back, or only its headers. */
static void read_letter(struct arena *arena, struct view bytes, struct dsn *dsn)
{
    struct mail_header *headers;
    struct view rest;
    struct error unread;
    int count;
    bytes = view_cut(bytes, 0, LETTER_BYTES);
    while (bytes.len && (*bytes.at == '\r' || *bytes.at == '\n'))
        bytes = view_cut(bytes, 1, bytes.len);
    if (!header_split(arena, bytes, &headers, &count, &rest, &unread))
        dsn_add_ids(arena, field(headers, count, "Message-ID"), dsn);
}

/* The parts that a report is made of; whether there was one that says what it reports. */
static void read_parts(struct arena *arena, const struct mail *mail, struct dsn *dsn)
{
    for (int i = 0; i < mail->part_count; i++) {
        const struct mail_part *part = &mail->parts[i];
        if (!strcmp(part->type, "message/delivery-status") ||
            !strcmp(part->type, "message/global-delivery-status")) {
            dsn->kind = DSN_DELIVERY;
            read_status(arena, part->bytes, dsn);
        } else if (!strcmp(part->type, "message/feedback-report")) {
            dsn->kind = DSN_COMPLAINT;
        } else if (!strcmp(part->type, "message/rfc822") || !strcmp(part->type, "message/global") ||
                   !strcmp(part->type, "text/rfc822-headers") ||
                   !strcmp(part->type, "message/global-headers")) {
            read_letter(arena, part->bytes, dsn);
        }
    }
}

/* Only a mail server writes so: nobody to answer, or one of its own names. */
static bool is_from_server(const struct mail *mail)
{
    static const char *const names[] = {"mailer-daemon@", "postmaster@",    "mail-daemon@",
                                        "mailerdaemon@",  "mailer_daemon@", "mail-deamon@"};
    const char *from = mail->from.count ? mail->from.items[0].address : "";
    if (mail->has_return_path && !*mail->return_path)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (view_starts_nocase(view_of(from), names[i]))
            return true;
    return mail_has(mail, "X-Failed-Recipients");
}

void dsn_read(struct arena *arena, const struct mail *mail, struct dsn *dsn)
{
    *dsn = (struct dsn){.kind = DSN_NONE};
    read_parts(arena, mail, dsn);
    if (dsn->kind == DSN_COMPLAINT)
        return;
    if (!dsn->recipient_count && is_from_server(mail))
        dsn_read_words(arena, mail, mail->text, dsn);
    if (!dsn->recipient_count) {
        dsn->kind = DSN_NONE;
        return;
    }
    dsn->kind = DSN_DELIVERY;
    if (*mail->in_reply_to)
        dsn_add_ids(arena, view_of(arena_print(arena, "<%s>", mail->in_reply_to)), dsn);
    for (int i = mail->reference_count - 1; i >= 0; i--)
        dsn_add_ids(arena, view_of(arena_print(arena, "<%s>", mail->references[i])), dsn);
}
