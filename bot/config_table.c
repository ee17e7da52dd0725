#include "bot/config_table.h"

#include <stddef.h>

#define AT(member) offsetof(struct config, member)
#define SECTION(name, text)                                                                        \
    {                                                                                              \
        .section = name, .help = text                                                              \
    }

/* The cutoff before a delivery's weekday. The three that are not the farm's own are three days before. */
#define CUTOFF(day, name, last)                                                                    \
    {                                                                                              \
        "cutoff", name, CONFIG_CUTOFF, AT(cutoff[day]), last " 23:59", NULL, 0, 0, NULL,           \
            "Livraisons du " name " : dernier jour et dernière minute pour changer"               \
    }

const struct config_key config_keys[] = {
    SECTION("farm", "La ferme"),
    {"farm", "name", CONFIG_TEXT, AT(farm.name), "", NULL, 0, 0, "Les Jardins",
     "Nom qui signe les réponses ; sans lui, celui de [mail] from"},
    {"farm", "timezone", CONFIG_ZONE, AT(farm.timezone), "Europe/Paris", NULL, 0, 0, NULL,
     "Fuseau horaire de la ferme"},
    {"farm", "language", CONFIG_LANGUAGE, AT(farm.language), "fr", NULL, 0, 0, NULL,
     "Langue des réponses"},
    {"farm", "address", CONFIG_TEXT, AT(farm.address), "", NULL, 0, 0, NULL,
     "Adresse postale, pour les factures"},
    {"farm", "siret", CONFIG_DIGITS, AT(farm.siret), "", NULL, 14, 0, NULL,
     "SIRET, 14 chiffres, pour les factures"},
    {"farm", "vat_number", CONFIG_CODE, AT(farm.vat_number), "", NULL, 4, 15, NULL,
     "Numéro de TVA intracommunautaire, pour les factures"},
    {"farm", "faq_url", CONFIG_WEB, AT(farm.faq_url), "", NULL, 0, 0, NULL,
     "Page des questions fréquentes"},

    SECTION("mail", "Le courrier de la ferme"),
    {"mail", "from", CONFIG_FROM, AT(mail.from), NULL, NULL, 0, 0,
     "\"Les Jardins <paniers@example.org>\"",
     "Adresse à laquelle les abonnés écrivent (obligatoire)"},
    {"mail", "staff", CONFIG_STAFF, AT(mail.staff), "", NULL, 0, 0, NULL,
     "Adresses de l'équipe, séparées par des virgules : bilan du jour, commandes ACCEPTER, LISTE…"},

    SECTION("inbox", "La boîte de réception"),
    {"inbox", "url", CONFIG_URL, AT(inbox.url), NULL, "imaps|imap|maildir", 0, 0,
     "maildir:courrier",
     "imaps://compte@serveur:993/INBOX, imap://… (STARTTLS) ou maildir:DOSSIER (obligatoire)"},
    {"inbox", "password_file", CONFIG_FILE, AT(inbox.password_file), "", NULL, 0, 0, NULL,
     "Fichier du mot de passe (ou du jeton), lisible par le seul propriétaire : chmod 600"},
    {"inbox", "auth", CONFIG_AUTH, AT(inbox.auth), "password", "password|xoauth2", 0, 0, NULL,
     "password ou xoauth2"},
    {"inbox", "authserv_id", CONFIG_SERVERS, AT(inbox.authserv_id), "", NULL, 0, 0, NULL,
     "Nom que votre hébergeur met en tête de Authentication-Results ; sans lui, tout est confirmé"},
    {"inbox", "idle", CONFIG_BOOL, AT(inbox.idle), "yes", NULL, 0, 0, NULL,
     "Attendre les messages par IMAP IDLE : yes ou no"},
    {"inbox", "poll_seconds", CONFIG_INT, AT(inbox.poll_seconds), "60", NULL, 1, 86400, NULL,
     "Secondes entre deux relèves"},
    {"inbox", "done_folder", CONFIG_NAME, AT(inbox.done_folder), "Cabas/Traites", NULL, 0, 0, NULL,
     "Dossier des messages traités"},
    {"inbox", "staff_folder", CONFIG_NAME, AT(inbox.staff_folder), "Cabas/A-traiter", NULL, 0, 0,
     NULL, "Dossier des messages qui attendent une personne"},
    {"inbox", "ca_file", CONFIG_FILE, AT(inbox.ca_file), "", NULL, 0, 0, NULL,
     "Autorité de certification, si ce n'est pas une de celles du système"},
    {"inbox", "max_message_bytes", CONFIG_BYTES, AT(inbox.max_message_bytes), "25M", NULL, 65536,
     104857600, NULL, "Taille au-delà de laquelle un message va à l'équipe (k et M sont permis)"},

    SECTION("smtp", "L'envoi du courrier"),
    {"smtp", "url", CONFIG_URL, AT(smtp.url), NULL, "smtps|smtp|maildir", 0, 0, "maildir:envois",
     "smtp://compte@serveur:587 (STARTTLS), smtps://… ou maildir:DOSSIER (obligatoire)"},
    {"smtp", "password_file", CONFIG_FILE, AT(smtp.password_file), "", NULL, 0, 0, NULL,
     "Fichier du mot de passe (ou du jeton), chmod 600"},
    {"smtp", "auth", CONFIG_AUTH, AT(smtp.auth), "password", "password|xoauth2", 0, 0, NULL,
     "password ou xoauth2"},
    {"smtp", "ca_file", CONFIG_FILE, AT(smtp.ca_file), "", NULL, 0, 0, NULL,
     "Autorité de certification, si ce n'est pas une de celles du système"},

    SECTION("sms", "Les SMS"),
    {"sms", "provider", CONFIG_WORD, AT(sms.provider), "none",
     "none|kannel|twilio|ovh|android|spool", 0, 0, NULL,
     "none, kannel, twilio, ovh, android ou spool"},
    {"sms", "number", CONFIG_SENDER, AT(sms.number), "", NULL, 0, 0, NULL,
     "Numéro de la ferme, +33…"},
    {"sms", "spool", CONFIG_FILE, AT(sms.spool), "", NULL, 0, 0, NULL,
     "Dossier de provider=spool : in/ et out/, un fichier par message"},
    {"sms", "send_url", CONFIG_WEB, AT(sms.send_url), "", NULL, 0, 0, NULL,
     "Adresse d'envoi de la passerelle"},
    {"sms", "user", CONFIG_TEXT, AT(sms.user), "", NULL, 0, 0, NULL, "Compte de la passerelle"},
    {"sms", "password_file", CONFIG_FILE, AT(sms.password_file), "", NULL, 0, 0, NULL,
     "Fichier du mot de passe de la passerelle, chmod 600"},
    {"sms", "webhook_secret_file", CONFIG_FILE, AT(sms.webhook_secret_file), "", NULL, 0, 0, NULL,
     "Fichier du secret qui authentifie les SMS reçus, chmod 600"},
    {"sms", "poll_url", CONFIG_WEB, AT(sms.poll_url), "", NULL, 0, 0, NULL,
     "Adresse où relever les SMS reçus, si la passerelle n'appelle pas"},
    {"sms", "poll_seconds", CONFIG_INT, AT(sms.poll_seconds), "60", NULL, 1, 86400, NULL,
     "Secondes entre deux relèves"},
    {"sms", "ca_file", CONFIG_FILE, AT(sms.ca_file), "", NULL, 0, 0, NULL,
     "Autorité de certification de la passerelle, si ce n'est pas une de celles du système"},
    {"sms", "quiet", CONFIG_SPAN, AT(sms.quiet_from), "20:00-08:00", NULL, 0, 0, NULL,
     "Heures sans SMS envoyés d'eux-mêmes (rappels, avis) ; les réponses partent toujours"},

    SECTION("http", "Le serveur local : SMS reçus, /healthz, /metrics"),
    {"http", "listen", CONFIG_LISTEN, AT(http.listen), "127.0.0.1:8025", NULL, 0, 0, NULL,
     "Adresse et port ; vide : aucun"},
    {"http", "public_url", CONFIG_WEB, AT(http.public_url), "", NULL, 0, 0, NULL,
     "Adresse publique de ce serveur, telle que la passerelle l'appelle : https://sms.ferme.fr"},
    {"http", "allow", CONFIG_IPS, AT(http.allow), "", NULL, 0, 0, NULL,
     "Adresses IP d'où Kannel peut appeler, outre cette machine"},

    SECTION("database", "Les données"),
    {"database", "url", CONFIG_URL, AT(database.url), NULL, "sqlite", 0, 0, "sqlite:cabas.db",
     "sqlite:FICHIER (obligatoire)"},

    SECTION("cutoff", "Jusqu'à quand une livraison se change : jour et heure, inclus"),
    CUTOFF(1, "lundi", "vendredi"),
    CUTOFF(2, "mardi", "dimanche"),
    CUTOFF(3, "mercredi", "dimanche"),
    CUTOFF(4, "jeudi", "lundi"),
    CUTOFF(5, "vendredi", "mardi"),
    CUTOFF(6, "samedi", "mercredi"),
    CUTOFF(7, "dimanche", "jeudi"),

    SECTION("digest", "Le bilan du jour"),
    {"digest", "at", CONFIG_MINUTE, AT(digest.minute), "06:00", NULL, 0, 0, NULL, "Heure d'envoi"},

    SECTION("reminder", "Le rappel avant la date limite, pour qui le demande"),
    {"reminder", "hours_before", CONFIG_INT, AT(reminder.hours_before), "24", NULL, 1, 144, NULL,
     "Heures avant la date limite"},

    SECTION("billing", "Les factures"),
    {"billing", "day", CONFIG_INT, AT(billing.day), "1", NULL, 1, 28, NULL,
     "Jour du mois où les factures du mois passé sont faites"},
    {"billing", "invoice_prefix", CONFIG_CODE, AT(billing.invoice_prefix), "F", NULL, 1, 8, NULL,
     "Début du numéro : F2026-0001"},
    {"billing", "payment_days", CONFIG_INT, AT(billing.payment_days), "30", NULL, 0, 60, NULL,
     "Jours pour régler une facture"},
    {"billing", "mention", CONFIG_TEXT, AT(billing.mention), "", NULL, 0, 0, NULL,
     "Mention au bas des factures (retard de paiement, régime de TVA…)"},
    {"billing", "sepa_creditor_id", CONFIG_CODE, AT(billing.sepa_creditor_id), "", NULL, 8, 35,
     NULL, "Identifiant créancier SEPA (ICS), pour les prélèvements"},
    {"billing", "sepa_days", CONFIG_INT, AT(billing.sepa_days), "3", NULL, 1, 30, NULL,
     "Jours ouvrés au moins entre le fichier de prélèvement et le prélèvement (ceux de votre "
     "banque)"},
    {"billing", "iban", CONFIG_IBAN, AT(billing.iban), "", NULL, 0, 0, NULL, "IBAN de la ferme"},
    {"billing", "bic", CONFIG_CODE, AT(billing.bic), "", NULL, 8, 11, NULL, "BIC de la ferme"},

    SECTION("limits", "Les limites"),
    {"limits", "answers_per_hour", CONFIG_INT, AT(limits.answers_per_hour), "20", NULL, 1, 1000,
     NULL, "Réponses par heure à un même expéditeur, au plus"},
    {"limits", "keep_raw_days", CONFIG_INT, AT(limits.keep_raw_days), "90", NULL, 1, 3650, NULL,
     "Jours pendant lesquels les messages reçus sont gardés entiers"},

    SECTION("security", "La sécurité"),
    {"security", "key_file", CONFIG_FILE, AT(security.key_file), "cabas.key", NULL, 0, 0, NULL,
     "Fichier de la clé qui chiffre les coordonnées bancaires (cabas init la crée), chmod 600"},
};

const int config_key_count = sizeof config_keys / sizeof *config_keys;
