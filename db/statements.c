#include "db/statements.h"

static const char *const statements[SQL_MAX] = {
#define S(name, text) [SQL_##name] = text,
#include "db/statements.def"
#undef S
};

static const char *const names[SQL_MAX] = {
#define S(name, text) [SQL_##name] = #name,
#include "db/statements.def"
#undef S
};

const char *statement_name(enum sql sql)
{
    return names[sql];
}

const char *statement_text(enum sql sql)
{
    return statements[sql];
}
