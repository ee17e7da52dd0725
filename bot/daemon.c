#include "bot/daemon.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "bot/deliver_sms.h"
#include "bot/intake.h"
#include "bot/log.h"
#include "bot/notify.h"
#include "bot/pipeline.h"
#include "bot/post.h"
#include "bot/reception.h"
#include "bot/schedule.h"
#include "bot/source_driver.h"
#include "bot/wake.h"
#include "db/outbox.h"
#include "db/outbox_sms.h"

enum {
    BEAT_MOST = 1800, /* a thread that shows no life for so long starves the watchdog */
    PAUSE_MOST = 300,
    PAUSE_NEVER = 900, /* wrong password, refused certificate: a person must cure it */
    FULL_POLL = 600,   /* a full poll at least so often, whatever IDLE says */
    WORK_LOOK = 30,    /* the worker looks by itself so often */
    WAIT_SHORT = 5,    /* waiting for mail that ends sooner, and brings none, is no wait */
    STOP_MOST = 5, /* what a thread may take to end: a silent server must not hold up the stop */
};

struct role {
    const char *name;
    pthread_t thread;
    int wake;
    _Atomic int64_t beat; /* monotonic seconds of its last sign of life */
    struct db *db;
    struct service *service;
    bool failing; /* as last logged */
    int failures;
};

enum { ROLE_MAIL, ROLE_WORK, ROLE_POST, ROLE_SMS, ROLE_WEB, ROLES };

struct service {
    const struct config *config;
    const char *database;
    struct role roles[ROLES];
    _Atomic bool stop;
    _Atomic int64_t polled; /* when the last good reading of the mailbox began */
    _Atomic bool awaited;   /* something owed waits for the next one */
    int64_t fixed_now;      /* --now, for tests; 0: the clock */
    int64_t started;
};

static int64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static int64_t clock_now(const struct service *service)
{
    return service->fixed_now ? service->fixed_now : (int64_t)time(NULL);
}

static void beat(struct role *role)
{
    role->beat = monotonic();
}

/* Logs a change of state once; gives the seconds to wait before the next try. */
static int judge(struct role *role, struct verdict verdict)
{
    if (verdict.kind == VERDICT_OK) {
        if (role->failing)
            log_event(LOG_LEVEL_INFO, NULL, role->name, "state=failing->working");
        role->failing = false;
        role->failures = 0;
        return 0;
    }
    if (!role->failing)
        log_event(
            LOG_LEVEL_ERROR, NULL, role->name,
            "state=working->failing verdict=%s reason=\"%s\" next=\"tried again, nothing is lost\"",
            verdict_name(verdict.kind), log_text(verdict.reason).at);
    role->failing = true;
    if (verdict.kind == VERDICT_NEVER)
        return PAUSE_NEVER;
    int pause = role->failures < 9 ? 1 << role->failures : PAUSE_MOST;
    role->failures++;
    pause = pause < PAUSE_MOST ? pause : PAUSE_MOST;
    return pause + (int)(monotonic() % (1 + pause / 5)); /* not all clients at once */
}

static void wake_role(struct service *service, int role)
{
    wake_set(service->roles[role].wake);
}

/* Nothing is to be done for some seconds, or until the others wake this role (true). */
static bool rest(struct role *role, int seconds)
{
    beat(role);
    return wake_wait(role->wake, seconds);
}

/* One turn of the mail thread: take what came, file what is decided. *moved: how many mails that were. */
static struct verdict mail_turn(struct role *role, struct source *source, int *moved)
{
    struct service *service = role->service;
    int taken, filed = 0;
    int64_t began = clock_now(service);
    struct verdict verdict = intake_fetch(source, role->db, service->config, began, &taken);
    bool awaited = verdict.kind == VERDICT_OK && service->awaited;
    if (verdict.kind == VERDICT_OK)
        service->polled = began;
    if (taken || awaited)
        wake_role(service, ROLE_WORK);
    if (verdict.kind == VERDICT_OK)
        verdict = intake_file(source, role->db, &filed);
    *moved = taken + filed;
    return verdict;
}

/* A wait that breaks is no failure: sessions end now and then, and the next poll tells whether the server is
 * there. Servers that end each wait at once, or tell of mail that is not there, are not asked again at once. */
