#include "bot/source.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "bot/dial.h"
#include "bot/keyset.h"
#include "bot/maildir.h"
#include "tests/tap.h"

enum { MANY = 20000, BIG = 1024 * 1024 };

static struct {
    char top[64];
    struct config config;
    struct source *source;
    struct source_state state;
} farm;

struct taken {
    char keys[64][64];
    struct source_mail mails[64];
    long count, batches, biggest, refuse;
    long long bytes;
};

static int take(void *context, const struct source_mail *mails, int count,
                const struct source_state *state)
{
    struct taken *taken = context;
    (void)state;
    if (taken->refuse && taken->batches + 1 >= taken->refuse)
        return -1;
    taken->batches++;
    taken->biggest = count > taken->biggest ? count : taken->biggest;
    for (int i = 0; i < count; i++) {
        if (taken->count < 64) {
            snprintf(taken->keys[taken->count], 64, "%s", mails[i].key);
            taken->mails[taken->count] = mails[i];
        }
        taken->bytes += (long long)mails[i].raw.len;
        taken->count++;
    }
    return 0;
}

static const char *path_of(struct arena *arena, const char *name)
{
    return arena_print(arena, "%s/box/%s", farm.top, name);
}

static void drop(const char *name, const char *bytes, size_t len, int received)
{
    struct arena *arena = arena_new();
    const char *path = path_of(arena, name);
    FILE *file = fopen(path, "w");
    fwrite(bytes, 1, len, file);
    fclose(file);
    struct timeval times[2] = {{.tv_sec = received}, {.tv_sec = received}};
    utimes(path, times);
    arena_free(&arena);
}

static bool lies(const char *name)
{
    struct arena *arena = arena_new();
    bool there = !access(path_of(arena, name), F_OK);
    arena_free(&arena);
    return there;
}

static long count_of(const char *name)
{
    struct arena *arena = arena_new();
    DIR *list = opendir(path_of(arena, name));
    long count = 0;
    for (struct dirent *entry; list && (entry = readdir(list));)
        count += *entry->d_name != '.';
    if (list)
        closedir(list);
    arena_free(&arena);
    return count;
}

static struct verdict fetch(struct taken *taken)
{
    bool reset = true;
    long refuse = taken->refuse;
    memset(taken, 0, sizeof *taken);
    taken->refuse = refuse;
    struct verdict verdict = source_fetch(farm.source, &farm.state, take, taken, &reset);
    CHECK(!reset, "a maildir has no UIDVALIDITY to change");
    return verdict;
}

static bool file_one(const char *key, bool staff)
{
    struct source_move move = {.key = key, .staff = staff};
    return source_file(farm.source, &move, 1).kind == VERDICT_OK && move.done;
}

static void test_order(void)
{
    struct taken taken = {0};
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 0, "an empty inbox");
    CHECK(lies("new") && lies("cur") && lies("tmp"), "the folders are made");
    drop("new/b.second", "Subject: b\r\n\r\nb\r\n", 17, 1773000002);
    drop("new/a.third", "Subject: a\n\na\n", 14, 1773000003);
    drop("cur/c.first:2,FS", "Subject: c\n\nc\n", 14, 1773000001);
    drop("tmp/d.unfinished", "Subj", 4, 1773000000);
    drop("new/.hidden", "x", 1, 1773000000);
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 3, "%ld mails: not tmp/", taken.count);
    CHECK_TEXT(taken.keys[0], "c.first", "oldest first, the flags are no part of the key");
    CHECK(taken.mails[0].seen && !taken.mails[1].seen, "cur/ is seen, new/ is not");
    CHECK_TEXT(taken.keys[1], "b.second", "then the second");
    CHECK(taken.mails[1].received == 1773000002 && taken.mails[1].uid == 0, "mtime is the receipt");
    CHECK(farm.state.last_poll > 1773000000, "the poll is noted");
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 0, "each is handed over once");
}

