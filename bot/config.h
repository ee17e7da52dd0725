/* config: the farm's settings (SPEC section 3, contract).
 *
 * Job: read and check cabas.conf against one table (key, kind, default, help). Caller: bot/main.
 * Promise: an unknown key or a bad value is an error with file, line, key, value and cure; passwords
 * are never in it, only the names of files that hold them. Everything belongs to the arena given.
 */
#ifndef BOT_CONFIG_H
#define BOT_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "parsers/arena.h"
#include "parsers/error.h"
#include "parsers/text.h"

enum url_kind {
    URL_NONE,
    URL_IMAPS,
    URL_IMAP, /* STARTTLS required */
    URL_SMTPS,
    URL_SMTP, /* STARTTLS required, but for a loopback host without user: then plain */
    URL_MAILDIR,
    URL_SQLITE,
};

struct url {
    enum url_kind kind;
    const char *text; /* as written, safe to show: a password in it is refused */
    const char *user, *host,
        *path; /* path: the mailbox ("INBOX"), the maildir or the database file */
    int port;
};

enum config_auth { AUTH_PASSWORD, AUTH_XOAUTH2 };

/* Last minute for changes of a delivery on `weekday`: the last `day` before it, at `minute` of that day, inclusive. */
struct config_cutoff {
    int weekday; /* ISO, 1–7, of the last day for changes */
    int minute;  /* minutes since midnight; 23:59 is 1439 */
};

struct config {
    const char *file;
    struct {
        const char *name, *timezone, *language, *address, *siret, *vat_number, *faq_url;
    } farm;
    struct {
        const char *from;         /* "Les Jardins <paniers@example.org>" */
        const char *from_address; /* paniers@example.org, lower case */
        const char **staff;       /* lower case */
        int staff_count;
        const char *message_key; /* the database's own: what Message-IDs are made with */
    } mail;
    struct {
        struct url url;
        const char *password_file, *authserv_id, *done_folder, *staff_folder, *ca_file;
        enum config_auth auth;
        bool idle;
        int poll_seconds;
        int64_t max_message_bytes;
    } inbox;
    struct {
        struct url url;
        const char *password_file, *ca_file;
        enum config_auth auth; /* smtp auth=xoauth2 is taken by libcurl */
    } smtp;
    struct {
        const char *provider, *number, *spool, *send_url, *user, *password_file;
        const char *webhook_secret_file, *poll_url, *ca_file;
        int poll_seconds;
        int quiet_from,
            quiet_to; /* minutes of the day: nothing by itself from the one to the other */
    } sms;
    struct {
        const char *listen;
        const char *public_url; /* as gateways call us; "": not told */
        const char *allow; /* addresses from which unsigned calls may come, besides this machine */
    } http;
    struct {
        struct url url;
    } database;
    struct config_cutoff cutoff[8]; /* by the delivery's ISO weekday, 1–7 */
    struct {
        int minute; /* of the day */
    } digest;
    struct {
        int hours_before;
    } reminder;
    struct {
        int day, payment_days, sepa_days;
        const char *invoice_prefix, *mention, *sepa_creditor_id, *iban, *bic;
    } billing;
    struct {
        int answers_per_hour, keep_raw_days;
    } limits;
    struct {
        const char *key_file;
    } security;
};

/* Reads and checks the whole file; relative paths in it are relative to the file's folder. */
int config_read(struct arena *arena, const char *file, struct config *config, struct error *error);
/* The same from bytes already read; `file` is for errors and relative paths. */
int config_parse(struct arena *arena, struct view bytes, const char *file, struct config *config,
                 struct error *error);
/* A commented configuration with every key and its default, for `cabas init`. `data`: the folder, with its slash,
 * in which mail and database are to lie; "" is the config's own. */
void config_example(struct text *out, const char *data);
/* A secret's file: first line, without line end; refused when others may read it (mode & 077) unless owned by
 * root and readable through systemd credentials. The bytes belong to the arena. NULL: error is set. */
const char *config_secret(struct arena *arena, const char *file, struct error *error);
/* The same file whole. */
int config_secret_file(struct arena *arena, const char *file, struct view *bytes,
                       struct error *error);

/* The same for what staff read (the digest, lists) and for legal documents: French, whatever subscribers read. */
const struct config *config_staff(struct arena *arena, const struct config *config);

#endif
