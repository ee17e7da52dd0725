#include "bot/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/config_table.h"
#include "parsers/compose.h"
#include "parsers/ini.h"

enum { SECRET_BYTES = 8192 };

/* Letters to change, add, drop or swap to get from one name to the other; for suggestions only. */
static size_t distance(const char *a, const char *b)
{
    enum { MOST = 41 };
    size_t a_len = strlen(a), b_len = strlen(b), row[MOST], before[MOST], last[MOST];
    if (a_len >= MOST || b_len >= MOST)
        return MOST;
    for (size_t j = 0; j <= b_len; j++)
        before[j] = last[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t best = last[j - 1] + (byte_lower(a[i - 1]) != byte_lower(b[j - 1]));
            best = last[j] + 1 < best ? last[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        memcpy(before, last, sizeof before);
        memcpy(last, row, sizeof last);
    }
    return last[b_len];
}

static const struct config_key *find_key(const char *section, const char *key)
{
    for (int i = 0; i < config_key_count; i++)
        if (config_keys[i].key && !strcmp(config_keys[i].section, section) &&
            !strcmp(config_keys[i].key, key))
            return &config_keys[i];
    return NULL;
}

static int refuse_section(const char *section, struct error *error)
{
    const char *nearest = config_keys[0].section;
    for (int i = 1; i < config_key_count; i++)
        if (distance(section, config_keys[i].section) < distance(section, nearest))
            nearest = config_keys[i].section;
    return error_set(error, "[%s]: no such section: did you mean [%s]?", section, nearest);
}

/* The same key of another section is nearer than any other of this one. */
static int refuse_key(const char *section, const char *key, struct error *error)
{
    const struct config_key *nearest = NULL;
    bool known = false;
    for (int i = 0; i < config_key_count; i++) {
        const struct config_key *row = &config_keys[i];
        known = known || !strcmp(row->section, section);
        if (!row->key)
            continue;
        bool here = !strcmp(row->section, section);
        bool better = !nearest || distance(key, row->key) < distance(key, nearest->key) ||
                      (here && distance(key, row->key) == distance(key, nearest->key));
        if (better && (here || !strcmp(row->key, key)))
            nearest = row;
    }
    if (!known)
        return refuse_section(section, error);
    return error_set(error, "[%s] %s: no such setting: did you mean [%s] %s?", section, key,
                     nearest->section, nearest->key);
}

/* What may hold a password is not shown. */
static bool may_show(const struct config_key *key, const char *value)
{
    return (key->kind != CONFIG_URL && key->kind != CONFIG_WEB) ||
           (!strchr(value, '@') && !strchr(value, '?'));
}

static int read_entry(struct arena *arena, const struct ini_entry *entry, const char *folder,
                      const char *file, struct config *config, struct error *error)
{
    const struct config_key *key = find_key(entry->section, entry->key);
    if (!key) {
        refuse_key(entry->section, entry->key, error);
        return error_wrap(error, "%s:%d", file, entry->line);
    }
    if (!config_value(arena, key, entry->value, folder, config, error))
        return 0;
    struct error why = *error;
    size_t shown = strlen(entry->value) < 100 ? strlen(entry->value) : 100;
    while (shown && ((unsigned char)entry->value[shown] & 0xC0) == 0x80)
        shown--; /* between characters */
    if (may_show(key, entry->value))
        return error_set(error, "%s:%d: [%s] %s: \"%.*s\" %s", file, entry->line, key->section,
                         key->key, (int)shown, entry->value, why.text);
    return error_set(error, "%s:%d: [%s] %s: %s", file, entry->line, key->section, key->key,
                     why.text);
}

static const struct ini_entry *find_entry(const struct ini *ini, const struct config_key *key)
{
    for (int i = 0; i < ini->count; i++)
        if (!strcmp(ini->entries[i].section, key->section) &&
            !strcmp(ini->entries[i].key, key->key))
            return &ini->entries[i];
    return NULL;
}

/* Keys that the file leaves out: their default, or an error that names the section. */
static int read_rest(struct arena *arena, const struct ini *ini, const char *folder,
                     const char *file, struct config *config, struct error *error)
{
    for (int i = 0; i < config_key_count; i++) {
        const struct config_key *key = &config_keys[i];
        if (!key->key || find_entry(ini, key))
            continue;
        if (!key->fallback)
            return error_set(error, "%s: [%s] %s: is missing: write %s=%s in section [%s]", file,
                             key->section, key->key, key->key, key->example, key->section);
        if (config_value(arena, key, key->fallback, folder, config, error))
            return error_wrap(error, "%s: [%s] %s: default \"%s\"", file, key->section, key->key,
                              key->fallback);
    }
    return 0;
}

/* What makes sense alone and not together; `at` says where the culprit stands. */
static int check_whole(const struct config *config, const char **section, const char **key,
                       struct error *error)
{
    const struct config *c = config;
    bool inbox_server = c->inbox.url.kind != URL_MAILDIR;
    *section = "inbox", *key = "password_file";
    if (inbox_server && !c->inbox.password_file[0])
        return error_set(error, "is missing: the account of [inbox] url has a password, in a file");
    *key = "staff_folder";
    if (!strcmp(c->inbox.done_folder, c->inbox.staff_folder))
        return error_set(error, "is done_folder too: nobody would find what waits for a person");
    *section = "smtp", *key = "password_file";
    if (c->smtp.url.kind != URL_MAILDIR && c->smtp.url.user[0] && !c->smtp.password_file[0])
        return error_set(error, "is missing: the account of [smtp] url has a password, in a file");
    *key = "url";
    if (c->smtp.url.kind == URL_MAILDIR && !inbox_server &&
        !strcmp(c->smtp.url.path, c->inbox.url.path))
        return error_set(error, "is the inbox too: answers would be read as messages");
    *section = "mail", *key = "staff";
    for (int i = 0; i < c->mail.staff_count; i++)
        if (!strcmp(c->mail.staff[i], c->mail.from_address))
            return error_set(error, "%s is the address of the bot itself", c->mail.staff[i]);
    *section = "sms", *key = "spool";
    if (!strcmp(c->sms.provider, "spool") && !c->sms.spool[0])
        return error_set(error, "is missing: provider=spool needs a folder");
    return 0;
}

static const char *folder_of(struct arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return "";
    return slash == file ? "/" : arena_copy(arena, file, (size_t)(slash - file));
}

/* The farm's name signs every answer: the display name of its address is the next best. */
static void name_farm(struct arena *arena, struct config *config)
{
    if (config->farm.name[0])
        return;
    struct view from = view_of(config->mail.from);
    struct view name = view_trim(view_cut(from, 0, view_find_byte(from, '<')));
    if (name.len >= 2 && name.at[0] == '"' && name.at[name.len - 1] == '"')
        name = view_cut(name, 1, name.len - 1);
    if (name.len == from.len || !name.len)
        name = view_of(config->mail.from_address);
    config->farm.name = arena_copy(arena, name.at, name.len);
}

int config_parse(struct arena *arena, struct view bytes, const char *file, struct config *config,
                 struct error *error)
{
    *config = (struct config){.file = arena_text(arena, file)};
    const char *folder = folder_of(arena, file);
    struct ini ini;
    if (ini_read(arena, bytes, &ini, error)) {
        struct error why = *error;
        return error_set(error, "%s:%s", file, why.text);
    }
    for (int i = 0; i < ini.count; i++)
        if (read_entry(arena, &ini.entries[i], folder, file, config, error))
            return -1;
    if (read_rest(arena, &ini, folder, file, config, error))
        return -1;
    const char *section, *key;
    if (check_whole(config, &section, &key, error)) {
        const struct ini_entry *entry = find_entry(&ini, find_key(section, key));
        if (entry)
            return error_wrap(error, "%s:%d: [%s] %s", file, entry->line, section, key);
        return error_wrap(error, "%s: [%s] %s", file, section, key);
    }
    name_farm(arena, config);
    return 0;
}

/* The whole file, at most `limit` bytes; NULL: error is set. `fd` is closed. */
static const char *read_all(struct arena *arena, int fd, const char *file, size_t limit,
                            size_t *len, struct error *error)
{
    char *bytes = arena_alloc(arena, limit + 1);
    *len = 0;
    ssize_t got = 1;
    while (got > 0 && *len <= limit) {
        got = read(fd, bytes + *len, limit + 1 - *len);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            *len += (size_t)got;
    }
    int why = errno;
    close(fd);
    if (got < 0)
        error_set(error, "%s: cannot be read: %s", file, strerror(why));
    else if (*len > limit)
        error_set(error, "%s: is larger than %zu bytes", file, limit);
    return got < 0 || *len > limit ? NULL : bytes;
}

/* O_NONBLOCK: a pipe in the file's place must not hang the start. */
static int open_file(const char *file, struct stat *stat_, struct error *error)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return error_set(error, "%s: cannot be opened: %s", file, strerror(errno));
    if (!fstat(fd, stat_) && S_ISREG(stat_->st_mode))
        return fd;
    close(fd);
    return error_set(error, "%s: is not a file", file);
}

