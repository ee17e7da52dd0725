# Cabas. No configure step: `make demo` and `make test` install what is missing and build.
#
#   make            build/cabas
#   make demo       a farm, a mailbox and messages, each shown with its answer
#   make test       everything, under AddressSanitizer and UndefinedBehaviorSanitizer
#   make fuzz       the fuzzers for longer (SECONDS_EACH=60)
#   make score      what is understood of every set of messages, against its floor
#   make week       a farm's week, twice, with 3,000 messages each, all promises computed anew (WEEK_SEED=n repeats one)
#   make bench      figures of README, with this machine's own limits next to them
#   make lint       floors, file and function sizes, formatting
#   make install    DESTDIR and PREFIX are honoured
#   make deb        build/cabas_VERSION_ARCH.deb
#   make deps       Debian packages, named in one place below

PACKAGES = build-essential pkg-config libetpan-dev libesmtp-dev libcurl4-gnutls-dev libssl-dev \
	libpcre2-dev libsqlite3-dev libxml2-dev libjansson-dev libutf8proc-dev libinih-dev \
	libsystemd-dev libcairo2-dev libpango1.0-dev libfontconfig-dev libpng-dev libqpdf-dev zlib1g-dev \
	fonts-lato fonts-dejavu-core icc-profiles-free libsodium-dev libmicrohttpd-dev ca-certificates tzdata
TEST_PACKAGES = perl python3 python3-aiosmtpd dovecot-imapd dovecot-submissiond postfix openssl \
	sqlite3 mandoc bash-completion dpkg-dev systemd clang libclang-rt-14-dev procps util-linux chromium \
	poppler-utils qpdf libxml2-utils libsaxonhe-java default-jre-headless \
	kannel kannel-extras wrk curl libical-dev

CC = gcc
BUILD = build
PREFIX = /usr
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wformat=2 -Werror
# Link-time optimisation: a third less CPU a message. Sanitizer builds replace both.
CFLAGS = -O2 -g -flto=auto
LDFLAGS = -flto=auto
HARDEN = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
# Hidden: a function of ours must never take the place of a library's own of the same name (libetpan, too,
# has an encode_base64).
ALL_CFLAGS = -std=gnu17 -fvisibility=hidden $(WARN) $(CFLAGS) $(HARDEN) -D_GNU_SOURCE -I. \
	$(shell pkg-config --cflags libxml-2.0 pangocairo pangoft2 fontconfig 2>/dev/null) -pthread
# Plain -letpan: what pkg-config says of it would make the program non-PIE.
LIBS = -letpan -lesmtp -lcurl-gnutls -lssl -lcrypto -lpcre2-8 -lsqlite3 -lxml2 -ljansson \
	-lutf8proc -linih -lsystemd -lpangocairo-1.0 -lpangoft2-1.0 -lpango-1.0 -lgobject-2.0 \
	-lglib-2.0 -lcairo -lpng16 -lfontconfig -lqpdf -lz -lsodium \
	-lmicrohttpd -lm
# libical reads what we wrote.
TEST_LIBS = -lical
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS) -pthread

