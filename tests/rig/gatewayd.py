"""A gateway for SMS that keeps what it is told and answers as it is told to: a script's own HTTP server on loopback.

    gateway = Gateway(); gateway.plan(("POST", "/sendsms", 202, "0: Accepted for delivery"), …)
Answers of the plan are used up in order where method and path fit; an answer may also be "drop" (the request is read whole,
then the connection is cut), "hang" (no answer for `hang` seconds), "trickle" (one byte of an answer each half second) or a
function of the request that gives (status, body). `gateway.play = function` answers what has no plan. With `cert` (a folder
of mkcerts and a name there) it speaks TLS. A request that was cut short is none."""
import http.server, json, socket, socketserver, ssl, threading, time


class Request:
    def __init__(self, handler, body):
        self.method, self.path, self.headers, self.body = handler.command, handler.path, dict(handler.headers), body
        self.link = handler.client_address[1]

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a client that goes away is part of the play


class Gateway:
    def __init__(self, hang=60, cert=None):
        self.requests, self.answers, self.hang, self.lock = [], [], hang, threading.Lock()
        self.play = lambda request: (599, "not planned")
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if len(body) < length:
                    self.close_connection = True
                    return
                request = Request(self, body)
                with gateway.lock:
                    gateway.requests.append(request)
                    answer = gateway.take(request)
                if answer is None:
                    answer = gateway.play(request)
                if answer == "hang":
                    time.sleep(gateway.hang)
                    answer = "drop"
                if answer == "trickle":
                    end = time.monotonic() + gateway.hang
                    self.wfile.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 9999\r\n\r\n")
                    while time.monotonic() < end:
                        self.wfile.write(b"0")
                        time.sleep(0.5)
                    answer = "drop"
                if answer == "drop":
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, body = answer(request) if callable(answer) else answer
                body = body if isinstance(body, str) else json.dumps(body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body.encode())))
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_POST = do_DELETE = do_PUT = handle_one

            def log_message(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        if cert:
            folder, name = cert
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
            # The handshake is the thread's own work, so that one that fails stops nobody.
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.url = f"https://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def plan(self, *answers):
        with self.lock:
            self.answers = list(answers)
            self.requests = []

    def take(self, request):
        for n, (method, path, *answer) in enumerate(self.answers):
            if request.method == method and request.path.split("?")[0] == path:
                del self.answers[n]
                return answer[0] if len(answer) == 1 else tuple(answer)
        return None

    def close(self):
        self.server.shutdown()
        self.server.server_close()