static void test_filing(void)
{
    struct arena *arena = arena_new();
    struct taken taken = {0};
    CHECK(file_one("b.second", false) && lies(".Cabas.Traites/cur/b.second:2,"),
          "done: from new/ into cur/ of the subfolder");
    CHECK(lies(".Cabas.Traites/maildirfolder") && lies(".Cabas.Traites/new"), "which is whole");
    rename(path_of(arena, "cur/c.first:2,FS"), path_of(arena, "cur/c.first:2,FRS"));
    CHECK(file_one("c.first", true) && lies(".Cabas.&AMA--traiter/cur/c.first:2,FRS"),
          "staff: found though its flags changed, and they stay");
    CHECK(file_one("c.first", true), "filing twice is no error");
    CHECK(file_one("../../etc/passwd", true) && file_one(".hidden", false) && file_one("", true) &&
              lies("new/.hidden"),
          "a key that is no name is no mail");
    CHECK(file_one("d.unfinished", true) && lies("tmp/d.unfinished"), "tmp/ is not touched");
    rename(path_of(arena, "new/a.third"), path_of(arena, "cur/a.third:2,S"));
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 0, "shown to somebody: not new again");
    CHECK(file_one("a.third", false) && !lies("cur/a.third:2,S"), "and filed from cur/");
    drop("new/a.third", "another", 7, 1773000009);
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 1, "a name used again is new mail");
    CHECK(file_one("a.third", false) && lies(".Cabas.Traites/cur/a.third:2,S") &&
              lies(".Cabas.Traites/cur/a.third:2,"),
          "names with other flags do not meet");
    drop("new/b.second", "another", 7, 1773000009);
    CHECK(file_one("b.second", false) && lies(".Cabas.Traites/cur/b.second_1:2,") &&
              lies(".Cabas.Traites/cur/b.second:2,"),
          "nothing is overwritten");
    arena_free(&arena);
}

static void test_sizes(void)
{
    struct arena *arena = arena_new();
    struct taken taken = {0};
    char *big = arena_alloc(arena, 2 * BIG);
    memset(big, 'x', 2 * BIG);
    memcpy(big, "Subject: x\n\n", 12);
    drop("new/m1.big", big, 2 * BIG, 1773000001);
    drop("new/m2.exact", big, BIG, 1773000002);
    drop("new/m3.empty", "", 0, 1773000003);
    drop("new/m4.headers", "a: ", 3, 1773000004);
    memset(big, 'h', 2 * BIG);
    drop("new/m5.header", big, 2 * BIG, 1773000005);
    mkdir(path_of(arena, "new/m6.folder"), 0700);
    mkfifo(path_of(arena, "new/m7.pipe"), 0600);
    CHECK(!symlink("/etc/passwd", path_of(arena, "new/m8.link")), "a link");
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 5, "%ld mails: plain files only",
          taken.count);
    CHECK(taken.mails[0].oversized && taken.mails[0].raw.len == 12 + 65536,
          "oversized: header and 64 KiB, not %zu", taken.mails[0].raw.len);
    CHECK(!taken.mails[1].oversized && taken.mails[1].raw.len == BIG, "exactly the limit is whole");
    CHECK(!taken.mails[2].oversized && taken.mails[2].raw.len == 0, "an empty file is a mail");
    CHECK(taken.mails[4].oversized && taken.mails[4].raw.len == 256 * 1024,
          "a header without end is cut at 256 KiB");
    struct source_move moves[5];
    for (int i = 0; i < 5; i++)
        moves[i] = (struct source_move){.key = taken.keys[i], .staff = i % 2 == 0};
    CHECK(source_file(farm.source, moves, 5).kind == VERDICT_OK && moves[4].done, "all are filed");
    rmdir(path_of(arena, "new/m6.folder"));
    unlink(path_of(arena, "new/m7.pipe"));
    unlink(path_of(arena, "new/m8.link"));
    arena_free(&arena);
}

