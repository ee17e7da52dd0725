/* requests: what each request comes to on the sample farm, from tests/data/requests/NAME.rows.
 *
 * A row is a history: paragraphs of lines, each line a sign and a text.
 *     [name]                    a row begins, on the farm as it was imported
 *     ! SQL                     before: the state is made another one
 *     % key = value             before: a line of the [cutoff] section, or of one that "% [farm]" begins
 *     1001 2026-03-09T10:00 [now T] [from ADDRESS] [unproven] [coded]   a message of that subscriber, received then
 *     " text                    what it says (for a reason)
 *     > LINE                    its requests, one a line
 *     = verdict, verdict        what they come to, in order
 *     ~ kind detail             each change it makes, in order; none without such a line
 *     | date formula state      the planning after it, from the day of receipt: the first rows, all given
 *     ? SQL -> value            and what else the database holds
 *     + text / - text           what subject or answer hold / do not hold (line ends are blanks)
 *     @ text / @- text          what the attached files hold / do not hold: "name type", then the lines of a
 *                               calendar, unfolded (line ends are blanks)
 * Each block is rendered by check_render: text and HTML say the same, an SMS has at most three parts.
 */
#include <dirent.h>
#include <unistd.h>

#include "bot/answer.h"
#include "bot/attach.h"
#include "bot/plan.h"
#include "db/calendar.h"
#include "db/inbox.h"
#include "parsers/number.h"
#include "templates/check.h"
#include "tests/bot/sample.h"

enum { MESSAGE_REQUESTS = 20 };

struct run {
    struct arena *arena; /* of this row */
    const char *base;    /* the farm as it was imported */
    const char *path;    /* the row's copy */
    const char *file;
    const char *name;
    struct text settings, sql;
    struct config *config;
    struct db *db;
    const struct farm *farm;
    int64_t messages;
    /* the message that is gathered, then its outcome */
    int64_t subscriber, received, now;
    const char *from, *said;
    bool proven, coded, gathered, answered; /* coded: a confirmation's token came with it */
    struct request requests[MESSAGE_REQUESTS];
    int request_count;
    const char *answer, *files;
    struct text verdicts, changes, wanted_changes, planning, wanted_planning;
    int planning_rows;
};

static void copy_file(struct run *run)
{
    unlink(arena_print(run->arena, "%s-wal", run->path));
    unlink(arena_print(run->arena, "%s-shm", run->path));
    FILE *from = fopen(run->base, "rb"), *to = fopen(run->path, "wb");
    char buffer[65536];
    size_t got;
    if (!from || !to)
        sample_die(run->path, "not copied");
    while ((got = fread(buffer, 1, sizeof buffer, from)) > 0)
        fwrite(buffer, 1, got, to);
    fclose(from);
    fclose(to);
}

/* Before the first message: the farm as the row wants it. */
static void open_farm(struct run *run)
{
    struct error error;
    if (run->db)
        return;
    copy_file(run);
    if (run->sql.len)
        sample_sql(run->path, run->sql.at);
    run->config = sample_config(
        run->arena,
        run->settings.len ? arena_print(run->arena, "[cutoff]\n%s", run->settings.at) : "");
    run->db = db_open(run->path, false, &error);
    run->farm = run->db ? farm_load(run->arena, run->db, &error) : NULL;
    if (!run->farm)
        sample_die(run->name, error.text);
    if (db_begin(run->db, &error))
        sample_die(run->name, error.text);
}

static struct snapshot *snapshot_of(struct run *run)
{
    struct error error;
    struct snapshot *snapshot = snapshot_load(run->arena, run->db, run->farm, run->subscriber,
                                              zone_local(run->received).day, SNAPSHOT_BASE, &error);
    if (!snapshot)
        sample_die(run->name, error.text);
    return snapshot;
}

/* With single blanks, so that a fragment may go over line ends. */
static char *one_line(struct arena *arena, const char *text)
{
    struct text line = text_in(arena);
    for (; *text; text++)
        if (!strncmp(text, "\xC2\xA0", 2) || !strncmp(text, "\xE2\x80\xAF", 3)) {
            text_add_byte(&line, ' '); /* no-break spaces */
            text += *text == '\xC2' ? 1 : 2;
        } else if (!byte_is_space(*text))
            text_add_byte(&line, *text);
        else if (line.len && line.at[line.len - 1] != ' ')
            text_add_byte(&line, ' ');
    return line.at;
}

