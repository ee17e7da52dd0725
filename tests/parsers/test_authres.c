/* authres: rule A2 and RFC 8601, row by row. */
#include "parsers/authres.h"

#include "tests/tap.h"

static const char *const names[] = {"none", "fail", "pass"};

#define AR "Authentication-Results: "
#define MX "Received: from a by mx.example.net with ESMTPS; Tue, 5 Mar 2024 10:20:14 +0100\n"
#define EVIL "Received: from b by mail.evil.test with SMTP; Tue, 5 Mar 2024 10:20:14 +0100\n"

static const struct {
    const char *name, *headers, *servers, *from, *want; /* "pass dmarc example.org" */
} rows[] = {
    {"dmarc", AR "mx.example.net; dmarc=pass header.from=example.org\n", "mx.example.net",
     "anne@example.org", "pass dmarc example.org"},
    {"dmarc of Gmail",
     AR "mx.google.com;\n       dkim=pass header.i=@example.org header.s=a header.b=X/y+Z=;\n"
        "       spf=pass (google.com: domain of anne@example.org designates 192.0.2.1 as permitted"
        " sender) smtp.mailfrom=anne@example.org;\n       dmarc=pass (p=NONE sp=NONE dis=NONE)"
        " header.from=example.org\n",
     "mx.google.com", "anne@example.org", "pass dmarc example.org"},
    {"comment without a blank",
     AR "mx.example.net; dmarc=pass(p=reject,pct=100)"
        " header.from=example.org\n",
     "mx.example.net", "a@example.org", "pass dmarc example.org"},
    {"dmarc of another domain", AR "mx.example.net; dmarc=pass header.from=evil.test\n",
     "mx.example.net", "a@example.org", "fail  "},
    {"dmarc=fail beats spf=pass",
     AR "mx.example.net; spf=pass smtp.mailfrom=a@example.org; dkim=pass header.d=example.org;"
        " dmarc=fail header.from=example.org\n",
     "mx.example.net", "a@example.org", "fail dmarc "},
    {"dkim aligned", AR "mx.example.net; dkim=pass header.d=example.org\n", "mx.example.net",
     "a@example.org", "pass dkim example.org"},
    {"dkim by header.i", AR "mx.example.net; dkim=pass header.i=@mail.example.org\n",
     "mx.example.net", "a@example.org", "pass dkim mail.example.org"},
    {"dkim above the From domain", AR "mx.example.net; dkim=pass header.d=example.org\n",
     "mx.example.net", "a@sub.example.org", "pass dkim example.org"},
    {"two subdomains", AR "mx.example.net; dkim=pass header.d=b.example.org\n", "mx.example.net",
     "a@a.example.org", "fail  "},
    {"a name that only ends alike", AR "mx.example.net; dkim=pass header.d=badexample.org\n",
     "mx.example.net", "a@example.org", "fail  "},
    {"a top-level domain vouches for nobody", AR "mx.example.net; dkim=pass header.d=org\n",
     "mx.example.net", "a@example.org", "fail  "},
    {"second of two dkim results",
     AR "mx.example.net; dkim=pass header.d=list.test; dkim=pass header.d=example.org\n",
     "mx.example.net", "a@example.org", "pass dkim example.org"},
    {"dkim=fail", AR "mx.example.net; dkim=fail reason=\"bad\" header.d=example.org\n",
     "mx.example.net", "a@example.org", "fail  "},
    {"spf aligned", AR "mx.example.net; spf=pass smtp.mailfrom=bounce@mail.example.org\n",
     "mx.example.net", "a@example.org", "pass spf mail.example.org"},
    {"spf of another domain", AR "mx.example.net; spf=pass smtp.mailfrom=a@evil.test\n",
     "mx.example.net", "a@example.org", "fail  "},
    {"spf=softfail", AR "mx.example.net; spf=softfail smtp.mailfrom=a@example.org\n",
     "mx.example.net", "a@example.org", "fail  "},
    {"spf by HELO only", AR "mx.example.net; spf=pass smtp.helo=example.org\n", "mx.example.net",
     "a@example.org", "fail  "},
    {"letters of any case", AR "MX.Example.NET; DMARC=Pass Header.From=Example.ORG\n",
     "mx.example.net", "a@example.org", "pass dmarc example.org"},
    {"a version", AR "mx.example.net 1; dmarc=pass header.from=example.org\n", "mx.example.net",
     "a@example.org", "pass dmarc example.org"},
    {"a version that nobody knows", AR "mx.example.net 2; dmarc=pass header.from=example.org\n",
     "mx.example.net", "a@example.org", "none  "},
    {"a method's version", AR "mx.example.net; dmarc/1=pass header.from=example.org\n",
     "mx.example.net", "a@example.org", "pass dmarc example.org"},
    {"comments everywhere",
     AR "(a) mx.example.net (b;c) 1 (d(e)) ; (f) dmarc (g) = (h) pass (i) header (j)\n"
        " .from=example.org\n",
     "mx.example.net", "a@example.org", "pass dmarc example.org"},
    {"comments in legal places",
     AR "(a) mx.example.net (b;c) 1 (d(e)) ; (f) dmarc (g) = (h) pass (i) header.from (j) =\n"
        " (k) example.org (l)\n",
     "mx.example.net", "a@example.org", "pass dmarc example.org"},
    {"quoted strings", AR "\"mx.example.net\"; dmarc=\"pass\" header.from=\"example.org\"\n",
     "mx.example.net", "a@example.org", "pass dmarc example.org"},
    {"a verdict inside quotes is none",
     AR "mx.example.net; spf=fail reason=\"x; dmarc=pass header.from=example.org\"\n",
     "mx.example.net", "a@example.org", "fail  "},
    {"a verdict inside a comment is none",
     AR "mx.example.net; spf=fail (x; dmarc=pass header.from=example.org)\n", "mx.example.net",
     "a@example.org", "fail  "},
    {"a comment that hides the rest",
     AR "mx.example.net; spf=pass smtp.mailfrom=a@example.org (open; dmarc=fail\n",
     "mx.example.net", "a@example.org", "none  "},
    {"a quote that hides the rest",
     AR "mx.example.net; spf=pass smtp.mailfrom=a@example.org reason=\"open; dmarc=fail\n",
     "mx.example.net", "a@example.org", "none  "},
    {"a property twice",
     AR "mx.example.net; dmarc=pass header.from=evil.test header.from=example.org\n",
     "mx.example.net", "a@example.org", "none  "},
    {"none", AR "mx.example.net; none\n", "mx.example.net", "a@example.org", "none  "},
    {"none with a version", AR "mx.example.net 1; none\n", "mx.example.net", "a@example.org",
     "none  "},
    {"nothing at all", AR "mx.example.net\n", "mx.example.net", "a@example.org", "none  "},
    {"garbage", AR "mx.example.net; dmarc pass\n", "mx.example.net", "a@example.org", "none  "},
    {"no header", "Subject: x\n", "mx.example.net", "a@example.org", "none  "},
    {"not configured", AR "mx.example.net; dmarc=pass header.from=example.org\n", "",
     "a@example.org", "none  "},
    {"only a forged one", AR "attacker.test; dmarc=pass header.from=example.org\n",
     "mx.example.net", "a@example.org", "none  "},
    {"a foreign one first, ours second says fail",
     AR "attacker.test; dmarc=pass header.from=example.org\n" AR
        "mx.example.net; dmarc=fail header.from=example.org\n",
     "mx.example.net", "a@example.org", "fail dmarc "},
    {"ours says fail, a forged one below says pass",
     AR "mx.example.net; spf=fail smtp.mailfrom=a@example.org\n" AR
        "mx.example.net; dmarc=pass header.from=example.org\n",
     "mx.example.net", "a@example.org", "fail  "},
    {"ours says nothing, a forged one below says pass",
     AR "mx.example.net; none\n" AR "mx.example.net; dmarc=pass header.from=example.org\n",
     "mx.example.net", "a@example.org", "none  "},
    {"several servers", AR "mx2.example.net; dmarc=pass header.from=example.org\n",
     "mx1.example.net, mx2.example.net mx3.example.net", "a@example.org", "pass dmarc example.org"},
    {"a longer server name is another",
     AR "mx.example.net.evil.test; dmarc=pass"
        " header.from=example.org\n",
     "mx.example.net", "a@example.org", "none  "},
    {"below our provider's Received", MX AR "mx.example.net; dmarc=pass header.from=example.org\n",
     "mx.example.net", "a@example.org", "pass dmarc example.org"},
    {"below a Received of others",
     MX EVIL AR "mx.example.net; dmarc=pass header.from=example.org\n", "mx.example.net",
     "a@example.org", "none  "},
    {"above a Received of others",
     MX AR "mx.example.net; dmarc=pass header.from=example.org\n" EVIL, "mx.example.net",
     "a@example.org", "pass dmarc example.org"},
    {"no From domain", AR "mx.example.net; dmarc=pass header.from=example.org\n", "mx.example.net",
     "", "none  "},
};

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mail mail;
        struct error error;
        char *raw = arena_print(arena, "%sFrom: %s\n\nBonjour\n", rows[i].headers, rows[i].from);
        if (mail_read(arena, view_of(raw), &mail, &error))
            CHECK(false, "%s: %s", rows[i].name, error.text);
        struct authres got = authres_read(arena, &mail, rows[i].servers, rows[i].from);
        CHECK_TEXT(arena_print(arena, "%s %s %s", names[got.result], got.method, got.domain),
                   rows[i].want, "%s", rows[i].name);
    }
    arena_free(&arena);
    return tap_done();
}