static void mail_wait(struct role *role, struct source *source, int moved, int *futile)
{
    const struct config *config = role->service->config;
    int seconds = config->inbox.idle ? FULL_POLL : config->inbox.poll_seconds;
    if (moved)
        *futile = 0;
    if (*futile > 1 && rest(role, *futile < 6 ? 1 << *futile : 60))
        return; /* what woke us is done first: filing, or the end */
    int64_t began = monotonic();
    beat(role);
    source_wait(source, seconds, role->wake);
    int least = seconds < WAIT_SHORT ? seconds : WAIT_SHORT;
    *futile = monotonic() - began + 1 < least ? *futile + 1 : 0;
}

static void *mail_main(void *argument)
{
    struct role *role = argument;
    struct service *service = role->service;
    struct source *source = source_open(service->config);
    int moved, futile = 0;
    while (!service->stop) {
        beat(role);
        wake_clear(role->wake);
        int pause = judge(role, mail_turn(role, source, &moved));
        if (service->stop)
            break;
        if (pause)
            rest(role, pause);
        else
            mail_wait(role, source, moved, &futile);
    }
    source_close(&source);
    return NULL;
}

/* Seconds until something is owed or comes by itself, at most the worker's look. */
static int work_pause(const struct service *service, const struct schedule_turn *turn)
{
    int64_t left = turn->next - clock_now(service);
    return left >= WORK_LOOK ? WORK_LOOK : left > 0 ? (int)left : 1;
}

/* What time triggers, when nothing is left to decide. What must know all mail that came before its moment asks
 * for the mailbox to be read. */
static struct verdict work_schedule(struct role *role, int64_t polled, struct schedule_turn *turn)
{
    struct service *service = role->service;
    struct verdict verdict =
        schedule_turn(role->db, service->config, clock_now(service), polled, turn);
    if (turn->waiting && !service->awaited)
        wake_role(service, ROLE_MAIL);
    service->awaited = turn->waiting;
    if (turn->runs) {
        wake_role(service, ROLE_POST);
        wake_role(service, ROLE_SMS);
    }
    return verdict;
}

static void *work_main(void *argument)
{
    struct role *role = argument;
    struct service *service = role->service;
    struct pipeline *pipeline = pipeline_open(role->db, service->config);
    while (!service->stop) {
        beat(role);
        int decided;
        struct schedule_turn turn = {.next = MOMENT_NEVER};
        int64_t polled = service->polled; /* what came until then is decided by this turn */
        struct verdict verdict = pipeline_turn(pipeline, clock_now(service), &decided);
        if (verdict.kind == VERDICT_OK && !decided)
            verdict = work_schedule(role, polled, &turn);
        int pause = judge(role, verdict);
        if (decided) {
            wake_role(service, ROLE_POST);
            wake_role(service, ROLE_SMS);
            wake_role(service, ROLE_MAIL);
            continue;
        }
        if (!pause && turn.runs) /* a long job goes on, after the messages that came meanwhile */
            continue;
        rest(role, pause ? pause : work_pause(service, &turn));
    }
    pipeline_close(&pipeline);
    return NULL;
}

/* Seconds until the next letter is due, at most the worker's pause. */
static int due_pause(int64_t due, int64_t now)
{
    if (due <= 0 || due - now > WORK_LOOK)
        return WORK_LOOK;
    return due > now ? (int)(due - now) : 1; /* never at once: what is due was tried just now */
}

static void *post_main(void *argument)
{
    struct role *role = argument;
    struct service *service = role->service;
    struct post *post = post_open(service->config, role->db);
    while (!service->stop) {
        beat(role);
        wake_clear(role->wake);
        int64_t now = clock_now(service);
        int tried, sent;
        if (service->stop) /* looked at after the wake-up that tells of it was cleared */
            break;
        struct verdict verdict = post_turn(post, now, &tried, &sent);
        /* Nothing to send says nothing about the way out. */
        int pause = tried || verdict.kind != VERDICT_OK ? judge(role, verdict) : 0;
        if (tried && !pause)
            continue;
        struct error error;
        rest(role, pause ? pause : due_pause(outbox_next(role->db, &error), now));
    }
    post_close(&post);
    return NULL;
}