static void render_blocks(struct run *run, const struct conversation *talk)
{
    struct error error;
    struct outbox_new row;
    const char *text = "";
    struct answer answer = {
        .kind = "answer",
        .recipient = run->from,
        .name = "Camille",
        .envelope = "",
        .seed = arena_print(run->arena, "%lld", (long long)run->messages),
        .blocks = talk->blocks,
        .block_count = talk->block_count,
    };
    struct text whole = text_in(run->arena);
    for (int i = 0; i < talk->block_count; i++) {
        struct check_output output;
        const struct block *block = &talk->blocks[i];
        bool fine = !check_render(run->arena, "fr", block->template, block->model, &output, &error);
        CHECK(fine, "%s: %s: the answer \"%s\" is whole %s", run->file, run->name, block->template,
              fine ? "" : error.text);
        if (!fine)
            tap_note("model", tree_write_pretty(run->arena, block->model));
        if (fine)
            text_print(&whole, "%s\n", output.subject);
    }
    if (answer_make(run->arena, run->config, &answer, run->now, &row, &text, &error))
        CHECK(false, "%s: %s: the mail is made: %s", run->file, run->name, error.text);
    text_add(&whole, text);
    run->answer = one_line(run->arena, whole.at);
}

/* The files of the answer, as the sign @ sees them. */
static void list_files(struct run *run, const struct conversation *talk)
{
    struct error error;
    struct attach attach = {.arena = run->arena,
                            .db = run->db,
                            .config = run->config,
                            .farm = run->farm,
                            .subscriber = run->subscriber,
                            .received = run->received,
                            .now = run->now};
    struct text files = text_in(run->arena);
    if (attach_make(&attach, talk->blocks, talk->block_count, &error))
        CHECK(false, "%s: %s: the files are made: %s", run->file, run->name, error.text);
    for (int i = 0; i < attach.count; i++) {
        struct view rest = attach.files[i].bytes, line;
        text_print(&files, "%s %s", attach.files[i].name, attach.files[i].type);
        if (!view_starts(view_of(attach.files[i].type), "text/calendar"))
            rest.len = 0;
        while (view_line(&rest, &line)) {
            bool folded = view_starts(line, " ");
            text_add(&files, folded ? "" : "\n");
            text_add_view(&files, view_cut(line, folded, line.len));
        }
        text_add(&files, "\n");
    }
    run->files = one_line(run->arena, files.at);
}

static const char *ask_value(struct run *run, const char *sql)
{
    struct error error;
    const char *value;
    if (db_commit(run->db, &error)) /* for the other connection to see */
        sample_die(run->name, error.text);
    value = sample_value(run->arena, run->path, sql);
    if (db_begin(run->db, &error))
        sample_die(run->name, error.text);
    return value;
}

/* "suspend 1 2026-03-17", "end 1 open -> 2026-03-16", "order #42 pending -> cancelled",
 * "set name Camille|Roux -> Camille|Martin". */
static const char journal_sql[] =
    "SELECT kind || coalesce(' ' || json_extract(detail, '$.subscription'), '')"
    " || coalesce(' #' || json_extract(detail, '$.order'), '')"
    " || coalesce(' ' || json_extract(detail, '$.day'), '')"
    " || coalesce(' ' || CASE json_extract(detail, '$.old_end') WHEN '' THEN 'open' ELSE"
    " json_extract(detail, '$.old_end') END, '')"
    " || coalesce(' -> ' || CASE json_extract(detail, '$.end') WHEN '' THEN 'open' ELSE"
    " json_extract(detail, '$.end') END, '')"
    " || coalesce(' ' || json_extract(detail, '$.field'), '')"
    " || coalesce(' ' || replace(json_extract(detail, '$.old_text'), char(10), '|') || ' ->', '')"
    " || coalesce(' ' || replace(json_extract(detail, '$.text'), char(10), '|'), '')"
    " || CASE late WHEN 1 THEN ' late' ELSE '' END"
    " FROM journal WHERE batch = %lld ORDER BY id";

static void list_changes(struct run *run)
{
    run->changes = text_in(run->arena);
    text_add(&run->changes,
             ask_value(run, arena_print(run->arena, journal_sql, (long long)run->messages)));
    if (run->changes.len)
        text_add_byte(&run->changes, '\n');
}

static const char *state_of(struct run *run, const struct delivery *delivery)
{
    struct situation situation = {.config = run->config, .received = run->received};
    if (delivery->suspended)
        return "suspended";
    return plan_is_open(&situation, delivery) ? "open" : "locked";
}