/* Lines of attached data are left out of a long mail, words are not. */
static void test_long(void)
{
    struct arena *arena = arena_new();
    struct taken taken = {0};
    char *big = arena_alloc(arena, 3 * BIG);
    memset(big, 'x', 3 * BIG);
    for (int i = 0; i < 3 * BIG; i += 64)
        big[i] = '\n';
    memcpy(big, "Subject: x\n", 11);
    memcpy(big + 3 * BIG - 64, "\n--b\nwords at the end", 22);
    farm.config.inbox.max_message_bytes = 4 * BIG;
    drop("new/n1.data", big, 3 * BIG, 1773000011);
    memset(big + 64, ' ', 3 * BIG - 64);
    drop("new/n2.words", big, 3 * BIG, 1773000012);
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 2, "%ld long mails", taken.count);
    CHECK(!taken.mails[0].oversized && taken.mails[0].raw.len < BIG / 2, "data: %zu bytes stay",
          taken.mails[0].raw.len);
    CHECK(taken.mails[1].oversized && taken.mails[1].raw.len <= 320 * 1024,
          "words: too long even so");
    struct source_move moves[2];
    for (int i = 0; i < 2; i++)
        moves[i] = (struct source_move){.key = taken.keys[i]};
    CHECK(source_file(farm.source, moves, 2).kind == VERDICT_OK, "both are filed");
    farm.config.inbox.max_message_bytes = BIG;
    arena_free(&arena);
}

static void *drop_later(void *thing)
{
    (void)thing;
    usleep(200 * 1000);
    drop("tmp/w1", "Subject: w\n\nw\n", 14, 1773000001);
    struct arena *arena = arena_new();
    rename(path_of(arena, "tmp/w1"), path_of(arena, "new/w1"));
    arena_free(&arena);
    return NULL;
}

static void test_waiting(void)
{
    struct taken taken = {0};
    int wake = eventfd(0, EFD_CLOEXEC);
    fetch(&taken);
    pthread_t thread;
    pthread_create(&thread, NULL, drop_later, NULL);
    int64_t since = dial_clock();
    CHECK(source_wait(farm.source, 10, wake).kind == VERDICT_OK, "wait");
    int64_t took = dial_clock() - since;
    pthread_join(thread, NULL);
    CHECK(took >= 150 && took < 3000, "a mail ends the wait after %lld ms", (long long)took);
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 1, "and is there");
    drop("new/w2", "x", 1, 1773000001);
    since = dial_clock();
    source_wait(farm.source, 10, wake);
    CHECK(dial_clock() - since < 1000, "mail that came between poll and wait ends it at once");
    fetch(&taken);
    CHECK(taken.count == 1, "and is there");
    since = dial_clock();
    source_wait(farm.source, 1, wake);
    CHECK(dial_clock() - since >= 950, "nothing new: the whole time");
    eventfd_write(wake, 1);
    since = dial_clock();
    source_wait(farm.source, 10, wake);
    CHECK(dial_clock() - since < 1000, "woken");
    close(wake);
    CHECK(file_one("w1", false) && file_one("w2", false), "filed");
}

static void test_many(void)
{
    struct arena *arena = arena_new();
    struct taken taken = {.refuse = 3};
    long before = count_of(".Cabas.Traites/cur");
    char body[1000];
    memset(body, 'y', sizeof body);
    for (int i = 0; i < MANY; i++)
        drop(arena_print(arena, "new/17%08d.M%dP1.farm", i, i), body, sizeof body, 1773000000 + i);
    CHECK(fetch(&taken).kind == VERDICT_RETRY && taken.count == 200, "refused: the rest stays");
    taken.refuse = 0;
    int64_t since = dial_clock();
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == MANY - 200, "the rest comes: %ld",
          taken.count);
    int64_t read_ms = dial_clock() - since;
    CHECK(taken.biggest <= 100 && taken.bytes == (MANY - 200) * 1000LL, "in batches, whole");
    since = dial_clock();
    CHECK(fetch(&taken).kind == VERDICT_OK && taken.count == 0, "then nothing");
    int64_t again_ms = dial_clock() - since;
    struct source_move *moves = arena_array(arena, MANY, sizeof *moves);
    for (int i = 0; i < MANY; i++)
        moves[i].key = arena_print(arena, "17%08d.M%dP1.farm", i, i);
    since = dial_clock();
    CHECK(source_file(farm.source, moves, MANY).kind == VERDICT_OK, "all are filed");
    int64_t move_ms = dial_clock() - since;
    CHECK(count_of("new") == 0 && count_of(".Cabas.Traites/cur") == before + MANY, "really");
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("# %d files: read in %lld ms, looked at again in %lld ms, moved in %lld ms, %ld MiB\n",
           MANY, (long long)read_ms, (long long)again_ms, (long long)move_ms,
           usage.ru_maxrss / 1024);
    CHECK(read_ms < 20000 && again_ms < 5000 && move_ms < 20000, "in linear time");
    CHECK(usage.ru_maxrss < 400 * 1024, "in bounded memory");
    arena_free(&arena);
}