SRC = $(sort $(wildcard parsers/*.c templates/*.c db/*.c bot/*.c bot/requests/*.c))
LIB_SRC = $(filter-out bot/main.c,$(SRC))
OBJ = $(LIB_SRC:%.c=$(BUILD)/%.o) $(BUILD)/embed_data.o
TESTS = $(sort $(wildcard tests/parsers/test_*.c tests/templates/test_*.c tests/db/test_*.c \
	tests/bot/test_*.c))
TEST_BIN = $(TESTS:%.c=$(BUILD)/%)
# Small programs that tests/e2e drives against real servers.
PROBE_BIN = $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/bot/*_probe.c)))
# The longest first, so that two at a time end together.
E2E_LONG = $(addprefix tests/e2e/,week.t sms_kill.t kill.t package.t sms_gateway.t recompute.t)
E2E = $(E2E_LONG) $(filter-out $(E2E_LONG),$(sort $(wildcard tests/e2e/*.t)))
EMBEDDED = $(sort $(wildcard parsers/lexicon/*/* templates/*/*.txt db/schema/*.sql db/demo/*.csv db/demo/*.eml) \
	/usr/share/color/icc/sRGB.icc)

SAN = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

all: $(BUILD)/cabas

$(BUILD)/cabas: $(BUILD)/bot/main.o $(OBJ)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(OBJ)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS) $(TEST_LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The data files become one object: a name, a start and an end each.
$(BUILD)/embed_data.c: $(EMBEDDED) Makefile
	@mkdir -p $(@D)
	@{ echo '#include <stddef.h>'; n=0; for f in $(EMBEDDED); do n=$$((n+1)); \
	  printf '__asm__(".section .rodata\\n.global embed_%d\\nembed_%d:\\n.incbin \\"%s\\"\\n.global embed_%d_end\\nembed_%d_end:\\n.byte 0\\n.previous\\n");\nextern const char embed_%d[], embed_%d_end[];\n' \
	  $$n $$n $$f $$n $$n $$n $$n; done; \
	  echo 'extern const struct embed_entry {const char *path, *start, *end;} embed_entries[];'; \
	  echo 'const struct embed_entry embed_entries[] = {'; n=0; for f in $(EMBEDDED); do n=$$((n+1)); \
	  printf '{"%s", embed_%d, embed_%d_end},\n' $$f $$n $$n; done; \
	  echo '};'; echo 'extern const size_t embed_entry_count;'; \
	  echo "const size_t embed_entry_count = $$n;"; } > $@

$(BUILD)/embed_data.o: $(BUILD)/embed_data.c $(EMBEDDED)
	$(CC) -O2 -fPIE -I. -c -o $@ $<

unit: $(TEST_BIN) $(PROBE_BIN)

# Programs and tests of `make test`: sanitizers on, and the named points of bot/fault.h compiled in.
ASAN = BUILD=build/asan CFLAGS="-O1 -g $(SAN)" HARDEN="-fPIE -DCABAS_FAULTS" LDFLAGS="$(SAN)"

test:
	@tests/deps $(PACKAGES) $(TEST_PACKAGES)
	@$(MAKE) --no-print-directory -s -j2 $(ASAN) unit build/asan/cabas
	@$(MAKE) --no-print-directory -s -j2 all fuzz-build
	@tests/lint
	@tests/score build/cabas
	CABAS=build/asan/cabas prove --exec '' -j3 $(E2E) $(TESTS:%.c=build/asan/%)

check-asan: test

# Fuzzers: every reader of outside bytes, with clang's libFuzzer. `make test` runs each for a moment.
SECONDS_EACH = 60
FUZZ_SRC = $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_BIN = $(FUZZ_SRC:tests/fuzz/%.c=build/fuzz/%)
FUZZ_SAN = -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_FLAGS = -std=gnu17 -O1 -g -D_GNU_SOURCE -I. -pthread -fvisibility=hidden \
	$(shell pkg-config --cflags libxml-2.0 pangocairo pangoft2 fontconfig 2>/dev/null)

build/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	clang $(FUZZ_FLAGS) $(FUZZ_SAN) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

# An archive: a fuzzer that stands in for a file of ours (fuzz_imap for bot/tls.c) is linked without it.
build/fuzz/libcabas.a: $(LIB_SRC:%.c=build/fuzz/obj/%.o) $(BUILD)/embed_data.o
	rm -f $@ && ar -rc $@ $^

build/fuzz/%: build/fuzz/obj/tests/fuzz/%.o build/fuzz/libcabas.a
	clang $(FUZZ_SAN) -fsanitize=fuzzer -pthread -o $@ $^ $(LIBS)

fuzz-build: $(FUZZ_BIN)

fuzz:
	@tests/deps $(PACKAGES) $(TEST_PACKAGES)
	@$(MAKE) --no-print-directory -s -j2 fuzz-build
	tests/fuzz/run $(SECONDS_EACH) $(FUZZ_BIN)

demo:
	@tests/deps $(PACKAGES)
	@$(MAKE) --no-print-directory -s -j2 all
	@$(BUILD)/cabas demo

# Sets beside this project (../shared) are read when they are there.
score: all
	@tests/score $(BUILD)/cabas

# tests/e2e/week.t at full size; `make test` runs it small.
week:
	@tests/deps $(PACKAGES) $(TEST_PACKAGES)
	@$(MAKE) --no-print-directory -s -j2 $(ASAN) build/asan/cabas
	CABAS=build/asan/cabas WEEK_SEED=$${WEEK_SEED-} WEEK_MESSAGES=$${WEEK_MESSAGES:-3000} WEEK_PLANNINGS=$${WEEK_PLANNINGS:-0} tests/e2e/week.t

bench: all $(BUILD)/tests/bot/parse_probe
	@tests/deps $(PACKAGES) $(TEST_PACKAGES)
	@tests/bench/bench.py $(BUILD)/cabas

lint:
	@tests/lint

# `make install`: also manual pages, completion of commands, units, the user (systemd-sysusers) and its folders
# (systemd-tmpfiles). `cabas init` makes configuration and database.
install: all install-files

PROGRAM = $(BUILD)/cabas
SHARE = $(DESTDIR)$(PREFIX)/share
UNITS = $(DESTDIR)$(PREFIX)/lib/systemd/system

install-files:
	install -Dm755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/cabas
	install -Dm644 -t $(UNITS) systemd/cabas.service systemd/cabas-backup.service systemd/cabas-backup.timer
	sed -i 's|/usr/bin/cabas|$(PREFIX)/bin/cabas|' $(UNITS)/cabas.service $(UNITS)/cabas-backup.service
	install -Dm644 systemd/cabas.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/cabas.conf
	install -Dm644 systemd/cabas.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/cabas.conf
	install -Dm644 systemd/man/cabas.1 $(SHARE)/man/man1/cabas.1
	install -Dm644 systemd/man/cabas.conf.5 $(SHARE)/man/man5/cabas.conf.5
	install -Dm644 systemd/completion/cabas.bash $(SHARE)/bash-completion/completions/cabas
	install -Dm644 README.md $(SHARE)/doc/cabas/README.md

# build/cabas_VERSION_ARCH.deb: the service with its user, folders and units.
VERSION = $(shell sed -n 's/^\#define VERSION "\(.*\)"/\1/p' bot/main.c)
deb: all
	@tests/deps dpkg-dev binutils
	@systemd/debian/build $(PROGRAM) build $(VERSION)

deps:
	@tests/deps $(PACKAGES) $(TEST_PACKAGES)

clean:
	rm -rf build

.PHONY: all unit fuzz fuzz-build test check-asan demo score week bench lint install install-files deb deps clean
.SECONDARY:
-include $(OBJ:.o=.d) $(BUILD)/bot/main.d $(TEST_BIN:=.d) $(PROBE_BIN:=.d) $(shell find build/fuzz -name "*.d" 2>/dev/null)