int config_read(struct arena *arena, const char *file, struct config *config, struct error *error)
{
    struct stat stat_;
    int fd = open_file(file, &stat_, error);
    if (fd < 0)
        return access(file, F_OK) ? error_wrap(error, "no configuration (`cabas init` makes one)")
                                  : -1;
    size_t len;
    const char *bytes = read_all(arena, fd, file, INI_BYTES, &len, error);
    return bytes ? config_parse(arena, view_make(bytes, len), file, config, error) : -1;
}

/* "maildir:courrier" in `data`; what is no relative path stays. */
static void add_example(struct text *out, const struct config_key *key, const char *data)
{
    struct view example = view_of(key->example);
    size_t colon = key->kind == CONFIG_URL ? view_find_byte(example, ':') : SIZE_MAX;
    size_t path = colon == SIZE_MAX ? 0 : colon + 1;
    text_print(out, "%s=%.*s%s%s\n", key->key, (int)path, key->example, path ? data : "",
               key->example + path);
}

void config_example(struct text *out, const char *data)
{
    text_add(out,
             "# Configuration de Cabas. Une ligne par réglage, clé=valeur ; un commentaire a sa "
             "propre ligne.\n"
             "# Les chemins relatifs partent du dossier de ce fichier. Un mot de passe n'est "
             "jamais ici :\n"
             "# il est seul dans un fichier (chmod 600), dont on écrit ici le nom.\n"
             "# Les lignes en « #clé= » montrent les valeurs par défaut.\n");
    for (int i = 0; i < config_key_count; i++) {
        const struct config_key *key = &config_keys[i];
        if (!key->key)
            text_print(out, "\n# %s\n[%s]\n", key->help, key->section);
        else if (!key->fallback) {
            text_print(out, "# %s\n", key->help);
            add_example(out, key, data);
        } else
            text_print(out, "# %s\n#%s=%s\n", key->help, key->key, key->fallback);
    }
}