/* One turn of the SMS thread: take what came, send what is due. *busy: something moved. */
static struct verdict sms_turn(struct role *role, struct deliver_sms *texts, int64_t now,
                               bool *busy)
{
    struct service *service = role->service;
    int taken, tried = 0, sent;
    struct verdict verdict = deliver_sms_fetch(texts, now, service->roles[ROLE_WORK].wake, &taken);
    struct verdict second = deliver_sms_turn(texts, now, &tried, &sent);
    *busy = tried > 0;
    return verdict.kind == VERDICT_OK ? second : verdict;
}

static void *sms_main(void *argument)
{
    struct role *role = argument;
    struct service *service = role->service;
    struct deliver_sms *texts = deliver_sms_open(service->config, role->db);
    while (!service->stop) {
        beat(role);
        wake_clear(role->wake);
        int64_t now = clock_now(service);
        bool busy = false, polls = false;
        if (service->stop)
            break;
        int pause = texts ? judge(role, sms_turn(role, texts, now, &busy)) : 0;
        if (busy && !pause)
            continue;
        struct error error;
        int seconds = texts ? due_pause(outbox_sms_next(role->db, &error), now) : WORK_LOOK;
        int watch = texts ? deliver_sms_watch(texts, &polls) : -1;
        if (polls && watch < 0 && service->config->sms.poll_seconds < seconds)
            seconds = service->config->sms.poll_seconds;
        beat(role);
        source_pause(pause ? -1 : watch, role->wake, pause ? pause : seconds);
    }
    deliver_sms_close(&texts);
    return NULL;
}

/* The role that has shown no life for too long; NULL: none. */
static const char *asleep(void *context)
{
    const struct service *service = context;
    for (int i = 0; i < ROLES; i++)
        if (monotonic() - service->roles[i].beat > BEAT_MOST)
            return service->roles[i].name;
    return NULL;
}

/* The web server has its own thread; this one writes and answers. A port that is taken is tried again. */
static void *web_main(void *argument)
{
    struct role *role = argument;
    struct service *service = role->service;
    struct reception *reception = NULL;
    const struct reception_host host = {
        .wake = role->wake,
        .wake_worker = service->roles[ROLE_WORK].wake,
        .wake_sms = service->roles[ROLE_SMS].wake,
        .fixed_now = service->fixed_now,
        .started = service->started,
        .asleep = asleep,
        .context = service,
    };
    while (!service->stop) {
        struct error error;
        beat(role);
        wake_clear(role->wake);
        if (service->stop)
            break;
        if (!reception && *service->config->http.listen)
            reception = reception_open(service->config, &host, &error);
        bool failed = reception
                          ? reception_turn(reception, role->db, clock_now(service), &error) != 0
                          : *service->config->http.listen != '\0';
        int pause =
            judge(role, failed ? verdict_make(VERDICT_RETRY, "%s", error.text) : verdict_ok());
        rest(role, pause ? pause : WORK_LOOK);
    }
    reception_close(&reception);
    return NULL;
}

static int open_role(struct service *service, int index, const char *name, struct error *error)
{
    struct role *role = &service->roles[index];
    role->name = name;
    role->service = service;
    role->wake = wake_new();
    role->db = db_open(service->database, false, error);
    beat(role);
    return role->db ? 0 : -1;
}

static int start(struct service *service, struct error *error)
{
    static void *(*const mains[ROLES])(void *) = {mail_main, work_main, post_main, sms_main,
                                                  web_main};
    static const char *const names[ROLES] = {"mailbox", "worker", "outbox", "sms", "web"};
    for (int i = 0; i < ROLES; i++)
        if (open_role(service, i, names[i], error))
            return -1;
    struct role *first = &service->roles[ROLE_WORK];
    if (db_begin(first->db, error))
        return -1;
    if (outbox_recover(first->db, clock_now(service), error) ||
        outbox_sms_recover(first->db, clock_now(service), error) || db_commit(first->db, error)) {
        db_rollback(first->db);
        return -1;
    }
    for (int i = 0; i < ROLES; i++)
        if (pthread_create(&service->roles[i].thread, NULL, mains[i], &service->roles[i]))
            abort();
    return 0;
}