static void list_planning(struct run *run)
{
    struct snapshot *snapshot = snapshot_of(run);
    int today = zone_local(run->received).day;
    struct deliveries list = calendar_plan(run->arena, run->farm, snapshot->subscriptions,
                                           snapshot->subscription_count, today, today + 400);
    run->planning = text_in(run->arena);
    int rows = run->planning_rows < 0 ? 0 : run->planning_rows;
    for (int i = 0; i < list.count && i < rows; i++)
        text_print(&run->planning, "%s %s %s\n", date_iso(run->arena, list.items[i].day),
                   list.items[i].formula->code, state_of(run, &list.items[i]));
}

/* The gathered message is decided and answered. */
static void answer(struct run *run)
{
    if (!run->gathered || run->answered)
        return;
    struct error error = {""};
    struct conversation *talk = arena_alloc(run->arena, sizeof *talk);
    run->answered = true;
    run->messages++;
    *talk = (struct conversation){
        .arena = run->arena,
        .db = run->db,
        .config = run->config,
        .farm = run->farm,
        .subscriber = run->subscriber,
        .sender = run->from,
        .channel = CHANNEL_MAIL,
        .received = run->received,
        .now = run->now,
        .inbox = run->messages,
        .said = view_of(run->said),
        .proven = run->proven,
        .token_confirmed = run->coded,
        .coded = run->coded ? run->request_count : 0,
    };
    /* the inbox row that questions point at */
    struct inbox_row row = {.source_key = arena_print(run->arena, "%lld", (long long)run->messages),
                            .raw = view_of("")};
    bool added;
    if (inbox_add(run->db, &row, run->now, &added, &error))
        sample_die(run->name, error.text);
    bool fine = !converse(talk, run->requests, run->request_count, &error);
    CHECK(fine, "%s: %s: decided %s", run->file, run->name, error.text);
    run->verdicts = text_in(run->arena);
    for (int i = 0; i < talk->block_count; i++)
        text_print(&run->verdicts, "%s%s", i ? ", " : "", result_name(talk->blocks[i].result));
    run->answer = "";
    if (talk->block_count)
        render_blocks(run, talk);
    list_files(run, talk);
    list_changes(run);
    run->wanted_changes = text_in(run->arena);
    run->wanted_planning = text_in(run->arena);
    run->planning_rows = 0;
}

/* The message's own checks end where the next one begins. */
static void finish(struct run *run)
{
    if (!run->gathered)
        return;
    answer(run);
    CHECK_TEXT(run->changes.at ? run->changes.at : "",
               run->wanted_changes.at ? run->wanted_changes.at : "", "%s: %s: changes", run->file,
               run->name);
    list_planning(run);
    if (run->planning_rows)
        CHECK_TEXT(run->planning.at ? run->planning.at : "", run->wanted_planning.at,
                   "%s: %s: planning", run->file, run->name);
    run->gathered = false;
}

static void close_row(struct run *run)
{
    finish(run);
    if (run->db) {
        db_rollback(run->db);
        db_close(&run->db);
    }
}

/* Takes the next word off the line. */
static bool next_word(struct view *line, struct view *word)
{
    *line = view_trim(*line);
    size_t end = view_find_byte(*line, ' ');
    *word = view_cut(*line, 0, end);
    *line = view_cut(*line, end == SIZE_MAX ? line->len : end, line->len);
    return word->len > 0;
}

static void begin_message(struct run *run, struct view line)
{
    finish(run);
    open_farm(run);
    struct view word;
    next_word(&line, &word);
    run->gathered = true;
    run->answered = false;
    run->proven = true;
    run->coded = false;
    run->said = "";
    run->request_count = 0;
    if (!view_int(word, &run->subscriber) || !next_word(&line, &word) ||
        zone_read(word, &run->received))
        sample_die(run->name, "not a subscriber and a time");
    run->now = run->received;
    run->from = arena_print(run->arena, "%lld@example.org", (long long)run->subscriber);
    while (next_word(&line, &word)) {
        if (view_is(word, "now") && next_word(&line, &word) && !zone_read(word, &run->now))
            continue;
        if (view_is(word, "from") && next_word(&line, &word))
            run->from = arena_copy(run->arena, word.at, word.len);
        else if (view_is(word, "unproven"))
            run->proven = false;
        else if (view_is(word, "coded"))
            run->coded = true;
        else
            sample_die(run->name, "now T, from ADDRESS, unproven or coded");
    }
}

