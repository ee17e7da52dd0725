/* trust: who a mail is from (A1, A2): only our provider's topmost word counts, and only for its own domain. */
#include "bot/trust.h"
#include "tests/bot/sample.h"

#define ROUX "From: Camille Roux <camille.roux@example.org>\n"
#define OURS "Authentication-Results: mx.exemple.net; "

static const struct row {
    const char *name, *headers, *trust, *proof;
    int64_t subscriber;
} rows[] = {
    {"nothing said", ROUX, "claimed", "", 1001},
    {"dmarc passes", OURS "dmarc=pass header.from=example.org\n" ROUX, "subscriber", "dmarc", 1001},
    {"dmarc of another domain", OURS "dmarc=pass header.from=example.com\n" ROUX, "claimed", "",
     1001},
    {"dmarc fails, spf passes",
     OURS "spf=pass smtp.mailfrom=example.org; dmarc=fail header.from=example.org\n" ROUX,
     "claimed", "", 1001},
    {"dkim aligned", OURS "dkim=pass header.d=example.org\n" ROUX, "subscriber", "dkim", 1001},
    {"dkim of somebody else", OURS "dkim=pass header.d=example.com\n" ROUX, "claimed", "", 1001},
    {"spf aligned", OURS "spf=pass smtp.mailfrom=camille.roux@example.org\n" ROUX, "subscriber",
     "spf", 1001},
    {"spf of somebody else", OURS "spf=pass smtp.mailfrom=x@example.com\n" ROUX, "claimed", "",
     1001},
    {"the provider in capitals",
     "Authentication-Results: MX.Exemple.NET; dmarc=pass "
     "header.from=example.org\n" ROUX,
     "subscriber", "dmarc", 1001},
    {"none", OURS "none\n" ROUX, "claimed", "", 1001},
    {"only an attacker's (nasty 13)",
     "Authentication-Results: attacker; dmarc=pass header.from=example.org\n" ROUX, "claimed", "",
     1001},
    {"a foreign one first, ours says fail (nasty 14)",
     "Authentication-Results: attacker; dmarc=pass header.from=example.org\n" OURS
     "dmarc=fail header.from=example.org\n" ROUX,
     "claimed", "", 1001},
    {"a forged one of ours below the real one",
     OURS "dmarc=fail header.from=example.org\n" OURS "dmarc=pass header.from=example.org\n" ROUX,
     "claimed", "", 1001},
    {"our name within another's",
     "Authentication-Results: mx.exemple.net.attacker.example; dmarc=pass "
     "header.from=example.org\n" ROUX,
     "claimed", "", 1001},
    {"pass in a comment", OURS "dmarc=fail (dmarc=pass header.from=example.org)\n" ROUX, "claimed",
     "", 1001},
    {"pass in a quoted string",
     OURS "dmarc=fail reason=\"; dmarc=pass header.from=example.org\"\n" ROUX, "claimed", "", 1001},
    {"Reply-To never counts (nasty 12)",
     OURS "dmarc=pass header.from=example.com\nFrom: x@example.com\n"
          "Reply-To: camille.roux@example.org\n",
     "knocking", "dmarc", 0},
    {"the display name never counts",
     OURS "dmarc=pass header.from=example.com\n"
          "From: \"camille.roux@example.org\" <x@example.com>\n",
     "knocking", "dmarc", 0},
    {"letters of any size",
     OURS "dmarc=pass header.from=example.org\n"
          "From: CAMILLE.Roux@Example.ORG\n",
     "subscriber", "dmarc", 1001},
    {"a second address of the household",
     OURS "dmarc=pass header.from=example.net\nFrom: h.girard@example.net\n", "subscriber", "dmarc",
     1002},
    {"the second address is not of the first one's domain",
     OURS "dmarc=pass header.from=example.org\nFrom: h.girard@example.net\n", "claimed", "", 1002},
    {"a stranger, proven", OURS "dmarc=pass header.from=example.com\nFrom: x@example.com\n",
     "knocking", "dmarc", 0},
    {"a stranger", "From: x@example.com\n", "stranger", "", 0},
    {"staff", OURS "dmarc=pass header.from=example.org\nFrom: ferme@example.org\n", "staff",
     "dmarc", 0},
    {"staff, not proven", "From: ferme@example.org\n", "stranger", "", 0},
    {"almost an address on file",
     OURS "dmarc=pass header.from=example.org\n"
          "From: camille.roux@example.org.example.org\n",
     "stranger", "", 0},
    {"quotes in the address",
     OURS "dmarc=pass header.from=example.org\n"
          "From: x'or'1'='1@example.org\n",
     "knocking", "dmarc", 0},
};

static void check_row(const struct config *config, struct db *db, const struct row *row)
{
    struct arena *arena = arena_new();
    struct mail mail;
    struct sender sender;
    struct error error;
    const char *raw =
        arena_print(arena, "%sTo: paniers@example.org\n\nSUSPENDRE 17/03\n", row->headers);
    if (mail_read(arena, view_of(raw), &mail, &error) || mail.from.count != 1 ||
        trust_judge(arena, config, db, &mail, &sender, &error)) {
        CHECK(false, "%s: judged", row->name);
    } else {
        CHECK_TEXT(trust_name(sender.trust), row->trust, "%s", row->name);
        CHECK_TEXT(sender.proof, row->proof, "%s: proof", row->name);
        CHECK(sender.subscriber == row->subscriber, "%s: subscriber %lld", row->name,
              (long long)sender.subscriber);
    }
    arena_free(&arena);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct config *config = sample_config(arena, "");
    struct db *db = sample_db(arena, ":memory:");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(config, db, &rows[i]);
    /* no provider configured: nobody is ever proven */
    config->inbox.authserv_id = "";
    check_row(config, db,
              &(struct row){"no provider configured",
                            OURS "dmarc=pass header.from="
                                 "example.org\n" ROUX,
                            "claimed", "", 1001});
    check_row(config, db,
              &(struct row){"no provider configured, none named",
                            "Authentication-Results: ; dmarc=pass header.from="
                            "example.org\n" ROUX,
                            "claimed", "", 1001});
    config->inbox.authserv_id = "mx1.exemple.net, mx2.exemple.net";
    check_row(config, db,
              &(struct row){"one of several",
                            "Authentication-Results: mx2.exemple.net; "
                            "dmarc=pass header.from=example.org\n" ROUX,
                            "subscriber", "dmarc", 1001});
    db_close(&db);
    arena_free(&arena);
    return tap_done();
}