static void test_errors(void)
{
    struct source_state state = {0};
    struct taken taken = {0};
    bool reset;
    struct config config = farm.config;
    config.inbox.url.path = "/nowhere/at/all";
    struct source *source = source_open(&config);
    struct verdict verdict = source_fetch(source, &state, take, &taken, &reset);
    CHECK(verdict.kind == VERDICT_NEVER && strstr(verdict.reason, "/nowhere"), "%s",
          verdict.reason);
    struct source_move move = {.key = "x", .done = true};
    CHECK(source_file(source, &move, 1).kind == VERDICT_NEVER && !move.done, "nor filed");
    source_close(&source);
    struct arena *arena = arena_new();
    config.inbox.url.path = farm.config.inbox.url.path;
    config.inbox.staff_folder = "a\nb";
    source = source_open(&config);
    drop("new/e1", "x", 1, 1773000001);
    move = (struct source_move){.key = "e1", .staff = true};
    verdict = source_file(source, &move, 1);
    CHECK(verdict.kind != VERDICT_OK && !move.done && lies("new/e1"), "%s", verdict.reason);
    const char *report = "";
    CHECK(source_check(source, arena, &report).kind == VERDICT_OK && strstr(report, "1 mails"),
          "%s", report);
    source_close(&source);
    source_close(&source);
    CHECK(file_one("e1", true), "filed in the end");
    arena_free(&arena);
}

static void test_keyset(void)
{
    struct keyset set = {0};
    char key[32];
    CHECK(!keyset_has(&set, "a"), "empty");
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "%d", i);
        keyset_add(&set, key);
        keyset_add(&set, key);
    }
    for (int i = 0; i < 5000; i += 2) {
        snprintf(key, sizeof key, "%d", i);
        keyset_remove(&set, key);
        keyset_remove(&set, key);
    }
    int wrong = 0;
    for (int i = 0; i < 6000; i++) {
        snprintf(key, sizeof key, "%d", i);
        wrong += keyset_has(&set, key) != (i % 2 == 1 && i < 5000);
    }
    CHECK(!wrong && set.count == 2500, "%d wrong of %zu", wrong, set.count);
    keyset_clear(&set);
    keyset_remove(&set, "1");
    CHECK(!set.count && !keyset_has(&set, "1"), "cleared");
}

int main(void)
{
    snprintf(farm.top, sizeof farm.top, "/tmp/cabas-maildir-XXXXXX");
    if (!mkdtemp(farm.top))
        return 1;
    struct arena *arena = arena_new();
    farm.config.inbox.url.kind = URL_MAILDIR;
    farm.config.inbox.url.path = arena_print(arena, "%s/box", farm.top);
    farm.config.inbox.url.text = "maildir:box";
    farm.config.inbox.done_folder = "Cabas/Traites";
    farm.config.inbox.staff_folder = "Cabas/À-traiter";
    farm.config.inbox.max_message_bytes = BIG;
    farm.source = source_open(&farm.config);
    test_order();
    test_filing();
    test_sizes();
    test_long();
    test_waiting();
    test_many();
    test_errors();
    test_keyset();
    source_close(&farm.source);
    const char *clean = arena_print(arena, "rm -rf %s", farm.top);
    CHECK(system(clean) == 0, "cleaned up");
    arena_free(&arena);
    return tap_done();
}
