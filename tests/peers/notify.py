"""Holds our channels to independent receivers: http_ece and cryptography (Web Push), standardwebhooks, aiosmtpd.

    cargo build -p isotone-connect --example notify
    pip install http_ece cryptography standardwebhooks aiosmtpd
    python3 tests/peers/notify.py target/debug/examples/notify
"""
import asyncio, base64, email, email.policy, http.server, json, os, socket, subprocess, sys, threading, time

import http_ece
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from standardwebhooks import Webhook

NOTIFY = sys.argv[1]
KEY, AUTH = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
SECRET = "whsec_" + base64.b64encode(os.urandom(32)).decode()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


got = {}


class Receiver(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/push":
            got["push"] = json.loads(http_ece.decrypt(body, private_key=KEY, auth_secret=AUTH, version="aes128gcm"))
            token, public = [part.split("=", 1)[1] for part in self.headers["authorization"][6:].split(", ")]
            head, claims, signature = token.split(".")
            raw = unb64(signature)
            der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(public))
            point.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
            got["vapid"] = json.loads(unb64(claims))
        elif self.path == "/hook":
            headers = {name.lower(): value for name, value in self.headers.items()}
            Webhook(SECRET).verify(body, headers)
            got["hook"] = json.loads(body)
            # A retry that kept its first timestamp would be refused.
            headers["webhook-timestamp"] = str(int(time.time()) - 360)
            try:
                Webhook(SECRET).verify(body, headers)
                got["old"] = "accepted"
            except Exception as error:
                got["old"] = str(error)
        else:
            got["ntfy"] = json.loads(body)
        self.send_response(201)
        self.end_headers()


class Mailbox:
    def __init__(self):
        self.mode, self.seen = "plain", set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mode == "greylist" and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 try again later"
        if self.mode == "reject":
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.mode == "slow":
            await asyncio.sleep(60)
        got["mail"] = (session.host_name, email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 queued"


def send(address, *more):
    done = subprocess.run([NOTIFY, HOSTS, json.dumps(address), *more], capture_output=True, text=True, timeout=90)
    return (done.stdout + done.stderr).strip()


web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=web.serve_forever, daemon=True).start()
HOSTS = f"127.0.0.1:{web.server_port}"
at = f"http://{HOSTS}"

point = KEY.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
print("push:", send({"kind": "push", "endpoint": f"{at}/push", "p256dh": b64(point), "auth": b64(AUTH), "key": ""}))
assert got["push"]["web_push"] == 8030 and "💧" in got["push"]["notification"]["body"], got
assert got["vapid"]["aud"] == at and got["vapid"]["exp"] - time.time() < 12 * 3600 + 60, got["vapid"]

print("webhook:", send({"kind": "webhook", "url": f"{at}/hook", "secret": SECRET}))
assert got["hook"]["type"] == "message.drink-before" and got["old"] != "accepted", got

print("ntfy:", send({"kind": "ntfy", "server": at, "topic": "isotone-0123456789abcdef0123456789abcdef"}))
assert got["ntfy"]["topic"].startswith("isotone-"), got

box = Mailbox()
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
smtp = Controller(box, hostname="127.0.0.1", port=port)
smtp.start()
mail = {"kind": "mail", "to": "ada@example.org"}
relay = f"smtp://127.0.0.1:{port}?tls=none"
for mode, expected in [("plain", "Accepted"), ("greylist", "Later"), ("greylist", "Accepted"), ("reject", "Refused"), ("slow", "Later")]:
    box.mode = mode
    said = send(mail, relay)
    print(f"mail, {mode}:", said)
    assert said.startswith(expected), said
host, letter = got["mail"]
assert host == "isotone.example.org" and letter["message-id"] == "<ada.drink.p-1.1@isotone.example.org>", (host, dict(letter))
assert letter["bcc"] is None and "." in letter.get_body(("plain",)).get_content().splitlines(), letter
smtp.stop()
print("all channels agree with their receivers")
