#include "db/mydata.h"

#include "parsers/date.h"
#include "parsers/zone.h"

static const struct mydata_list lists[] = {
    {"coordonnees",
     "Coordonnées",
     SQL_MYDATA_SUBSCRIBER,
     {{"numero", "Numéro", MYDATA_NUMBER},
      {"prenom", "Prénom", MYDATA_TEXT},
      {"nom", "Nom", MYDATA_TEXT},
      {"adresse", "Adresse", MYDATA_TEXT},
      {"code_postal", "Code postal", MYDATA_TEXT},
      {"ville", "Ville", MYDATA_TEXT},
      {"rappels", "Rappels", MYDATA_TEXT}}},
    {"contacts",
     "Adresses de mail et téléphones",
     SQL_MYDATA_CONTACTS,
     {{"sorte", "Sorte", MYDATA_TEXT}, {"valeur", "Valeur", MYDATA_TEXT}}},
    {"sms_arretes",
     "Numéros qui ne veulent plus de SMS",
     SQL_MYDATA_OPTOUT,
     {{"numero", "Numéro", MYDATA_TEXT}, {"depuis", "Depuis", MYDATA_INSTANT}}},
    {"compte_bancaire",
     "Compte bancaire et mandats de prélèvement",
     SQL_MYDATA_MANDATES,
     {{"reference", "Référence du mandat", MYDATA_TEXT},
      {"signe_le", "Signé le", MYDATA_DAY},
      {"iban_finit_par", "IBAN qui finit par", MYDATA_TEXT},
      {"etat", "État", MYDATA_TEXT},
      {"sequence", "Prélèvement", MYDATA_TEXT},
      {"enregistre_le", "Enregistré le", MYDATA_INSTANT},
      {"remplace_le", "Remplacé le", MYDATA_INSTANT}}},
    {"abonnements",
     "Abonnements",
     SQL_MYDATA_SUBSCRIPTIONS,
     {{"numero", "Numéro", MYDATA_NUMBER},
      {"quantite", "Quantité", MYDATA_NUMBER},
      {"frequence", "Fréquence", MYDATA_TEXT},
      {"debut", "Début", MYDATA_DAY},
      {"fin", "Fin", MYDATA_DAY}}},
    {"abonnements_avant",
     "Ces abonnements, avant un changement de quantité ou de fréquence",
     SQL_MYDATA_PAST,
     {{"abonnement", "Abonnement", MYDATA_NUMBER},
      {"jusqu_a_la_veille_du", "Jusqu'à la veille du", MYDATA_DAY},
      {"quantite", "Quantité", MYDATA_NUMBER},
      {"frequence", "Fréquence", MYDATA_TEXT}}},
    {"formules_et_lieux",
     "Formules et lieux de ces abonnements",
     SQL_MYDATA_TERMS,
     {{"abonnement", "Abonnement", MYDATA_NUMBER},
      {"a_partir_du", "À partir du", MYDATA_DAY},
      {"formule", "Formule", MYDATA_TEXT},
      {"lieu", "Lieu", MYDATA_TEXT}}},
    {"changements_ponctuels",
     "Changements pour une seule livraison",
     SQL_MYDATA_EXCEPTIONS,
     {{"abonnement", "Abonnement", MYDATA_NUMBER},
      {"livraison", "Livraison", MYDATA_DAY},
      {"formule", "Formule", MYDATA_TEXT},
      {"lieu", "Lieu", MYDATA_TEXT}}},
    {"suspensions",
     "Livraisons suspendues",
     SQL_MYDATA_SUSPENSIONS,
     {{"abonnement", "Abonnement", MYDATA_NUMBER}, {"livraison", "Livraison", MYDATA_DAY}}},
    {"commandes",
     "Commandes",
     SQL_MYDATA_ORDERS,
     {{"numero", "Numéro", MYDATA_NUMBER},
      {"livraison", "Livraison", MYDATA_DAY},
      {"etat", "État", MYDATA_TEXT},
      {"passee_le", "Passée le", MYDATA_INSTANT},
      {"raison", "Raison d'un refus", MYDATA_TEXT}}},
    {"produits_commandes",
     "Produits de ces commandes",
     SQL_MYDATA_ITEMS,
     {{"commande", "Commande", MYDATA_NUMBER},
      {"produit", "Produit", MYDATA_TEXT},
      {"unite", "Unité", MYDATA_TEXT},
      {"milliemes", "Quantité en millièmes", MYDATA_NUMBER},
      {"prix", "Prix", MYDATA_MONEY}}},
    {"factures",
     "Factures",
     SQL_MYDATA_INVOICES,
     {{"numero", "Numéro", MYDATA_TEXT},
      {"mois", "Mois", MYDATA_TEXT},
      {"date", "Date", MYDATA_DAY},
      {"total", "Total", MYDATA_MONEY}}},
    {"lignes_de_factures",
     "Lignes de ces factures",
     SQL_MYDATA_LINES,
     {{"facture", "Facture", MYDATA_TEXT},
      {"livraison", "Livraison", MYDATA_DAY},
      {"produit", "Produit", MYDATA_TEXT},
      {"unite", "Unité", MYDATA_TEXT},
      {"milliemes", "Quantité en millièmes", MYDATA_NUMBER},
      {"total", "Total", MYDATA_MONEY}}},
    {"destinataires_de_factures",
     "À qui ces factures ont été faites",
     SQL_MYDATA_BUYERS,
     {{"facture", "Facture", MYDATA_TEXT},
      {"a_payer_avant_le", "À payer avant le", MYDATA_DAY},
      {"nom", "Nom", MYDATA_TEXT},
      {"adresse", "Adresse", MYDATA_TEXT},
      {"code_postal", "Code postal", MYDATA_TEXT},
      {"ville", "Ville", MYDATA_TEXT},
      {"mail", "Mail", MYDATA_TEXT},
      {"raison", "Raison d'un avoir", MYDATA_TEXT}}},
    {"prelevements",
     "Prélèvements demandés à votre banque",
     SQL_MYDATA_DEBITS,
     {{"date", "Date", MYDATA_DAY},
      {"montant", "Montant", MYDATA_MONEY},
      {"motif", "Motif", MYDATA_TEXT},
      {"mandat", "Mandat", MYDATA_TEXT},
      {"nom", "Nom", MYDATA_TEXT},
      {"etat", "État", MYDATA_TEXT}}},
    {"reglements",
     "Règlements",
     SQL_MYDATA_PAYMENTS,
     {{"date", "Date", MYDATA_DAY},
      {"montant", "Montant", MYDATA_MONEY},
      {"moyen", "Moyen", MYDATA_TEXT},
      {"reference", "Référence", MYDATA_TEXT}}},
    {"historique",
     "Historique de ce qui a changé",
     SQL_MYDATA_JOURNAL,
     {{"fait_le", "Fait le", MYDATA_INSTANT},
      {"demande_recue_le", "Demande reçue le", MYDATA_INSTANT},
      {"par", "Par", MYDATA_TEXT},
      {"sorte", "Sorte", MYDATA_CHANGE},
      {"detail", "Détail", MYDATA_DETAIL}}},
    {"messages_recus",
     "Messages reçus de vous",
     SQL_MYDATA_INBOX,
     {{"recu_le", "Reçu le", MYDATA_INSTANT},
      {"par", "Par", MYDATA_TEXT},
      {"de", "De", MYDATA_TEXT},
      {"objet", "Objet", MYDATA_TEXT},
      {"etat", "État", MYDATA_TEXT}}},
    {"messages_envoyes",
     "Messages envoyés",
     SQL_MYDATA_OUTBOX,
     {{"ecrit_le", "Écrit le", MYDATA_INSTANT},
      {"par", "Par", MYDATA_TEXT},
      {"a", "À", MYDATA_TEXT},
      {"sorte", "Sorte", MYDATA_TEXT},
      {"etat", "État", MYDATA_TEXT},
      {"parti_le", "Parti le", MYDATA_INSTANT}}},
    {"questions",
     "Questions qui vous ont été posées",
     SQL_MYDATA_QUESTIONS,
     {{"posee_le", "Posée le", MYDATA_INSTANT},
      {"a", "À", MYDATA_TEXT},
      {"sorte", "Sorte", MYDATA_TEXT},
      {"valable_jusqu_au", "Valable jusqu'au", MYDATA_INSTANT},
      {"etat", "État", MYDATA_TEXT}}},
    {.key = NULL},
};

