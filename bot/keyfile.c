#include "bot/keyfile.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "bot/file.h"
#include "bot/seal.h"
#include "db/mandate.h"
#include "parsers/iban.h"

static bool is_there(const struct config *config)
{
    return !access(config->security.key_file, F_OK);
}

int keyfile_make(struct arena *arena, const struct config *config, struct db *db, bool *made,
                 struct error *error)
{
    const char *file = config->security.key_file;
    struct mandate *list;
    int count;
    *made = false;
    if (!*file || is_there(config))
        return 0;
    if (mandate_all(db, arena, &list, &count, error))
        return -1;
    if (count)
        return error_set(
            error,
            "%s: is not there, and %d account numbers are sealed with it: put the file "
            "back; no other key opens them",
            file, count);
    struct view line = view_of(arena_print(arena, "%s\n", seal_new_key(arena)));
    if (file_write_new(file, line, error))
        return -1;
    struct passwd *user = geteuid() ? NULL : getpwnam("cabas"); /* the daemon's */
    if (user && chown(file, user->pw_uid, user->pw_gid))
        return error_set(error, "%s: %s", file, strerror(errno));
    *made = true;
    return 0;
}

/* The stored number, checked once more. */
static const char *open_one(struct arena *arena, const struct seal *seal,
                            const struct mandate *mandate, struct error *error)
{
    const char *iban = seal_read(arena, seal, mandate->subscriber, mandate->sealed, error);
    if (!iban)
        error_wrap(error, "mandate %s", mandate->reference);
    else if (!iban_read(arena, view_of(iban)))
        error_set(error, "mandate %s: what opens is no account number", mandate->reference);
    else
        return iban;
    return NULL;
}

static int renew(struct arena *arena, const struct seal *seal, struct db *db, int *renewed,
                 struct error *error)
{
    struct mandate *list;
    int count;
    if (mandate_all(db, arena, &list, &count, error))
        return -1;
    for (int i = 0; i < count; i++) {
        if (seal_is_current(seal, list[i].sealed))
            continue;
        const char *iban = open_one(arena, seal, &list[i], error);
        if (!iban || mandate_reseal(db, list[i].reference, list[i].sealed,
                                    seal_make(arena, seal, list[i].subscriber, iban), error))
            return -1;
        ++*renewed;
    }
    return 0;
}

int keyfile_renew(struct arena *arena, const struct config *config, struct db *db, int *count,
                  struct error *error)
{
    struct seal *seal;
    *count = 0;
    if (seal_open(config->security.key_file, &seal, error))
        return -1;
    if (!seal)
        return 0;
    int result = db_begin(db, error);
    if (!result && (renew(arena, seal, db, count, error) || db_commit(db, error))) {
        db_rollback(db);
        result = -1;
    }
    seal_close(&seal);
    return result;
}

struct verdict keyfile_check(struct arena *arena, const struct config *config, struct db *db,
                             const char **report)
{
    const char *file = config->security.key_file;
    struct error error;
    struct mandate *list;
    struct seal *seal;
    int count, old = 0;
    *report = "";
    if (mandate_all(db, arena, &list, &count, &error) || seal_open(file, &seal, &error))
        return verdict_make(VERDICT_NEVER, "%s", error.text);
    if (!seal && count)
        return verdict_make(VERDICT_NEVER,
                            "%s: is not there, and %d account numbers are sealed with it: put the "
                            "file back",
                            *file ? file : "[security] key_file", count);
    for (int i = 0; i < count; i++) {
        if (!open_one(arena, seal, &list[i], &error)) {
            seal_close(&seal);
            return verdict_make(VERDICT_NEVER, "%s: %s", file, error.text);
        }
        old += !seal_is_current(seal, list[i].sealed);
    }
    *report = !seal ? "no key: bank details go to staff; `cabas init` makes one"
              : old ? arena_print(arena,
                                  "%s, %d account numbers, %d of them under an older key: `cabas "
                                  "init` renews them",
                                  file, count, old)
                    : arena_print(arena, "%s, %d account numbers", file, count);
    seal_close(&seal);
    return verdict_ok();
}