/* systemd hands credentials over as files of root's, group-readable by an ACL. */
static bool is_credential(const char *file, const struct stat *stat_)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    size_t len = folder ? strlen(folder) : 0;
    return len && !strncmp(file, folder, len) && file[len] == '/' && !strstr(file, "/../") &&
           stat_->st_uid == 0 && !(stat_->st_mode & 037);
}

int config_secret_file(struct arena *arena, const char *file, struct view *bytes,
                       struct error *error)
{
    struct stat stat_;
    int fd = open_file(file, &stat_, error);
    if (fd < 0)
        return -1;
    bool open_to_others = (stat_.st_mode & 077) && !is_credential(file, &stat_);
    if (open_to_others) {
        close(fd);
        return error_set(error, "%s: others may read this secret: run `chmod 600 %s`", file, file);
    }
    size_t len;
    const char *read = read_all(arena, fd, file, SECRET_BYTES, &len, error);
    *bytes = view_make(read, read ? len : 0);
    return read ? 0 : -1;
}

const char *config_secret(struct arena *arena, const char *file, struct error *error)
{
    struct view rest, line = {NULL, 0};
    if (config_secret_file(arena, file, &rest, error))
        return NULL;
    view_line(&rest, &line);
    if (!line.len || memchr(line.at, '\0', line.len)) {
        error_set(error, "%s: its first line must be the secret", file);
        return NULL;
    }
    return arena_copy(arena, line.at, line.len);
}

const struct config *config_staff(struct arena *arena, const struct config *config)
{
    struct config *own = arena_alloc(arena, sizeof *own);
    *own = *config;
    own->farm.language = "fr";
    return own;
}