const struct mydata_list *mydata_lists(void)
{
    return lists;
}

static void put_instant(struct arena *arena, struct tree *row, const char *key, int64_t instant)
{
    struct civil civil = zone_local(instant);
    tree_put_text(row, key,
                  arena_print(arena, "%sT%02d:%02d", date_iso(arena, civil.day),
                              civil.seconds / 3600, civil.seconds / 60 % 60));
}

static void put_value(struct arena *arena, struct tree *row, const struct mydata_column *column,
                      const struct rows *rows, int at)
{
    struct error unread;
    if (rows_null(rows, at))
        return;
    if (column->kind == MYDATA_INSTANT)
        put_instant(arena, row, column->key, rows_int(rows, at));
    else if (column->kind == MYDATA_MONEY || column->kind == MYDATA_NUMBER)
        tree_put_int(row, column->key, rows_int(rows, at));
    else if (column->kind == MYDATA_DETAIL && tree_read(arena, rows_view(rows, at), &unread))
        tree_put_copy(row, column->key, tree_read(arena, rows_view(rows, at), &unread));
    else
        tree_put_view(row, column->key, rows_view(rows, at));
}

struct tree *mydata_load(struct arena *arena, struct db *db, int64_t subscriber,
                         struct error *error)
{
    struct tree *data = tree_new(arena);
    for (const struct mydata_list *list = lists; list->key; list++) {
        struct tree *out = tree_put_list(data, list->key);
        struct rows rows = db_rows(db, list->sql, error, "i", subscriber);
        int more;
        while ((more = rows_next(&rows)) == 1) {
            struct tree *row = tree_push_object(out);
            for (int i = 0; list->columns[i].key; i++)
                put_value(arena, row, &list->columns[i], &rows, i);
        }
        if (more < 0)
            return NULL;
    }
    return data;
}
