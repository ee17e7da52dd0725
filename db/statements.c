#include "db/statements.h"

static const char *const statements[SQL_MAX] = {
#define S(name, text) [SQL_##name] = text,
#include "db/statements.def"
#undef S
};

const char *statement_text(enum sql sql)
{
    return statements[sql];
}
