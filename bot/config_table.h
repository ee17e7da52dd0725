/* config_table: the one list of settings, and how each kind of value is read.
 *
 * Used by bot/config.c only. Every key is a row: section, key, kind, default, help. Parsing, checks,
 * suggestions and the example file are all made from it.
 */
#ifndef BOT_CONFIG_TABLE_H
#define BOT_CONFIG_TABLE_H

#include "bot/config.h"

enum config_kind {
    CONFIG_TEXT,
    CONFIG_NAME,     /* text that may not be empty */
    CONFIG_FROM,     /* "Name <address>"; fills from_address too */
    CONFIG_STAFF,    /* addresses; fills staff and staff_count */
    CONFIG_SERVERS,  /* host names, separated by blanks or commas */
    CONFIG_FILE,     /* a path, relative to the file's folder */
    CONFIG_URL,      /* struct url; `words`: the schemes allowed */
    CONFIG_WEB,      /* http:// or https:// */
    CONFIG_IPS,      /* IP addresses, separated by blanks or commas */
    CONFIG_LISTEN,   /* host:port, or empty: no web server */
    CONFIG_WORD,     /* one of `words` */
    CONFIG_AUTH,     /* password|xoauth2 */
    CONFIG_BOOL,     /* yes|no */
    CONFIG_INT,      /* within least and most */
    CONFIG_BYTES,    /* int64_t, within least and most; k and M are KiB and MiB */
    CONFIG_MINUTE,   /* HH:MM */
    CONFIG_SPAN,     /* HH:MM-HH:MM, two ints: from the one to the other, over midnight too */
    CONFIG_CUTOFF,   /* "dimanche 23:59" */
    CONFIG_ZONE,     /* a time zone of this machine */
    CONFIG_LANGUAGE, /* one that has templates */
    CONFIG_DIGITS,   /* exactly `least` digits, blanks between are dropped */
    CONFIG_SENDER,   /* a telephone number, or the name of a sender */
    CONFIG_IBAN,
    CONFIG_CODE, /* letters and digits, `least` to `most`, upper case */
};

struct config_key {
    const char *section, *key;
    enum config_kind kind;
    size_t at;            /* offset in struct config */
    const char *fallback; /* as it would be written; NULL: must be given */
    const char *words;    /* joined by '|' */
    long long least, most;
    const char *example; /* written into the example file when there is no fallback to show */
    const char *help;    /* French, one line; of the section when key is NULL */
};

/* Sections are rows with key NULL, in front of their keys. */
extern const struct config_key config_keys[];
extern const int config_key_count;

/* Reads one value into `config`. -1: error says what is wrong and how to write it, without the place. */
int config_value(struct arena *arena, const struct config_key *key, const char *value,
                 const char *folder, struct config *config, struct error *error);
/* A path as the program opens it: absolute, or relative to `folder` ("" is where we are). */
const char *config_path(struct arena *arena, const char *folder, const char *path);
/* -1: not one of `schemes`, a password in it, a missing part. Never shows what may be a password. */
int config_url(struct arena *arena, const char *value, const char *schemes, const char *folder,
               struct url *url, struct error *error);

#endif
