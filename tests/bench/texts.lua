-- wrk's requests: texts by Kannel's webhook, each with an identity of its own. Arguments: secret, a name for this run.
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
local n, secret, run = 0, "", ""
function init(args)
  secret, run = args[1], args[2]
end
function request()
  n = n + 1
  return wrk.format("GET", string.format(
    "/sms/kannel?secret=%s&from=%%2B336%08d&to=1&id=%s-%d-%d&coding=0&charset=UTF-8&text=PLANNING",
    secret, n % 100000000, run, id, n))
end