static void add_request(struct run *run, struct view line)
{
    struct error error;
    if (request_read(run->arena, line, &run->requests[run->request_count], &error))
        sample_die(run->name,
                   arena_print(run->arena, "%.*s: %s", (int)line.len, line.at, error.text));
    if (++run->request_count == MESSAGE_REQUESTS)
        sample_die(run->name, "too many requests");
}

static void check_value(struct run *run, struct view line)
{
    size_t arrow = view_find(line, " -> ");
    if (arrow == SIZE_MAX)
        sample_die(run->name, "? SQL -> value");
    const char *sql = arena_copy(run->arena, line.at, arrow);
    const char *want = arena_copy(run->arena, line.at + arrow + 4, line.len - arrow - 4);
    CHECK_TEXT(ask_value(run, sql), want, "%s: %s: %s", run->file, run->name, sql);
}

static void read_line(struct run *run, char sign, struct view line)
{
    const char *text = arena_copy(run->arena, line.at, line.len);
    if (strchr("=~|?+-@", sign))
        answer(run);
    switch (sign) {
    case '!':
        text_print(&run->sql, "%s;\n", text);
        break;
    case '%':
        text_print(&run->settings, "%s\n", text);
        break;
    case '"':
        run->said = text;
        break;
    case '>':
        add_request(run, line);
        break;
    case '=':
        CHECK_TEXT(run->verdicts.at ? run->verdicts.at : "", text, "%s: %s: verdict", run->file,
                   run->name);
        break;
    case '~':
        text_print(&run->wanted_changes, "%s\n", text);
        break;
    case '|':
        text_print(&run->wanted_planning, "%s\n", text);
        run->planning_rows++;
        break;
    case '?':
        check_value(run, line);
        break;
    case '+':
    case '-':
        if (!CHECK((strstr(run->answer, text) != NULL) == (sign == '+'), "%s: %s: %s: %s",
                   run->file, run->name, sign == '+' ? "says" : "does not say", text))
            tap_note("answer", run->answer);
        break;
    case '@': {
        bool without = text[0] == '-';
        text += without ? 2 : 0;
        if (!CHECK((strstr(run->files, text) != NULL) == !without, "%s: %s: a file %s: %s",
                   run->file, run->name, without ? "does not hold" : "holds", text))
            tap_note("files", run->files);
        break;
    }
    default:
        sample_die(run->name, arena_print(run->arena, "a line that begins with %c", sign));
    }
}

static struct view read_rows(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct text text = text_in(arena);
    char buffer[4096];
    size_t got;
    if (!file)
        sample_die(path, "not there");
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0)
        text_add_view(&text, view_make(buffer, got));
    fclose(file);
    return text_view(&text);
}

static void run_file(struct arena *arena, const char *base, const char *path, const char *file)
{
    struct run run = {.arena = arena_new(), .base = base, .path = path, .file = file, .name = ""};
    struct view all = read_rows(arena, arena_print(arena, "tests/data/requests/%s", file)), line;
    while (view_line(&all, &line)) {
        line = view_trim(line);
        if (!line.len || line.at[0] == '#')
            continue;
        if (line.at[0] == '[') {
            close_row(&run);
            arena_free(&run.arena);
            run = (struct run){.arena = arena_new(), .base = base, .path = path, .file = file};
            run.name = arena_copy(arena, line.at + 1, line.len - 2);
            run.sql = text_in(run.arena);
            run.settings = text_in(run.arena);
        } else if (byte_is_digit(line.at[0])) {
            begin_message(&run, line);
        } else {
            read_line(&run, line.at[0], view_trim(view_cut(line, 1, line.len)));
        }
    }
    close_row(&run);
    arena_free(&run.arena);
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* All files, or those named: test_requests suspend.rows */
int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena), *names[100];
    const char *base = arena_print(arena, "%s/base.db", folder);
    int count = 0;
    sample_config(arena, "");
    struct db *db = sample_db(arena, base);
    db_close(&db);
    DIR *rows = opendir("tests/data/requests");
    struct dirent *entry;
    while (rows && (entry = readdir(rows)) && count < 100)
        if (view_ends(view_of(entry->d_name), ".rows"))
            names[count++] = arena_text(arena, entry->d_name);
    if (rows)
        closedir(rows);
    qsort(names, (size_t)count, sizeof *names, compare);
    if (!count)
        sample_die("tests/data/requests", "no rows");
    for (int i = 0; i < count; i++)
        if (argc < 2 || !strcmp(argv[1], names[i]))
            run_file(arena, base, arena_print(arena, "%s/row.db", folder), names[i]);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