/* Waits for a thread's end, feeding the watchdog. false: it hangs for longer than `most` seconds. */
static bool join(pthread_t thread, int64_t most)
{
    for (int64_t end = monotonic() + most;;) {
        struct timespec next;
        clock_gettime(CLOCK_REALTIME, &next);
        next.tv_sec++;
        if (!pthread_timedjoin_np(thread, NULL, &next))
            return true;
        if (monotonic() >= end)
            return false;
        notify_alive();
    }
}

/* `last`: the process ends anyway. A thread that hangs in a silent server's hands then ends with it, as after a
 * power cut: what it had begun is repeated at the next start. A reload waits for it. */
static void stop(struct service *service, bool last)
{
    service->stop = true;
    for (int i = 0; i < ROLES; i++)
        if (service->roles[i].thread)
            wake_set(service->roles[i].wake);
    int64_t end = monotonic() + STOP_MOST;
    for (int i = 0; i < ROLES; i++) {
        struct role *role = &service->roles[i];
        if (role->thread && !join(role->thread, last ? end - monotonic() : BEAT_MOST)) {
            log_event(LOG_LEVEL_WARNING, NULL, "stop",
                      "role=%s reason=hangs next=\"ended, nothing is lost\"", role->name);
            _exit(last ? CLI_DONE : CLI_FAILED);
        }
    }
    /* Only now: until its end each thread wakes the others, and a closed descriptor is soon another file. */
    for (int i = 0; i < ROLES; i++) {
        db_close(&service->roles[i].db);
        if (service->roles[i].wake > 0)
            close(service->roles[i].wake);
    }
}

/* Waits for a signal, feeding the watchdog. Gives the signal. */
static int wait_signal(struct service *service, int signals)
{
    int seconds = notify_watchdog_seconds();
    for (;;) {
        struct pollfd item = {.fd = signals, .events = POLLIN};
        int ready = poll(&item, 1, seconds ? seconds * 1000 : -1);
        struct signalfd_siginfo info;
        if (ready > 0 && read(signals, &info, sizeof info) == sizeof info)
            return (int)info.ssi_signo;
        if (!asleep(service))
            notify_alive();
    }
}

static int block_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

/* The new config, or NULL when it is not one (logged): the old one stays in force. */
static struct config *reload(struct cli *cli, struct arena *arena)
{
    struct error error;
    struct config *config = arena_alloc(arena, sizeof *config);
    if (!cli_config(cli, arena, config, &error))
        return config;
    log_event(LOG_LEVEL_ERROR, NULL, "reload",
              "reason=\"%s\" next=\"the old settings stay in force\"", log_text(error.text).at);
    return NULL;
}

int daemon_run(struct cli *cli, struct cli_farm *farm, struct error *error)
{
    const struct config *config = &farm->config;
    int signals = block_signals(), result = 0;
    for (bool again = true; again && !result;) {
        struct service service = {.config = config,
                                  .database = farm->config.database.url.path,
                                  .fixed_now = cli->now_given ? cli->now : 0,
                                  .started = (int64_t)time(NULL)};
        result = start(&service, error);
        if (!result) {
            log_event(LOG_LEVEL_INFO, NULL, "start", "inbox=%s", config->inbox.url.text);
            notify_ready();
            int number = wait_signal(&service, signals);
            again = number == SIGHUP;
            if (again)
                notify_reloading();
            else
                notify_stopping();
        }
        stop(&service, !again || result);
        struct config *fresh = again && !result ? reload(cli, farm->arena) : NULL;
        if (fresh) {
            fresh->mail.message_key = farm->config.mail.message_key;
            config = fresh;
        }
    }
    log_event(LOG_LEVEL_INFO, NULL, "stop", "end=%s", result ? "failed" : "clean");
    close(signals);
    return result;
}

int cli_run(struct cli *cli)
{
    if (cli->argc)
        return cli_usage("cabas run");
    log_set_level(LOG_LEVEL_INFO);
    struct cli_farm farm;
    struct error error;
    if (cli_open(cli, &farm, false, &error))
        return cli_fail("run", &error);
    int result = db_lock(farm.db, &error) || daemon_run(cli, &farm, &error)
                     ? cli_fail("run", &error)
                     : CLI_DONE;
    cli_close(&farm);
    return result;
}
